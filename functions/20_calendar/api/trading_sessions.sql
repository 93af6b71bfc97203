create or replace function public.trading_sessions(start_date date, end_date date)
returns table (
    day date, is_half_day boolean, morning_opens timestamptz, morning_closes timestamptz,
    afternoon_opens timestamptz, afternoon_closes timestamptz, closing_auction_starts timestamptz,
    closes timestamptz
)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return query
        select b.day, f.half,
            (b.day + s.morning_opens) at time zone 'Asia/Tokyo',
            (b.day + s.morning_closes) at time zone 'Asia/Tokyo',
            case when not f.half then (b.day + s.afternoon_opens) at time zone 'Asia/Tokyo' end,
            case when not f.half then (b.day + s.afternoon_closes) at time zone 'Asia/Tokyo' end,
            case when not f.half then (b.day + s.closing_auction_starts) at time zone 'Asia/Tokyo' end,
            (b.day + case when f.half then s.morning_closes else s.afternoon_closes end)
                at time zone 'Asia/Tokyo'
        from public.business_days(start_date, end_date) as b (day)
        left join public.trading_calendar as c on c.day = b.day
        cross join lateral (select coalesce(c.kind = 'half_day', false) as half) as f
        cross join lateral (
            select m.*
            from public.market_sessions as m
            where m.valid_from <= b.day
            order by m.valid_from desc
            limit 1
        ) as s
        where c.kind is distinct from 'closure'
        order by b.day;
end;
$$;

comment on function public.trading_sessions is
$$The days of a range on which the Tokyo Stock Exchange trades, with their times.

Arguments: start_date and end_date, both included. Returns a row for each day: day; is_half_day; morning_opens
and morning_closes; afternoon_opens, afternoon_closes and closing_auction_starts, null on a half day; closes,
the end of the last session. A session includes its first moment and excludes its last. Errors: KB620 the
calendar does not cover the range.$$;

revoke execute on function public.trading_sessions from public, anon, authenticated, service_role;
grant execute on function public.trading_sessions to authenticated, service_role;
