create or replace function kaboom.open_sleeves(run public.backtest_results)
returns jsonb
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    share constant numeric := trunc(run.initial_capital / cardinality(run.symbols), 2);
    missing text;
begin
    select s.symbol into missing
    from unnest(run.symbols) as s (symbol)
    where not exists (select from kaboom.backtest_bars(s.symbol, run.start_date, run.end_date))
    order by s.symbol
    limit 1;
    if found then
        raise exception 'market_data has no daily bar of % from % to %',
            missing, to_char(run.start_date, 'YYYY-MM-DD'), to_char(run.end_date, 'YYYY-MM-DD')
            using errcode = 'KB509',
            detail = jsonb_build_object('symbol', missing)::text,
            hint = 'Load its bars (timeframe 1d) into market_data, then create the backtest again.';
    end if;
    return jsonb_build_object(
        'reached', run.start_date - 1,
        'value', run.initial_capital,
        'curve', '[]'::jsonb,
        'trades', '[]'::jsonb,
        'sleeves', (
            select jsonb_object_agg(
                s.symbol,
                to_jsonb(row(null, share, 0, share, 'buy', 0, null, 0, 0, 0, 0, '{}', 0, 0)::kaboom.sleeve)
            )
            from unnest(run.symbols) as s (symbol)
        )
    );
end;
$$;

comment on function kaboom.open_sleeves is
$$Where a simulation begins: the capital in equal parts, one for each symbol.

What the parts leave over stays cash.

Arguments: run. Errors: KB509 a symbol has no bar in the period.$$;

revoke execute on function kaboom.open_sleeves from public, anon, authenticated, service_role;
