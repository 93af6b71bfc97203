-- Invoker: the insert meets the same grants, policies and triggers as a client's own insert.
create or replace function public.create_backtest(
    strategy_name text,
    strategy_config jsonb,
    symbols text[],
    start_date date,
    end_date date,
    initial_capital numeric
)
returns public.backtest_results
language sql
volatile
set search_path = pg_catalog, pg_temp
as $$
    insert into public.backtest_results (
        strategy_name, strategy_config, symbols, start_date, end_date, initial_capital
    )
    values (
        create_backtest.strategy_name,
        create_backtest.strategy_config,
        create_backtest.symbols,
        create_backtest.start_date,
        create_backtest.end_date,
        create_backtest.initial_capital
    )
    returning *;
$$;

comment on function public.create_backtest is
$$Ask for a backtest.

It waits until a worker takes it; buy_and_hold and sma_cross are run by the database itself.

Arguments: strategy_name, at most 100 characters, by which runs are counted; strategy_config, an object
(its known keys are listed at backtest_results); symbols, codes in any spelling, each once; start_date and
end_date, at most a century apart; initial_capital in yen. Returns: the backtest, pending.
Errors: KB108 the user has as many backtests as the setting user_limits allows, KB134 the account is busy,
KB201 a symbol is no code, KB503 name, configuration or symbols are not valid; KB401, KB402 settings;
23514 dates or capital.$$;

revoke execute on function public.create_backtest from public, anon, authenticated, service_role;
grant execute on function public.create_backtest to authenticated;
