-- The one place that knows what a business day is; sessions and settlement are worked out from it.
create or replace function public.business_days(start_date date, end_date date)
returns setof date
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    first_day date;
    last_day date;
begin
    select min(c.day), max(c.day) into first_day, last_day
    from public.trading_calendar as c;
    if coalesce(least(start_date, end_date) < first_day or greatest(start_date, end_date) > last_day, true)
        or start_date is null
        or end_date is null
    then
        raise exception 'the calendar covers % to %, not % to %',
            first_day, last_day, coalesce(start_date::text, 'null'), coalesce(end_date::text, 'null')
            using errcode = 'KB620',
            detail = jsonb_build_object(
                'first', first_day, 'last', last_day, 'start', start_date, 'end', end_date
            )::text,
            hint = 'Ask for days that the calendar covers, or add days to trading_calendar.';
    end if;
    return query
        select g.day::date
        from generate_series(start_date::timestamp, end_date::timestamp, interval '1 day') as g (day)
        where extract(isodow from g.day) < 6
            and not exists (
                select from public.trading_calendar as c
                where c.day = g.day::date
                    and c.kind = 'holiday'
            )
        order by 1;
end;
$$;

comment on function public.business_days is
$$The business days of a range: weekdays that are no holiday.

A day on which the exchange was closed by a failure (2020-10-01) is a business day, because trades settle on
it; see trading_sessions for the days that are traded.

Arguments: start_date and end_date, both included. Returns: the days in order; none where the range is empty.
Errors: KB620 the calendar does not cover the range.$$;

revoke execute on function public.business_days from public, anon, authenticated, service_role;
grant execute on function public.business_days to authenticated, service_role;
