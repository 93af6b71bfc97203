create or replace function kaboom.simulate_days(
    run public.backtest_results, state jsonb, last_day date
)
returns jsonb
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    with sleeves as materialized (
        select u.symbol, s.sleeve, s.days, s.changes, s.trades
        from unnest(run.symbols) as u (symbol)
        cross join lateral kaboom.advance_sleeve(
            kaboom.rules_of_symbol(run, u.symbol),
            u.symbol,
            (state ->> 'reached')::date + 1,
            last_day,
            jsonb_populate_record(null::kaboom.sleeve, state -> 'sleeves' -> u.symbol)
        ) as s
    ),
    curve as (
        select c.day, (state ->> 'value')::numeric + sum(sum(c.change)) over (order by c.day) as value
        from sleeves as s
        cross join lateral unnest(s.days, s.changes) as c (day, change)
        group by c.day
    ),
    trades as (
        select t.trade, s.symbol
        from sleeves as s
        cross join lateral jsonb_array_elements(s.trades) as t (trade)
        union all
        select kaboom.describe_trade(s.sleeve, s.symbol, null), s.symbol
        from sleeves as s
        where last_day = run.end_date
            and (s.sleeve).quantity > 0
    )
    select jsonb_build_object(
        'reached', last_day,
        'value', (state ->> 'value')::numeric + (
            select coalesce(sum(c.change), 0)
            from sleeves as s
            cross join lateral unnest(s.changes) as c (change)
        ),
        'curve', state -> 'curve' || (
            select coalesce(
                jsonb_agg(jsonb_build_object('date', c.day, 'value', c.value) order by c.day), '[]'
            )
            from curve as c
        ),
        'trades', state -> 'trades' || (
            select coalesce(jsonb_agg(t.trade order by t.trade ->> 'exit_date', t.symbol), '[]')
            from trades as t
        ),
        'sleeves', (select jsonb_object_agg(s.symbol, to_jsonb(s.sleeve)) from sleeves as s)
    );
$$;

comment on function kaboom.simulate_days is
$$A simulation some days further.

Arguments: run; state as open_sleeves or simulate_days has left it; last_day, the end of the period or
before.
Returns: the state after last_day; at the end of the period, its trades contain those that are still open.$$;

revoke execute on function kaboom.simulate_days from public, anon, authenticated, service_role;
