create or replace function kaboom.simulation_parts()
returns setof text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select w.id::text
    from public.backtest_results as w
    cross join generate_series(floor(w.progress_percentage / 10)::integer + 1, 10) as tenth
    where w.status in ('pending', 'running')
        and kaboom.is_waiting_simulation(w)
    order by w.created_at, w.id, tenth;
$$;

comment on function kaboom.simulation_parts is
$$The work that waits, oldest first.

Returns: the id of a backtest as text, once for each tenth of its period that is left.$$;

revoke execute on function kaboom.simulation_parts from public, anon, authenticated, service_role;
