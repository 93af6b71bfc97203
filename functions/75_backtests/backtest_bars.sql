-- The only place where backtests and benchmarks read prices.
create or replace function kaboom.backtest_bars(symbol text, first_day date, last_day date)
returns setof public.market_data
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select m.*
    from public.market_data as m
    where m.symbol = backtest_bars.symbol
        and m.timeframe = '1d'
        and m.data_timestamp >= first_day::timestamp at time zone 'Asia/Tokyo'
        and m.data_timestamp < (last_day + 1)::timestamp at time zone 'Asia/Tokyo'
    order by m.data_timestamp;
$$;

comment on function kaboom.backtest_bars is
$$The daily bars of a symbol in a period, as traded, in order.

Arguments: symbol; first_day and last_day, days in Asia/Tokyo, both included.$$;

revoke execute on function kaboom.backtest_bars from public, anon, authenticated, service_role;
