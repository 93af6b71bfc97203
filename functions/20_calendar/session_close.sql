create or replace function kaboom.session_close(at timestamptz)
returns timestamptz
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    tokyo constant timestamp := session_close.at at time zone 'Asia/Tokyo';
    session_day constant date := tokyo::date;
    times public.market_sessions;
    half boolean;
begin
    select m.* into times
    from public.market_sessions as m
    where m.valid_from <= session_day
    order by m.valid_from desc
    limit 1;
    half := exists (
        select from public.trading_calendar as c
        where c.day = session_day
            and c.kind = 'half_day'
    );
    return (
        session_day + case
            when half or tokyo::time <= times.morning_closes then times.morning_closes
            else times.afternoon_closes
        end
    ) at time zone 'Asia/Tokyo';
end;
$$;

comment on function kaboom.session_close is
$$The end of the session that a moment belongs to: of the morning up to its end, else of the afternoon.

A moment after the last session of a day belongs to that session.

Arguments: at, a moment of a day on which the exchange trades. Returns: null before the first row of
market_sessions.$$;

revoke execute on function kaboom.session_close from public, anon, authenticated, service_role;
