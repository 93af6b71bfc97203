-- Definer: the owner who cancels may not touch what the simulation has left.
create or replace function kaboom.forget_simulation()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    delete from kaboom.backtest_simulations as s
    where s.user_id = new.user_id
        and s.backtest_id = new.id;
    return null;
end;
$$;

comment on function kaboom.forget_simulation is
'Trigger, AFTER UPDATE of status: where a run has ended, its unfinished simulation goes.';

revoke execute on function kaboom.forget_simulation from public, anon, authenticated, service_role;
