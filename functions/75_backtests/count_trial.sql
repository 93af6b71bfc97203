create or replace function kaboom.count_trial(user_id uuid, strategy_name text, sharpe double precision)
returns public.backtest_tallies
language sql
volatile
set search_path = pg_catalog, pg_temp
as $$
    -- By Welford's method: mean and squared deviations stay exact however many trials there are.
    insert into public.backtest_tallies as t (user_id, strategy_name, trials, measured_trials, mean_sharpe)
    values (
        count_trial.user_id,
        count_trial.strategy_name,
        1,
        (count_trial.sharpe is not null)::integer,
        coalesce(count_trial.sharpe, 0)
    )
    on conflict on constraint backtest_tallies_pkey do update
    set trials = t.trials + 1,
        measured_trials = t.measured_trials + excluded.measured_trials,
        mean_sharpe = t.mean_sharpe
            + (excluded.mean_sharpe - t.mean_sharpe) * excluded.measured_trials / (t.measured_trials + 1),
        squared_deviations = t.squared_deviations
            + power(excluded.mean_sharpe - t.mean_sharpe, 2) * excluded.measured_trials * t.measured_trials
            / (t.measured_trials + 1)
    returning t.*;
$$;

comment on function kaboom.count_trial is
$$Count a completed run, for good.

Arguments: user_id; strategy_name; sharpe, per period, null where the run has none. Returns: the tally with
this run.$$;

revoke execute on function kaboom.count_trial from public, anon, authenticated, service_role;
