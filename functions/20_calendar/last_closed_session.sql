create or replace function kaboom.last_closed_session(at timestamptz)
returns date
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    today constant date := (last_closed_session.at at time zone 'Asia/Tokyo')::date;
begin
    return (
        -- The longest closure so far took ten days.
        select max(s.day)
        from public.trading_sessions(today - 30, today) as s
        where s.closes <= last_closed_session.at
    );
end;
$$;

comment on function kaboom.last_closed_session is
$$The last day whose sessions have ended at a moment.

Arguments: at, the moment. Returns: a day in Asia/Tokyo. Errors: KB620 the calendar does not cover the 30 days
before.$$;

revoke execute on function kaboom.last_closed_session from public, anon, authenticated, service_role;
