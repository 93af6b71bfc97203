-- BEFORE INSERT by a user: the row asks for an analysis that is still to be made, so it is pending.
create or replace function kaboom.admit_request()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    new.status := 'pending';
    return kaboom.admit_ai_request(new);
end;
$$;

comment on function kaboom.admit_request is
$$Trigger: admits a request of a user for an analysis; a repeated request_id inserts nothing.

Errors: KB201, KB302, KB305, KB306, KB401, KB402.$$;

revoke execute on function kaboom.admit_request from public, anon, authenticated, service_role;
