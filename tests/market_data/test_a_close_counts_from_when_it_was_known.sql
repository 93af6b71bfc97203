begin;
select plan(13);

select kaboom.make_partition('market_data_short_2008_12', 'partitions.market_data_short', '2008-12-01+09', '2009-01-01+09');
select kaboom.make_partition('market_data_short_2024_11', 'partitions.market_data_short', '2024-11-01+09', '2024-12-01+09');
select kaboom.make_partition('market_data_long_1989', 'partitions.market_data_long', '1989-01-01+09', '1990-01-01+09');
select tests.sign_in_as_service();

-- What becomes the latest price of a share whose bars arrive one by one, in this order. w is when a bar was written.
create function pg_temp.latest(bars text) returns text language plpgsql as $$
declare
    bar text[];
    share constant text := 1000 + (select count(*) from public.latest_prices as l where l.symbol like '1___');
begin
    for bar in select string_to_array(b, ' ') from regexp_split_to_table(bars, ', ') as b loop
        insert into public.market_data (symbol, timeframe, data_timestamp, close_price, updated_at)
        values (
            share, bar[1], (bar[2] || ' ' || bar[3] || '+09')::timestamptz, bar[4]::numeric,
            coalesce((bar[2] || ' ' || bar[5] || '+09')::timestamptz, now())
        );
    end loop;
    return (
        select format('%s at %s', trim_scale(l.price), to_char(l.price_timestamp at time zone 'Asia/Tokyo', 'MM-DD HH24:MI'))
        from public.latest_prices as l
        where l.symbol = share
    );
end;
$$;

-- 2024-11-06 is a Wednesday, with trade until 15:30; the auction's minute bar starts at the close.
select is(
    pg_temp.latest('1m 2024-11-06 15:30 100, 1d 2024-11-06 00:00 101'),
    '101 at 11-06 15:30', 'the official close of the day replaces the price of its last minute'
);
select is(
    pg_temp.latest('1d 2024-11-06 00:00 101, 1m 2024-11-06 15:30 100'),
    '101 at 11-06 15:30', 'the last minute does not replace the official close that arrived before'
);
select is(
    pg_temp.latest('1d 2024-11-06 00:00 90 14:31:07, 1m 2024-11-06 14:31 91'),
    '91 at 11-06 14:32', 'a row of the day that was written at 14:31 gives way to the minute that ends at 14:32'
);
select is(
    pg_temp.latest('1m 2024-11-06 14:31 91, 1d 2024-11-06 00:00 90 14:31:07'),
    '91 at 11-06 14:32', 'a row of the day that was written at 14:31 does not replace the minute that ends at 14:32'
);
select is(
    pg_temp.latest('1d 2024-11-05 00:00 80, 1m 2024-11-06 09:00 81'),
    '81 at 11-06 09:01', 'the first minute of a day is newer than the day before'
);
select is(
    pg_temp.latest('1h 2024-11-06 11:00 70, 1m 2024-11-06 11:29 71'),
    '70 at 11-06 11:30', 'the hour that begins at 11:00 ends with the morning; of two bars that end together the longer counts'
);
select is(
    pg_temp.latest('1w 2024-11-04 00:00 60, 1d 2024-11-08 00:00 61, 1d 2024-11-07 00:00 62'),
    '60 at 11-08 15:30', 'a week is known at the close of its last session'
);
select is(
    pg_temp.latest('1mo 2024-12-01 00:00 50, 1d 2024-12-30 00:00 51, 1d 2024-12-27 00:00 52'),
    '50 at 12-30 15:30', 'a month is known at the close of its last session, after which holidays may follow'
);
select is(
    pg_temp.latest('1d 2008-12-30 00:00 40, 1m 2008-12-30 10:59 41'),
    '40 at 12-30 11:00', 'a half day closes in the morning'
);
select is(
    pg_temp.latest('1m 2024-11-06 12:30 30, 1m 2024-11-06 11:30 31'),
    '30 at 11-06 12:31', 'the afternoon follows the morning'
);

insert into public.market_data (symbol, timeframe, data_timestamp, close_price)
values ('USDJPY=X', '1h', '2024-11-06 20:00+09', 153.25), ('^N225', '1d', '1989-12-29 00:00+09', 38915.87);
select results_eq(
    $$select symbol, price_timestamp from public.latest_prices where symbol in ('USDJPY=X', '^N225') order by symbol desc$$,
    $$values ('^N225'::varchar, '1989-12-30 00:00+09'::timestamptz), ('USDJPY=X', '2024-11-06 21:00+09')$$,
    'what Tokyo does not trade has no sessions, and a bar may be older than the calendar'
);
delete from public.market_data where timeframe = '1d' and symbol = '1000';
select results_eq(
    $$select price, price_timestamp from public.latest_prices where symbol = '1000'$$,
    $$values (100.00::numeric, '2024-11-06 15:30+09'::timestamptz)$$,
    'where the official close is deleted the last minute counts again'
);

insert into public.market_data (symbol, timeframe, data_timestamp, close_price, updated_at)
values ('1999', '1d', '2024-11-06 00:00+09', 90, '2024-11-06 14:31:07+09'),
    ('1999', '15m', '2024-11-06 14:30+09', 91, '2024-11-06 16:00+09');
select is(
    (select l.price from public.latest_prices as l where l.symbol = '1999'), 91.00,
    'in one statement, too, a row of the day that was written at 14:31 knows no more than 14:31'
);

select * from finish();
rollback;
