create or replace function kaboom.simulation_rules(run public.backtest_results)
returns kaboom.backtest_rules
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    config constant jsonb := run.strategy_config;
    rules kaboom.backtest_rules;
begin
    if not kaboom.is_reference_strategy(run.strategy_name) then
        raise exception 'the database does not run the strategy %', run.strategy_name
            using errcode = 'KB508',
            detail = jsonb_build_object('strategy_name', run.strategy_name)::text,
            hint = 'It runs buy_and_hold and sma_cross; others are for a worker that claims them.';
    end if;
    rules.strategy_name := run.strategy_name;
    rules.commission_rate := (config ->> 'commission_rate')::numeric;
    if rules.commission_rate is null then
        select case u.tier when 'premium' then r.premium when 'enterprise' then r.enterprise else r.basic end
        into rules.commission_rate
        from kaboom.setting_commission_rates() as r
        left join public.user_profiles as u on u.id = run.user_id;
    end if;
    rules.trading_unit := coalesce((config ->> 'trading_unit')::numeric, 100);
    rules.tick := (config ->> 'tick')::numeric;
    rules.volume_share := (config ->> 'volume_share')::numeric;
    if run.strategy_name = 'sma_cross' then
        rules.fast := coalesce((config ->> 'fast')::numeric, 25);
        rules.slow := coalesce((config ->> 'slow')::numeric, 75);
    end if;
    return rules;
end;
$$;

comment on function kaboom.simulation_rules is
$$By which rules the database simulates a backtest: those of its strategy_config, with defaults.

Arguments: run. Errors: KB508 it does not run that strategy.$$;

revoke execute on function kaboom.simulation_rules from public, anon, authenticated, service_role;
