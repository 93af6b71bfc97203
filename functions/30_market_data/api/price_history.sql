create or replace function public.price_history(
    symbol text, timeframe text default '1d',
    start_time timestamptz default '-infinity', end_time timestamptz default 'infinity'
)
returns setof public.market_data
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select m.*
    from public.market_data as m
    where m.symbol = public.normalise_symbol(price_history.symbol)
        and m.timeframe = price_history.timeframe
        and m.data_timestamp >= price_history.start_time
        and m.data_timestamp < price_history.end_time
    order by m.data_timestamp;
$$;

comment on function public.price_history is
$$The bars of a symbol in order of time.

Arguments: symbol, in any spelling; timeframe, 1d unless stated; start_time, included; end_time, excluded; all
bars where they are left out. Returns: rows of market_data.$$;

revoke execute on function public.price_history from public, anon, authenticated, service_role;
grant execute on function public.price_history to authenticated, service_role;
