create or replace function kaboom.finish_backtest(
    run public.backtest_results, equity_curve jsonb, trade_history jsonb
)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    figures jsonb;
    drawdowns double precision[];
    sharpe double precision;
    tally public.backtest_tallies;
begin
    select f.figures, f.drawdowns into figures, drawdowns
    from kaboom.backtest_figures(
        equity_curve,
        trade_history,
        run.initial_capital,
        coalesce((run.strategy_config ->> 'periods_per_year')::double precision, 252),
        -- Rounded, because a number of JSON may be too small for a double.
        coalesce(round((run.strategy_config ->> 'risk_free')::numeric, 15)::double precision, 0),
        run.strategy_config ->> 'benchmark',
        coalesce(round((run.strategy_config ->> 'required_return')::numeric, 15)::double precision, 0),
        run.start_date,
        run.end_date
    ) as f;
    sharpe := (figures ->> 'sharpe_ratio')::double precision
        / sqrt((figures ->> 'periods_per_year')::double precision);
    tally := kaboom.count_trial(run.user_id, run.strategy_name, sharpe);
    figures := figures || jsonb_build_object(
        'trials', tally.trials,
        'deflated_sharpe_ratio', public.deflated_sharpe_ratio(
            sharpe,
            (figures ->> 'periods')::bigint,
            (figures ->> 'skew')::double precision,
            (figures ->> 'kurtosis')::double precision,
            tally.trials,
            tally.squared_deviations / nullif(tally.measured_trials - 1, 0)
        )
    );
    perform kaboom.store_figures(run, figures, kaboom.add_drawdowns(equity_curve, drawdowns), trade_history);
end;
$$;

comment on function kaboom.finish_backtest is
$$Compute the figures of a run, count it, and complete it.

Arguments: run, locked and running; equity_curve and trade_history as in complete_backtest.
Errors: KB505 to KB507; nothing is stored then.$$;

revoke execute on function kaboom.finish_backtest from public, anon, authenticated, service_role;
