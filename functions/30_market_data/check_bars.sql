-- AFTER INSERT, AFTER UPDATE, once for a statement, so that COPY keeps its rate: one pass that PostgreSQL
-- does by itself, and our own functions only for each symbol and for each start of a longer bar.
create or replace function kaboom.check_bars()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set enable_nestloop = off
as $$
declare
    wrong record;
    aligned timestamptz;
begin
    for wrong in
        select s.symbol, s.timeframe, s.misaligned as start
        from (
            select b.symbol, b.timeframe,
                min(b.data_timestamp) filter (
                    where case b.timeframe
                        when '1m' then date_bin('1 minute', b.data_timestamp, '2000-01-01 00:00+09')
                        when '5m' then date_bin('5 minutes', b.data_timestamp, '2000-01-01 00:00+09')
                        when '15m' then date_bin('15 minutes', b.data_timestamp, '2000-01-01 00:00+09')
                        when '1d' then date_bin('1 day', b.data_timestamp, '2000-01-01 00:00+09')
                        when '1w' then date_bin('7 days', b.data_timestamp, '2000-01-03 00:00+09')
                        when '1mo' then date_trunc('month', b.data_timestamp, 'Asia/Tokyo')
                        else date_bin('30 minutes', b.data_timestamp, '2000-01-01 00:00+09')
                    end <> b.data_timestamp
                ) as misaligned
            from bars as b
            group by b.symbol, b.timeframe
        ) as s
        where s.misaligned is not null
            or not kaboom.is_tokyo_code(s.symbol)
        union all
        select min(b.symbol), b.timeframe, b.data_timestamp
        from bars as b
        where b.timeframe in ('1h', '2h', '4h')
        group by b.timeframe, b.data_timestamp, kaboom.is_tokyo_code(b.symbol)
    loop
        perform kaboom.assert_symbol_is_normalised(wrong.symbol);
        aligned := kaboom.align_bar(wrong.symbol, wrong.timeframe, wrong.start);
        if aligned <> wrong.start then
            raise exception 'a bar of % that starts at % is the one of %', wrong.timeframe,
                to_char(wrong.start at time zone 'Asia/Tokyo', 'YYYY-MM-DD"T"HH24:MI:SS.US"+09"'),
                to_char(aligned at time zone 'Asia/Tokyo', 'YYYY-MM-DD"T"HH24:MI:SS"+09"')
                using errcode = 'KB602',
                detail = jsonb_build_object(
                    'symbol', wrong.symbol, 'timeframe', wrong.timeframe, 'start', wrong.start, 'aligned', aligned
                )::text,
                hint = format(
                    'Send data_timestamp %s, or call ingest_market_data, which aligns.',
                    to_char(aligned at time zone 'Asia/Tokyo', 'YYYY-MM-DD"T"HH24:MI:SS"+09"')
                );
        end if;
    end loop;
    return null;
end;
$$;

comment on function kaboom.check_bars is
$$Trigger: refuses bars whose symbol is not normalised or whose start is not aligned.

So there is one bar for each period.

Errors: KB601, KB602, with the right value in the hint.$$;

revoke execute on function kaboom.check_bars from public, anon, authenticated, service_role;
