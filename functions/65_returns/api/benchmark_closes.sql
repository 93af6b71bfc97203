-- Invoker: everyone reads bars.
create or replace function public.benchmark_closes(benchmark text, dates date[])
returns numeric[]
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    dimensions constant integer := array_ndims(dates);
    code constant text := public.normalise_symbol(benchmark);
    first_moment constant timestamptz := (dates[1] - 31)::timestamp at time zone 'Asia/Tokyo';
    last_moment constant timestamptz := dates[cardinality(dates)]::timestamp at time zone 'Asia/Tokyo';
    closes numeric[];
begin
    if dimensions > 1 then
        raise exception 'a list has % dimensions', dimensions
            using errcode = 'KB703',
            detail = jsonb_build_object('dimensions', dimensions)::text,
            hint = 'Send lists of single values.';
    end if;
    with bars as (
        select m.data_date as day, m.close_price, m.data_timestamp, coalesce(m.adjustment_factor, 1) as stated,
            lag(m.data_date) over (order by m.data_timestamp) as former_day
        from public.market_data as m
        where m.symbol = code
            and m.timeframe = '1d'
            and m.data_timestamp between first_moment and last_moment
    ),
    line as (
        -- Bars are raw: each is brought to the shares of the first day, by corporate_actions or else as the bar states it.
        select b.day, false as is_asked,
            b.close_price / exp(sum(ln(
                coalesce(nullif(public.price_factor(code, b.former_day, b.day), 1), b.stated)
            )) over (order by b.data_timestamp)) as price
        from bars as b
        union all
        select a.day, true, null
        from unnest(dates) as a (day)
    ),
    segments as (
        select l.*, count(l.price) over (order by l.day, l.is_asked) as segment
        from line as l
    ),
    carried as (
        select s.day, s.is_asked, max(s.price) over (partition by s.segment) as price
        from segments as s
    )
    select array_agg(c.price order by c.day) into closes
    from carried as c
    where c.is_asked;
    return closes;
end;
$$;

comment on function public.benchmark_closes is
$$The closes of a symbol at some days, as if there had been no split since the first.

Arguments: benchmark, a symbol of market_data, in any spelling; dates, in order. Returns: for each date the last close up to it, at
most a month old at the first; null before the first bar. Errors: KB703 a list has several dimensions.$$;

revoke execute on function public.benchmark_closes from public, anon, authenticated, service_role;
grant execute on function public.benchmark_closes to authenticated, service_role;
