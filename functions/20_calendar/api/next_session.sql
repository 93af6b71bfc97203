create or replace function public.next_session(after date)
returns date
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    last_day constant date := (select max(c.day) from public.trading_calendar as c);
    found_day date;
begin
    -- Day by day, because the first or second one is nearly always it. The longest closure so far took ten
    -- days.
    for days in 1 .. 30 loop
        exit when days > 1 and next_session.after + days > last_day;
        select s.day into found_day
        from public.trading_sessions(next_session.after + days, next_session.after + days) as s;
        exit when found;
    end loop;
    if found_day is null then
        raise exception 'the calendar knows no session after %', coalesce(next_session.after::text, 'null')
            using errcode = 'KB620',
            detail = jsonb_build_object('after', next_session.after)::text,
            hint = 'Ask for a day that the calendar covers, or add days to trading_calendar.';
    end if;
    return found_day;
end;
$$;

comment on function public.next_session is
$$The first day after another on which the Tokyo Stock Exchange trades.

Arguments: after, a day in Asia/Tokyo, which does not count itself. Returns: the day.
Errors: KB620 the calendar does not reach that far.$$;

revoke execute on function public.next_session from public, anon, authenticated, service_role;
grant execute on function public.next_session to authenticated, service_role;
