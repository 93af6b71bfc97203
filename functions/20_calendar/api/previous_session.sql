create or replace function public.previous_session(before date)
returns date
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    first_day constant date := (select min(c.day) from public.trading_calendar as c);
    found_day date;
begin
    -- Day by day, because the first or second one is nearly always it.
    for days in 1 .. 30 loop
        exit when days > 1 and previous_session.before - days < first_day;
        select s.day into found_day
        from public.trading_sessions(previous_session.before - days, previous_session.before - days) as s;
        exit when found;
    end loop;
    if found_day is null then
        raise exception 'the calendar knows no session before %',
            coalesce(previous_session.before::text, 'null')
            using errcode = 'KB620',
            detail = jsonb_build_object('before', previous_session.before)::text,
            hint = 'Ask for a day that the calendar covers, or add days to trading_calendar.';
    end if;
    return found_day;
end;
$$;

comment on function public.previous_session is
$$The last day before another on which the Tokyo Stock Exchange trades.

Arguments: before, a day in Asia/Tokyo, which does not count itself. Returns: the day.
Errors: KB620 the calendar does not reach that far.$$;

revoke execute on function public.previous_session from public, anon, authenticated, service_role;
grant execute on function public.previous_session to authenticated, service_role;
