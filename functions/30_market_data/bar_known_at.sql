-- Because bars of several timeframes compete for the latest price: the auction's minute bar ends at 15:31,
-- the day at 15:30, and a day's row that was written at 14:31 knows no more than 14:31.
create or replace function kaboom.bar_known_at(
    symbol text, timeframe text, data_timestamp timestamptz, written_at timestamptz
)
returns timestamptz
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    starts constant timestamp := data_timestamp at time zone 'Asia/Tokyo';
    ends constant timestamp := starts + kaboom.timeframe_length(timeframe);
    closes timestamptz;
begin
    if not kaboom.is_tokyo_code(symbol) then
        closes := null;
    elsif timeframe in ('1w', '1mo') then
        -- The calendar may end within the bar, or before it.
        select max(s.closes) into closes
        from (select min(c.day) as low, max(c.day) as high from public.trading_calendar as c) as covered
        cross join lateral public.trading_sessions(
            greatest(covered.low, starts::date), least(covered.high, (ends - interval '1 day')::date)
        ) as s
        where starts::date <= covered.high
            and ends::date > covered.low;
    else
        closes := kaboom.session_close(
            case timeframe
                when '1d' then (ends - interval '1 second') at time zone 'Asia/Tokyo'
                else data_timestamp
            end
        );
    end if;
    return least(ends at time zone 'Asia/Tokyo', closes, written_at, now());
end;
$$;

comment on function kaboom.bar_known_at is
$$When the close of a bar was known: at its end, at that of its session, or when it was written.

Whatever came first.

Arguments: symbol, timeframe and data_timestamp of the bar; written_at, its updated_at. Symbols that Tokyo
does not trade have no sessions. Returns: the moment, never in the future.$$;

revoke execute on function kaboom.bar_known_at from public, anon, authenticated, service_role;
