-- Because an order that is placed after the close waits for the next session, whose limits it meets.
create or replace function kaboom.order_day(at timestamptz)
returns date
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    today constant date := (order_day.at at time zone 'Asia/Tokyo')::date;
    last_day constant date := (select max(c.day) from public.trading_calendar as c);
    found_day date;
begin
    if today < (select min(c.day) from public.trading_calendar as c) then
        return null;
    end if;
    -- Day by day, because the first or second one is nearly always it.
    for days in 0 .. 30 loop
        exit when last_day is null or today + days > last_day;
        select s.day into found_day
        from public.trading_sessions(today + days, today + days) as s
        where s.closes > order_day.at;
        exit when found;
    end loop;
    return found_day;
end;
$$;

comment on function kaboom.order_day is
$$The day on which an order that is placed at a moment is first traded.

Arguments: at, the moment. Returns: the day in Asia/Tokyo; null outside the calendar.$$;

revoke execute on function kaboom.order_day from public, anon, authenticated, service_role;
