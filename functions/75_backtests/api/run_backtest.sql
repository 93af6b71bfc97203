-- Definer: figures, tally and simulation are the database's to write.
create or replace function public.run_backtest(backtest_id uuid)
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
    if run.status not in ('pending', 'running') then
        raise exception 'backtest % is %, and cannot be run', backtest_id, run.status
            using errcode = 'KB502',
            detail = jsonb_build_object('status', run.status, 'wanted', 'completed')::text,
            hint = 'Create another backtest.';
    end if;
    loop
        exit when kaboom.advance_simulation(run);
    end loop;
    select s.* into summary
    from public.backtest_summaries as s
    where s.id = run.id;
    return summary;
end;
$$;

comment on function public.run_backtest is
$$Run a backtest of buy_and_hold or sma_cross over daily bars, now, to its end. For the service role.

The capital is split evenly over the symbols. What is decided at a close is a market order for the next
bar, filled as kaboom.simulate_fill says, with commission, trading unit and tick of strategy_config, else
of the user's tier and of instruments. Splits (adjustment_factor of a bar) change shares and means;
dividends are not paid. buy_and_hold buys once, after the first bar; sma_cross holds a share while the
mean of its last fast closes is above that of its last slow ones, counted from the first bar of the
period. Shares held at the end are an open trade.

Arguments: backtest_id. Returns: the row of backtest_summaries, completed.
Errors: KB501 there is none, KB502 it has ended, KB505, KB506 curve or trades grow beyond their bounds, KB507
the benchmark has no bar, KB508 another strategy, KB509 a symbol has no bar; KB401, KB402 settings. Nothing
has changed then; run_backtests, which the scheduler calls, marks such a run as failed.$$;

revoke execute on function public.run_backtest from public, anon, authenticated, service_role;
grant execute on function public.run_backtest to service_role;
