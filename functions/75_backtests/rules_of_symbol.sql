create or replace function kaboom.rules_of_symbol(run public.backtest_results, symbol text)
returns kaboom.backtest_rules
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    config constant jsonb := run.strategy_config;
    rules kaboom.backtest_rules;
begin
    rules.strategy_name := run.strategy_name;
    rules.commission_rate := (config ->> 'commission_rate')::numeric;
    if rules.commission_rate is null then
        select kaboom.commission_rate(u.tier) into rules.commission_rate
        from public.user_profiles as u
        where u.id = run.user_id;
    end if;
    rules.trading_unit := coalesce(
        (config ->> 'trading_unit')::numeric::integer,
        (select i.trading_unit from public.instruments as i where i.symbol = rules_of_symbol.symbol),
        100
    );
    rules.tick := (config ->> 'tick')::numeric;
    rules.volume_share := (config ->> 'volume_share')::numeric;
    if run.strategy_name = 'sma_cross' then
        rules.fast := coalesce((config ->> 'fast')::numeric::integer, 25);
        rules.slow := coalesce((config ->> 'slow')::numeric::integer, 75);
    end if;
    return rules;
end;
$$;

comment on function kaboom.rules_of_symbol is
$$By which rules the database simulates a symbol.

They are those of strategy_config, else of the tier and of instruments.

Arguments: run; symbol, one of its symbols.$$;

revoke execute on function kaboom.rules_of_symbol from public, anon, authenticated, service_role;
