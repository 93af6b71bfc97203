create or replace function kaboom.backtest_figures(
    equity_curve jsonb,
    trade_history jsonb,
    initial_capital numeric,
    periods_per_year double precision,
    risk_free double precision,
    benchmark text,
    required_return double precision,
    first_day date,
    last_day date,
    out figures jsonb,
    out drawdowns double precision[]
)
returns record
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    dates date[];
    amounts numeric[];
    opening numeric;
    -- Rounded, as the values below, far under anything that matters, so that no square leaves the range of
    -- a double.
    riskless constant double precision := round(risk_free::numeric, 15)::double precision;
    returns double precision[];
begin
    perform kaboom.check_figure_arguments(initial_capital, periods_per_year, risk_free, required_return);
    perform kaboom.check_equity_curve(equity_curve, first_day, last_day);
    perform kaboom.check_trade_history(trade_history, first_day, last_day);

    select
        array_agg((p.point ->> 'date')::date order by p.place),
        array_agg(round((p.point ->> 'value')::numeric, 20) order by p.place)
    into dates, amounts
    from jsonb_array_elements(equity_curve) with ordinality as p (point, place);
    drawdowns := kaboom.drawdowns(amounts, initial_capital);
    perform kaboom.check_drawdowns(equity_curve, drawdowns);

    opening := kaboom.opening_value(amounts, initial_capital);
    returns := kaboom.equity_returns(amounts, opening);
    figures := kaboom.value_figures(dates, amounts, initial_capital)
        || kaboom.return_figures(
            returns,
            -- As decimals of 40 places: a quotient would lose what is small beside one.
            amounts[cardinality(amounts)]::numeric(60, 40) / coalesce(opening, amounts[1]),
            periods_per_year,
            riskless,
            required_return
        )
        || kaboom.drawdown_figures(dates, drawdowns)
        || kaboom.trade_figures(trade_history)
        || kaboom.activity_figures(trade_history, dates, amounts, periods_per_year)
        || kaboom.month_figures(kaboom.monthly_returns(dates, amounts, opening))
        || jsonb_build_object(
            'periods_per_year', periods_per_year, 'risk_free', risk_free, 'required_return', required_return
        );
    figures := figures || jsonb_build_object(
        'probabilistic_sharpe_ratio',
        public.probabilistic_sharpe_ratio(
            (figures ->> 'sharpe_ratio')::double precision / sqrt(periods_per_year),
            (figures ->> 'periods')::bigint,
            (figures ->> 'skew')::double precision,
            (figures ->> 'kurtosis')::double precision
        ),
        'calmar_ratio',
        (figures ->> 'annual_return')::double precision
        / nullif(-(figures ->> 'max_drawdown')::double precision, 0)
    );
    if benchmark is not null then
        figures := figures
            || kaboom.compare_with_benchmark(benchmark, dates, opening, returns, periods_per_year, riskless);
    end if;
end;
$$;

comment on function kaboom.backtest_figures is
$$All figures of a backtest.

Arguments: as calculate_backtest_metrics; first_day and last_day that the curve and the trades may have.
Returns: figures, the object of calculate_backtest_metrics; drawdowns, one for each element of the curve.
Errors: KB504 an argument, KB505 the curve, KB506 the trades are not valid, KB507 the benchmark has no bar.$$;

revoke execute on function kaboom.backtest_figures from public, anon, authenticated, service_role;
