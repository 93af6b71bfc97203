create or replace function kaboom.is_waiting_simulation(run public.backtest_results)
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select run.status in ('pending', 'running')
        and kaboom.is_reference_strategy(run.strategy_name)
        and coalesce(
            run.claimed_by = 'kaboom'
            or run.claimed_until <= now()
            or (run.status = 'pending' and run.claimed_until is null),
            false
        );
$$;

comment on function kaboom.is_waiting_simulation is
$$Whether the database may simulate a backtest now: one of its own strategies, and in no other worker's lease.

Arguments: run.$$;

revoke execute on function kaboom.is_waiting_simulation from public, anon, authenticated, service_role;
