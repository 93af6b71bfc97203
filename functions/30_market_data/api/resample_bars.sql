create or replace function public.resample_bars(
    symbol text, timeframe text, start_time timestamptz, end_time timestamptz,
    source_timeframe text default '1m'
)
returns table (
    data_timestamp timestamptz, open_price numeric, high_price numeric, low_price numeric,
    close_price numeric, volume bigint, vwap numeric, source_bars integer
)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    length constant interval := case timeframe
        when '5m' then '5 minutes' when '15m' then '15 minutes' when '30m' then '30 minutes'
        when '1h' then '1 hour' when '2h' then '2 hours' when '4h' then '4 hours' when '1d' then '1 day'
    end::interval;
begin
    if length is null
        or coalesce(source_timeframe not in ('1m', '5m') or source_timeframe = timeframe, true)
    then
        raise exception 'bars of % are not made of bars of %',
            coalesce(timeframe, 'null'), coalesce(source_timeframe, 'null')
            using errcode = 'KB606',
            detail = jsonb_build_object('timeframe', timeframe, 'source_timeframe', source_timeframe)::text,
            hint = 'Make 5m, 15m, 30m, 1h, 2h, 4h or 1d out of 1m, or longer ones than 5m out of 5m.';
    end if;
    return query
        with parts as materialized (
            select s.day, p.opens, p.closes
            from public.trading_sessions(
                (start_time at time zone 'Asia/Tokyo')::date, (end_time at time zone 'Asia/Tokyo')::date
            ) as s
            cross join lateral (
                values (s.morning_opens, s.morning_closes), (s.afternoon_opens, s.afternoon_closes)
            ) as p (opens, closes)
            where p.opens is not null
        ),
        placed as (
            select m.*,
                case
                    when length >= interval '1 day' then p.day::timestamp at time zone 'Asia/Tokyo'
                    -- The auction at the close belongs to the last bar of its session.
                    else date_bin(
                        length, least(m.data_timestamp, p.closes - interval '1 microsecond'), p.opens
                    )
                end as starts
            from parts as p
            join public.market_data as m
                on m.symbol = public.normalise_symbol(resample_bars.symbol)
                and m.timeframe = resample_bars.source_timeframe
                and m.data_timestamp between p.opens and p.closes
            where m.data_timestamp >= resample_bars.start_time
                and m.data_timestamp < resample_bars.end_time
        )
        select b.starts,
            (array_agg(b.open_price order by b.data_timestamp))[1],
            max(coalesce(b.high_price, b.close_price)),
            min(coalesce(b.low_price, b.close_price)),
            (array_agg(b.close_price order by b.data_timestamp desc))[1],
            sum(b.volume)::bigint,
            round(
                sum(
                    (
                        coalesce(b.high_price, b.close_price) + coalesce(b.low_price, b.close_price)
                            + b.close_price
                    ) / 3 * b.volume
                ) / nullif(sum(b.volume), 0),
                4
            ),
            count(*)::integer
        from placed as b
        group by b.starts
        order by b.starts;
end;
$$;

comment on function public.resample_bars is
$$Longer bars out of short ones, by the sessions of the exchange: no bar spans lunch or a close.

Bars of each session start with the session (hours at 9:00, 10:00, 11:00, 12:30, 13:30, 14:30); the auction at
the close belongs to the last one. Short bars outside the sessions are left out.

Arguments: symbol, in any spelling; timeframe: 5m, 15m, 30m, 1h, 2h, 4h or 1d; start_time, included, and
end_time, excluded, of the short bars; source_timeframe, 1m or 5m.
Returns: data_timestamp, start of the bar; open_price, high_price, low_price and close_price in yen a share;
volume in shares; vwap, the volume-weighted average of the short bars' typical prices
(high + low + close) / 3, null without volume; source_bars, of how many bars it is made.
Errors: KB606 a pair of timeframes that is not
offered, KB620 the calendar does not cover the range.$$;

revoke execute on function public.resample_bars from public, anon, authenticated, service_role;
grant execute on function public.resample_bars to authenticated, service_role;
