create or replace function public.latest_bars(symbols text[], timeframe text default '1d')
returns setof public.market_data
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    if cardinality(symbols) > 5000 then
        raise exception 'bars of % symbols at once are more than 5000', cardinality(symbols)
            using errcode = 'KB604',
            detail = jsonb_build_object('symbols', cardinality(symbols), 'largest', 5000)::text,
            hint = 'Ask for at most 5000 symbols.';
    end if;
    return query
        select m.*
        from (
            select distinct public.normalise_symbol(u.symbol) as symbol
            from unnest(latest_bars.symbols) as u (symbol)
        ) as s
        cross join lateral (
            select b.*
            from public.market_data as b
            where b.symbol = s.symbol
                and b.timeframe = latest_bars.timeframe
            order by b.data_timestamp desc
            limit 1
        ) as m
        order by s.symbol;
end;
$$;

comment on function public.latest_bars is
$$The newest bar of each of some symbols.

Arguments: symbols, at most 5,000, in any spelling; timeframe, 1d unless stated. Returns: rows of market_data
in order of symbols; none for a symbol without bars. Errors: KB604 too many symbols.$$;

revoke execute on function public.latest_bars from public, anon, authenticated, service_role;
grant execute on function public.latest_bars to authenticated, service_role;
