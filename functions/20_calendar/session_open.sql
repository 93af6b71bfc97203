create or replace function kaboom.session_open(at timestamptz)
returns time
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    tokyo constant timestamp := session_open.at at time zone 'Asia/Tokyo';
begin
    return (
        select case when tokyo::time <= m.morning_closes then m.morning_opens else m.afternoon_opens end
        from public.market_sessions as m
        where m.valid_from <= tokyo::date
        order by m.valid_from desc
        limit 1
    );
end;
$$;

comment on function kaboom.session_open is
$$When the session begins whose end session_close returns.

Arguments: at, a moment of a day on which the exchange trades. Returns: the time in Asia/Tokyo; null before
the first row of market_sessions.$$;

revoke execute on function kaboom.session_open from public, anon, authenticated, service_role;
