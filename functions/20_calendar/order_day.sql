-- Because an order that is placed after the close waits for the next session, whose limits it meets.
create or replace function kaboom.order_day(at timestamptz)
returns date
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    today constant date := order_day.at at time zone 'Asia/Tokyo';
    last_day date;
begin
    select max(c.day) into last_day
    from public.trading_calendar as c;
    if today < (select min(c.day) from public.trading_calendar as c) or last_day is null then
        return null;
    end if;
    return (
        select min(s.day)
        from public.trading_sessions(least(today, last_day), least(today + 30, last_day)) as s
        where s.closes > order_day.at
    );
end;
$$;

comment on function kaboom.order_day is
$$The day on which an order that is placed at a moment is first traded.

Arguments: at, the moment. Returns: the day in Asia/Tokyo; null outside the calendar.$$;

revoke execute on function kaboom.order_day from public, anon, authenticated, service_role;
