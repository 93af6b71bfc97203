begin;
select plan(12);

select kaboom.make_partition('market_data_short_2008_12', 'partitions.market_data_short', '2008-12-01+09', '2009-01-01+09');
select kaboom.make_partition('market_data_short_2024_11', 'partitions.market_data_short', '2024-11-01+09', '2024-12-01+09');
select tests.sign_in_as_service();
-- Every minute of 2024-11-06 from 8:55 to 15:35 has its minute of the day as price and ten shares; the auctions have a hundred.
insert into public.market_data (symbol, timeframe, data_timestamp, open_price, high_price, low_price, close_price, volume)
select '7203', '1m', m.start, m.price, m.price + 0.5, m.price - 0.5, m.price,
    case when (m.start at time zone 'Asia/Tokyo')::time in ('09:00', '15:30') then 100 else 10 end
from (
    select s as start, 60 * extract(hour from s at time zone 'Asia/Tokyo') + extract(minute from s at time zone 'Asia/Tokyo') as price
    from generate_series('2024-11-06 08:55+09'::timestamptz, '2024-11-06 15:35+09', interval '1 minute') as s
) as m;
insert into public.market_data (symbol, timeframe, data_timestamp, close_price)
values ('7203', '1m', '2008-12-30 10:59+09', 50), ('7203', '1m', '2008-12-30 13:00+09', 60);

select tests.sign_in('taro');
create function pg_temp.starts(timeframe text) returns text language sql as $$
    select string_agg(to_char(r.data_timestamp at time zone 'Asia/Tokyo', 'HH24:MI'), ' ' order by r.data_timestamp)
    from public.resample_bars('7203', timeframe, '2024-11-06 00:00+09', '2024-11-07 00:00+09') as r;
$$;
select is(pg_temp.starts('4h'), '09:00 12:30', 'bars of four hours do not span lunch');
select is(pg_temp.starts('2h'), '09:00 11:00 12:30 14:30', 'bars of two hours start with each session');
select is(pg_temp.starts('1h'), '09:00 10:00 11:00 12:30 13:30 14:30', 'bars of one hour start with each session');
select is(
    pg_temp.starts('30m'), '09:00 09:30 10:00 10:30 11:00 12:30 13:00 13:30 14:00 14:30 15:00', 'bars of half an hour leave lunch out'
);
select is(pg_temp.starts('1d'), '00:00', 'a day starts at midnight in Tokyo');
select is(
    (select count(*) from regexp_split_to_table(pg_temp.starts('5m'), ' ')), 66::bigint,
    'five and a half hours have 66 bars of five minutes, and the auction makes none of its own'
);
select results_eq(
    $$select open_price, high_price, low_price, close_price, volume, source_bars
    from public.resample_bars('7203', '1h', '2024-11-06 14:30+09', '2024-11-06 16:00+09')$$,
    -- 14:30 is minute 870; the auction at 15:30, minute 930, is the sixty-first bar.
    $$values (870::numeric, 930.5::numeric, 869.5::numeric, 930::numeric, 700::bigint, 61)$$,
    'the last bar of a session ends with the price of the auction at its close'
);
select results_eq(
    $$select open_price, close_price, source_bars from public.resample_bars('7203', '1d', '2024-11-06 00:00+09', '2024-11-07 00:00+09')$$,
    -- 150 + 1 minutes in the morning, with the one at 11:30, and 180 + 1 in the afternoon.
    $$values (540::numeric, 930::numeric, 332)$$,
    'a day consists of what was traded in its sessions'
);
select is(
    (select r.vwap from public.resample_bars('7203', '5m', '2024-11-06 09:00+09', '2024-11-06 09:05+09') as r),
    -- (540 x 100 + (541 + 542 + 543 + 544) x 10) / 140
    540.7143, 'the volume-weighted average price weighs each bar by its shares'
);
select results_eq(
    $$select close_price, vwap, source_bars from public.resample_bars('7203', '1d', '2008-12-30 00:00+09', '2008-12-31 00:00+09')$$,
    $$values (50::numeric, null::numeric, 1)$$,
    'a half day ends in the morning, and without volume there is no average'
);
select throws_ok(
    $$select * from public.resample_bars('7203', '5m', now(), now(), '5m')$$,
    'KB606', 'bars of 5m are not made of bars of 5m', 'bars are made of shorter ones'
);
select throws_ok(
    $$select * from public.resample_bars('7203', '1w', now(), now())$$,
    'KB606', 'bars of 1w are not made of bars of 1m', 'bars of a week are not offered'
);

select * from finish();
rollback;
