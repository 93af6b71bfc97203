begin;
select plan(14);

-- 5,000 yen before a split of one into five, 1,010 after it; then ten shares become one.
select tests.sign_in_as_service();
select public.ingest_market_data(jsonb_agg(jsonb_build_object(
    'symbol', symbol, 'timeframe', timeframe, 'data_timestamp', day, 'open_price', o, 'high_price', h, 'low_price', l,
    'close_price', c, 'volume', v) order by day))
from (
    values
        ('7203', '1d', '2024-03-01', 4900, 5100, 4800, 5000, 1000),
        ('7203', '1d', '2024-03-04', 1000, 1020, 990, 1010, 6000),
        ('7203', '1d', '2024-03-05', 1010, 1030, 1000, 1020, 5500),
        ('7203', '1w', '2024-02-26', 4900, 5100, 4800, 5000, 1000),
        ('6758', '1d', '2024-03-01', 100, 100, 100, 100, 10)
) as b (symbol, timeframe, day, o, h, l, c, v);
insert into public.corporate_actions (symbol, kind, ex_date, old_shares, new_shares) values ('7203', 'split', '2024-03-04', 1, 5);

select tests.sign_in('taro');
select results_eq(
    $$select data_date, open_price, high_price, low_price, close_price, volume, price_change, price_change_percent, factor
    from public.price_history('7203')$$,
    $$values ('2024-03-01'::date, 980.0000, 1020.0000, 960.0000, 1000.0000, 5000::bigint, null::numeric, null::numeric,
            0.20000000000000000000),
        ('2024-03-04', 1000.0000, 1020.0000, 990.0000, 1010.0000, 6000, 10.0000, 1.00, 1),
        ('2024-03-05', 1010.0000, 1030.0000, 1000.0000, 1020.0000, 5500, 10.0000, 0.99, 1)$$,
    'in the history of prices the day of a split shows no crash'
);
select results_eq(
    $$select close_price, volume, factor from public.price_history('7203', adjusted => false)$$,
    $$values (5000.0000, 1000::bigint, 1::numeric), (1010.0000, 6000, 1), (1020.0000, 5500, 1)$$,
    'prices as they were traded can be had, too'
);
select results_eq(
    $$select close_price, volume from public.adjusted_bars where symbol = '7203' and timeframe = '1d' order by data_timestamp$$,
    'values (1000.0000, 5000::bigint), (1010.0000, 6000), (1020.0000, 5500)', 'the view of adjusted bars shows the same'
);
select results_eq(
    $$select close_price from public.price_history('7203', '1w')$$, 'values (1000.0000)',
    'a week before the ex_date is adjusted'
);
select results_eq(
    $$select close_price from public.price_history('6758')$$, 'values (100.0000)', 'another share is not touched'
);
select results_eq(
    $$select close_price from public.market_data where symbol = '7203' and data_date = '2024-03-01' and timeframe = '1d'$$,
    'values (5000::numeric)', 'the bars themselves stay as they were traded'
);
select is(public.price_factor('7203.T', '2024-03-03', '2024-03-04'), 0.2, 'the factor counts an action on its ex_date');
select is(public.price_factor('7203', '2024-03-04', '2024-03-05'), 1::numeric, 'a price of ex_date is one of new shares');
select tests.sign_in_as_service();
insert into public.corporate_actions (symbol, kind, ex_date, old_shares, new_shares)
values ('7203', 'merger', '2024-03-05', 10, 1), ('6758', 'split', '2024-03-04', 3, 7), ('6758', 'split', '2024-03-05', 7, 9),
    ('6758', 'free_allotment', '2024-03-06', 3, 4);
insert into public.corporate_actions (symbol, kind, ex_date, gross_per_share) values ('7203', 'dividend', '2024-03-05', 10);
select is(public.price_factor('7203', '2024-03-01', '2024-03-31'), 2::numeric, 'the factors of several actions are multiplied');
select is(
    public.price_factor('6758', '2024-03-01', '2024-03-31'), 0.25::numeric,
    'a product of odd ratios is exact: 3/7 x 7/9 x 3/4 = 1/4'
);
insert into public.corporate_actions (symbol, kind, ex_date, version, is_void) values ('7203', 'merger', '2024-03-05', 2, true);
select is(public.price_factor('7203', '2024-03-01', '2024-03-31'), 0.2, 'a void action has no effect');
insert into public.corporate_actions (symbol, kind, ex_date, version, new_shares) values ('7203', 'split', '2024-03-04', 2, 4);
select is(public.price_factor('7203', '2024-03-01', '2024-03-31'), 0.25, 'a new version takes the place of the old one');
insert into public.corporate_actions (symbol, kind, ex_date, old_shares, new_shares)
select '7203', 'split', public.next_session((now() at time zone 'Asia/Tokyo')::date), 1, 2;
select results_eq(
    $$select close_price from public.price_history('7203')$$, 'values (1250.0000), (1010.0000), (1020.0000)',
    'an action that is only announced changes no price'
);
select results_eq(
    $$select base_price from public.price_limits_of('7203', '2024-03-04')$$, 'values (1250::numeric)',
    'the limits of ex_date start from the close in new shares'
);

select * from finish();
rollback;
