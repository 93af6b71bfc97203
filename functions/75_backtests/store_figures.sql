create or replace function kaboom.store_figures(
    run public.backtest_results, figures jsonb, equity_curve jsonb, trade_history jsonb
)
returns void
language sql
volatile
set search_path = pg_catalog, pg_temp
as $$
    update public.backtest_results as b
    set status = 'completed',
        final_capital = f.final_capital,
        total_return = f.total_return,
        return_percentage = f.return_percentage,
        max_drawdown = f.max_drawdown,
        max_drawdown_date = f.max_drawdown_date,
        sharpe_ratio = f.sharpe_ratio,
        sortino_ratio = f.sortino_ratio,
        calmar_ratio = f.calmar_ratio,
        total_trades = f.total_trades,
        winning_trades = f.winning_trades,
        losing_trades = f.losing_trades,
        win_rate = f.win_rate,
        average_win = f.average_win,
        average_loss = f.average_loss,
        profit_factor = f.profit_factor,
        monthly_returns = f.monthly_returns,
        -- The rest: what has no column of its own.
        metrics = figures - (
            select array_agg(a.attname::text)
            from pg_catalog.pg_attribute as a
            where a.attrelid = 'public.backtest_results'::regclass
                and a.attnum > 0
        ),
        equity_curve = store_figures.equity_curve,
        trade_history = store_figures.trade_history
    from jsonb_populate_record(null::public.backtest_results, figures) as f
    where b.user_id = run.user_id
        and b.id = run.id;
$$;

comment on function kaboom.store_figures is
$$Write the results of a run into its columns, and complete it.

Arguments: run, locked and running; figures, computed; equity_curve with drawdowns; trade_history.$$;

revoke execute on function kaboom.store_figures from public, anon, authenticated, service_role;
