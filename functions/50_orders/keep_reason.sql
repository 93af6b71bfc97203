-- BEFORE UPDATE of reason by a user: the reason belongs to the cancellation that it came with, and may be the
-- operator's. A repeated cancellation changes nothing.
create or replace function kaboom.keep_reason()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    new.reason := old.reason;
    return new;
end;
$$;

comment on function kaboom.keep_reason is
'Trigger: keeps the reason of an order whose status its owner does not change.';

revoke execute on function kaboom.keep_reason from public, anon, authenticated, service_role;
