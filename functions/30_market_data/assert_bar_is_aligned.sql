create or replace function kaboom.assert_bar_is_aligned(symbol text, timeframe text, start timestamptz)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    aligned constant timestamptz := kaboom.align_bar(symbol, timeframe, start);
    right_start constant text := to_char(aligned at time zone 'Asia/Tokyo', 'YYYY-MM-DD"T"HH24:MI:SS"+09"');
begin
    if aligned <> start then
        raise exception 'a bar of % that starts at % is the one of %', timeframe,
            to_char(start at time zone 'Asia/Tokyo', 'YYYY-MM-DD"T"HH24:MI:SS.US"+09"'), right_start
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
