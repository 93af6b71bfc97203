-- A tenth of the period each time, so that progress can be committed and a lost session costs little.
create or replace function kaboom.advance_simulation(run public.backtest_results)
returns boolean
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    days constant integer := run.end_date - run.start_date + 1;
    state jsonb;
    last_day date;
begin
    if not kaboom.is_reference_strategy(run.strategy_name) then
        raise exception 'the database does not run the strategy %', run.strategy_name
            using errcode = 'KB508',
            detail = jsonb_build_object('strategy_name', run.strategy_name)::text,
            hint = 'It runs buy_and_hold and sma_cross; others are for a worker that claims them.';
    end if;
    select s.state into state
    from kaboom.backtest_simulations as s
    where s.user_id = run.user_id
        and s.backtest_id = run.id;
    if not found then
        state := kaboom.open_sleeves(run);
    end if;
    last_day := least((state ->> 'reached')::date + (days + 9) / 10, run.end_date);
    state := kaboom.simulate_days(run, state, last_day);

    update public.backtest_results as b
    set status = 'running',
        simulated_date = last_day,
        progress_percentage = round((last_day - run.start_date + 1) * 100.0 / days, 2),
        claimed_by = 'kaboom',
        claimed_at = now(),
        claimed_until = now() + interval '10 minutes'
    where b.user_id = run.user_id
        and b.id = run.id;
    if last_day < run.end_date then
        insert into kaboom.backtest_simulations as s (user_id, backtest_id, state)
        values (run.user_id, run.id, state)
        on conflict on constraint backtest_simulations_pkey do update
        set state = excluded.state;
        return false;
    end if;

    perform kaboom.finish_backtest(run, state -> 'curve', state -> 'trades');
    return true;
end;
$$;

comment on function kaboom.advance_simulation is
$$Simulate the next tenth of a run, and complete it after the last.

Arguments: run, locked, pending or running. Returns: whether it is completed.
Errors: KB507 the benchmark has no bar, KB508 an unknown strategy, KB509 a symbol has no bar.$$;

revoke execute on function kaboom.advance_simulation from public, anon, authenticated, service_role;
