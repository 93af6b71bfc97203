-- With its number, so that the triggers for movements from outside let it pass.
create or replace function kaboom.write_adjustment(adjustment public.position_adjustments)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    adjustment.created_at := now();
    adjustment.updated_at := now();
    insert into public.position_adjustments values (adjustment.*);
end;
$$;

comment on function kaboom.write_adjustment is
'Write a movement of shares that is posted already. Arguments: adjustment, complete.';

revoke execute on function kaboom.write_adjustment from public, anon, authenticated, service_role;
