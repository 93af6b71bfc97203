-- AFTER INSERT, AFTER UPDATE, once for a statement, so that COPY keeps its rate: one pass over the rows, and
-- all else for each series.
create or replace function kaboom.take_written_bars()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
-- Because the planner takes every fifth bar for another series, and would sort all of them on disk.
set enable_sort = off
-- Because before PostgreSQL 18 what is forbidden costs so much on paper that JIT would compile it.
set jit = off
as $$
declare
    horizon constant timestamptz := now() + interval '5 minutes';
    written kaboom.written_series[];
begin
    written := array(
        select (
            s.symbol, s.timeframe, s.is_future, kaboom.is_tokyo_code(s.symbol), s.oldest, s.newest,
            s.close_price, s.volume, s.updated_at, s.misaligned
        )::kaboom.written_series
        from (
            select b.symbol, b.timeframe,
                b.data_timestamp > horizon as is_future,
                min(b.data_timestamp) as oldest,
                max(b.data_timestamp) as newest,
                max(b.close_price) as close_price,
                max(b.volume) as volume,
                max(b.updated_at) as updated_at,
                min(b.data_timestamp) filter (
                    where case b.timeframe
                        when '1d' then date_bin('1 day', b.data_timestamp, '2000-01-01 00:00+09')
                        when '1m' then date_bin('1 minute', b.data_timestamp, '2000-01-01 00:00+09')
                        when '5m' then date_bin('5 minutes', b.data_timestamp, '2000-01-01 00:00+09')
                        when '15m' then date_bin('15 minutes', b.data_timestamp, '2000-01-01 00:00+09')
                        when '1w' then date_bin('7 days', b.data_timestamp, '2000-01-03 00:00+09')
                        when '1mo' then date_trunc('month', b.data_timestamp, 'Asia/Tokyo')
                        else date_bin('30 minutes', b.data_timestamp, '2000-01-01 00:00+09')
                    end <> b.data_timestamp
                ) as misaligned
            from bars as b
            group by 1, 2, 3
        ) as s
    );
    if cardinality(written) = 0 then
        return null;
    end if;
    perform kaboom.check_series(written);
    -- Hours follow the sessions, which change by the day, and Japan had summer time until 1951: then each
    -- start is looked up, once for all symbols.
    if exists (
        select from unnest(written) as s
        where s.timeframe in ('1h', '2h', '4h')
            or s.oldest < '1952-01-01 00:00+09'
    ) then
        perform kaboom.assert_bar_is_aligned(h.symbol, h.timeframe, h.start)
        from (
            select min(b.symbol) as symbol, b.timeframe, b.data_timestamp as start
            from bars as b
            group by b.timeframe, b.data_timestamp, kaboom.is_tokyo_code(b.symbol)
        ) as h;
    end if;
    perform kaboom.note_closes(
        array_agg(s.symbol), array_agg((s.oldest at time zone 'Asia/Tokyo')::date)
    )
    from unnest(written) as s
    where s.timeframe = '1d';
    perform kaboom.update_latest_prices(written);
    return null;
end;
$$;

comment on function kaboom.take_written_bars is
$$Trigger: refuses bars whose symbol is not normalised or whose start is not aligned, so that there is one bar
for each period; notes daily bars whose close was used; keeps latest_prices at the bar of each symbol whose
close was known last.

Errors: KB601, KB602, with the right value in the hint.$$;

revoke execute on function kaboom.take_written_bars from public, anon, authenticated, service_role;
