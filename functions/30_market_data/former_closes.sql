-- One probe of the key for each bar; the bar before may be one of the batch, which is not stored yet.
create or replace function kaboom.former_closes(bars kaboom.incoming_bar[])
returns table (symbol text, timeframe text, data_timestamp timestamptz, former_close numeric)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return query
        select b.symbol, b.timeframe, b.data_timestamp,
            case
                when s.data_timestamp > b.former_start or b.former_start is null then s.close_price
                else b.former_close
            end
        from (
            select n.symbol, n.timeframe, n.data_timestamp,
                lag(n.data_timestamp) over series as former_start,
                lag(n.close_price) over series as former_close
            from unnest(bars) as n
            window series as (partition by n.symbol, n.timeframe order by n.data_timestamp)
        ) as b
        left join lateral (
            select p.data_timestamp, p.close_price
            from public.market_data as p
            where p.symbol = b.symbol
                and p.timeframe = b.timeframe
                and p.data_timestamp < b.data_timestamp
            order by p.data_timestamp desc
            limit 1
        ) as s on true;
end;
$$;

comment on function kaboom.former_closes is
$$The close of the bar before each bar of a batch, in the batch or stored.

Arguments: bars, of which none is named twice. Returns: a row for each bar; former_close in yen per share,
null where there is no bar before.$$;

revoke execute on function kaboom.former_closes from public, anon, authenticated, service_role;
