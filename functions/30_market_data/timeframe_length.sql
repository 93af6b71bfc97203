create or replace function kaboom.timeframe_length(timeframe text)
returns interval
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    return case timeframe
        when '1m' then interval '1 minute'
        when '5m' then interval '5 minutes'
        when '15m' then interval '15 minutes'
        when '30m' then interval '30 minutes'
        when '1h' then interval '1 hour'
        when '2h' then interval '2 hours'
        when '4h' then interval '4 hours'
        when '1d' then interval '1 day'
        when '1w' then interval '7 days'
        when '1mo' then interval '1 month'
    end;
end;
$$;

comment on function kaboom.timeframe_length is
$$How long a bar of a timeframe lasts. The one list of timeframes beside the partitions of market_data.

Arguments: timeframe. Returns: null for an unknown one.$$;

revoke execute on function kaboom.timeframe_length from public, anon, authenticated, service_role;
