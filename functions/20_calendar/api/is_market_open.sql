create or replace function public.is_market_open(at timestamptz default now())
returns boolean
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    day constant date := (is_market_open.at at time zone 'Asia/Tokyo')::date;
begin
    return exists (
        select from public.trading_sessions(day, day) as s
        where (is_market_open.at >= s.morning_opens and is_market_open.at < s.morning_closes)
            or (is_market_open.at >= s.afternoon_opens and is_market_open.at < s.afternoon_closes)
    );
end;
$$;

comment on function public.is_market_open is
$$Whether the Tokyo Stock Exchange trades at a moment.

Arguments: at, the moment; now unless stated. Returns: true from the first moment of a session to before its
last; false during lunch. Errors: KB620 the calendar does not cover the day.$$;

revoke execute on function public.is_market_open from public, anon, authenticated, service_role;
grant execute on function public.is_market_open to authenticated, service_role;
