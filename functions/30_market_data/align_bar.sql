create or replace function kaboom.align_bar(symbol text, timeframe text, at timestamptz)
returns timestamptz
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    tokyo constant timestamp := align_bar.at at time zone 'Asia/Tokyo';
    midnight constant timestamp := date_trunc('day', tokyo);
    closes timestamp;
    opens time;
begin
    if timeframe in ('1h', '2h', '4h') and kaboom.is_tokyo_code(symbol) then
        -- The last price of a session is traded in the auction at its close, and belongs to its last bar.
        closes := kaboom.session_close(align_bar.at) at time zone 'Asia/Tokyo';
        opens := kaboom.session_open(align_bar.at);
        if tokyo >= midnight + opens and tokyo <= closes then
            return date_bin(
                kaboom.timeframe_length(timeframe),
                least(tokyo, closes - interval '1 microsecond'),
                midnight + opens
            ) at time zone 'Asia/Tokyo';
        end if;
    end if;
    return case timeframe
        when '1d' then midnight
        when '1w' then date_trunc('week', tokyo)
        when '1mo' then date_trunc('month', tokyo)
        else date_bin(kaboom.timeframe_length(timeframe), tokyo, midnight)
    end at time zone 'Asia/Tokyo';
end;
$$;

comment on function kaboom.align_bar is
$$The start of the bar that a moment belongs to.

A day starts at midnight in Tokyo, a week on Monday, a month on the first; minutes follow the clock, and hours
the session, so that no bar spans lunch: bars of one hour start at 9:00, 10:00, 11:00, 12:30, 13:30 and 14:30.

Arguments: symbol, because what Tokyo does not trade has no sessions; timeframe; at, the moment.$$;

revoke execute on function kaboom.align_bar from public, anon, authenticated, service_role;
