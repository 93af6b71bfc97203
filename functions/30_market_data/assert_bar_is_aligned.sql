create or replace function kaboom.assert_bar_is_aligned(symbol text, timeframe text, start timestamptz)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
-- So that the offset in the message is that of the day: Japan had summer time from 1948 to 1951.
set timezone = 'Asia/Tokyo'
as $$
declare
    aligned constant timestamptz := kaboom.align_bar(symbol, timeframe, start);
    right_start constant text := to_char(aligned, 'YYYY-MM-DD"T"HH24:MI:SSTZH');
begin
    if aligned <> start then
        raise exception 'a bar of % that starts at % is the one of %', timeframe,
            to_char(start, 'YYYY-MM-DD"T"HH24:MI:SS.USTZH'), right_start
            using errcode = 'KB602',
            detail = jsonb_build_object(
                'symbol', symbol, 'timeframe', timeframe, 'start', start, 'aligned', aligned
            )::text,
            hint = format('Send data_timestamp %s, or call ingest_market_data, which aligns.', right_start);
    end if;
end;
$$;

comment on function kaboom.assert_bar_is_aligned is
$$Refuse a bar that does not start where its period does.

Arguments: symbol, timeframe and start of the bar; a start of null is not looked at. Errors: KB602, whose hint
has the right start.$$;

revoke execute on function kaboom.assert_bar_is_aligned from public, anon, authenticated, service_role;
