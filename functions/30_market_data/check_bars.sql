-- AFTER INSERT, AFTER UPDATE, once for a statement, so that COPY keeps its rate: one pass that PostgreSQL
-- does by itself, and our own functions only for each symbol and for each start of a longer bar.
create or replace function kaboom.check_bars()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set enable_nestloop = off
-- Because before PostgreSQL 18 a join that is forbidden costs so much on paper that JIT would compile it.
set jit = off
as $$
declare
    wrong record;
    has_hours boolean := false;
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
            or s.timeframe in ('1h', '2h', '4h')
    loop
        perform kaboom.assert_symbol_is_normalised(wrong.symbol);
        perform kaboom.assert_bar_is_aligned(wrong.symbol, wrong.timeframe, wrong.start);
        has_hours := has_hours or wrong.timeframe in ('1h', '2h', '4h');
    end loop;
    -- Hours follow the sessions, which change by the day: each start is looked up, once for all symbols.
    if has_hours then
        perform kaboom.assert_bar_is_aligned(h.symbol, h.timeframe, h.start)
        from (
            select min(b.symbol) as symbol, b.timeframe, b.data_timestamp as start
            from bars as b
            where b.timeframe in ('1h', '2h', '4h')
            group by b.timeframe, b.data_timestamp, kaboom.is_tokyo_code(b.symbol)
        ) as h;
    end if;
    return null;
end;
$$;

comment on function kaboom.check_bars is
$$Trigger: refuses bars whose symbol is not normalised or whose start is not aligned.

So there is one bar for each period.

Errors: KB601, KB602, with the right value in the hint.$$;

revoke execute on function kaboom.check_bars from public, anon, authenticated, service_role;
