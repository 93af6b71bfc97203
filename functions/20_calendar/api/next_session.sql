create or replace function public.next_session(after date)
returns date
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    found_day date;
begin
    -- The longest closure so far took ten days; at the end of the calendar there is no more to look through.
    select min(s.day) into found_day
    from public.trading_sessions(
        next_session.after + 1,
        greatest(
            next_session.after + 1,
            least(next_session.after + 30, (select max(c.day) from public.trading_calendar as c))
        )
    ) as s;
    if found_day is null then
        raise exception 'the calendar knows no session after %', next_session.after
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
