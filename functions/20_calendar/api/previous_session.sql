create or replace function public.previous_session(before date)
returns date
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    found_day date;
begin
    select max(s.day) into found_day
    from public.trading_sessions(
        least(
            previous_session.before - 1,
            greatest(previous_session.before - 30, (select min(c.day) from public.trading_calendar as c))
        ),
        previous_session.before - 1
    ) as s;
    if found_day is null then
        raise exception 'the calendar knows no session before %', previous_session.before
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
