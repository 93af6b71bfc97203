-- Definer: figures and tally are the database's to write.
create or replace function public.complete_backtest(backtest_id uuid, equity_curve jsonb, trade_history jsonb)
returns public.backtest_summaries
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    run constant public.backtest_results := kaboom.lock_backtest(backtest_id);
    summary public.backtest_summaries;
begin
    if run.status <> 'running' then
        raise exception 'backtest % is %, not running', backtest_id, run.status
            using errcode = 'KB502',
            detail = jsonb_build_object('status', run.status, 'wanted', 'completed')::text,
            hint = 'Start a pending backtest first; one that has ended does not change.';
    end if;
    perform kaboom.finish_backtest(run, equity_curve, trade_history);
    select s.* into summary
    from public.backtest_summaries as s
    where s.id = run.id;
    return summary;
end;
$$;

comment on function public.complete_backtest is
$$End a running backtest: the database computes and stores every figure of it. For the service role.

Where curve or trades are not valid nothing is stored, and the run stays running. Figures of AI use are
written to the row before. benchmark, periods_per_year, risk_free and required_return come from
strategy_config.

Arguments: backtest_id; equity_curve, [{"date", "value", "drawdown"}], in order, within the period of the run,
drawdown computed where it is missing and checked where it is there; trade_history, [{"profit", ...}] as in
backtest_results, [] for a strategy that held. Returns: the row of backtest_summaries.
Errors: KB501 there is none, KB502 it is not running, KB505 the curve, KB506 the trades are not valid, KB507
the benchmark has no bar.$$;

revoke execute on function public.complete_backtest from public, anon, authenticated, service_role;
grant execute on function public.complete_backtest to service_role;
