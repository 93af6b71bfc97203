begin;
select plan(12);

-- A split of one into five on the last session, today's or before; the alerts were set the day before it.
create function pg_temp.ex_date() returns date language sql as $$
    select public.previous_session((now() at time zone 'Asia/Tokyo')::date + 1);
$$;
select tests.sign_in('taro');
insert into public.watchlist_items (watchlist_id, symbol, price_alert_upper, price_alert_lower, volume_alert_threshold)
select w.id, v.symbol, 5500, 4500, 1000 from public.watchlists as w, (values ('7203'), ('6758')) as v (symbol);
select tests.sign_out();
update public.watchlist_items set alerts_set_on = pg_temp.ex_date() - 1;
select tests.sign_in_as_service();
insert into public.market_data (symbol, timeframe, data_timestamp, close_price, volume)
select v.symbol, '1d', public.previous_session(pg_temp.ex_date())::timestamp at time zone 'Asia/Tokyo', 5000, 100
from (values ('7203'), ('6758')) as v (symbol);
select is(public.evaluate_alerts(), 0, 'a price between its alerts fires nothing');
insert into public.corporate_actions (symbol, kind, ex_date, old_shares, new_shares)
values ('7203', 'split', pg_temp.ex_date(), 1, 5);
select is(public.evaluate_alerts(), 0, 'the day of a split fires nothing');
select results_eq(
    'select symbol, price_alert_upper, price_alert_lower, volume_alert_threshold from public.watchlist_items order by symbol',
    $$values ('6758'::varchar, 5500::numeric, 4500::numeric, 1000::bigint), ('7203', 1100, 900, 5000)$$,
    'alerts of a share that was split are divided by the ratio, and those on the volume multiplied'
);
select results_eq(
    $$select symbol, price, price_timestamp, volume from public.latest_prices order by symbol$$,
    $$select v.symbol, v.price, v.known, v.volume from (values
        ('6758'::varchar, 5000::numeric, (select l.price_timestamp from public.latest_prices as l where l.symbol = '6758'), 100::bigint),
        ('7203', 1000, pg_temp.ex_date()::timestamp at time zone 'Asia/Tokyo', 500)) as v (symbol, price, known, volume)$$,
    'until the new shares are traded, the latest price is the theoretical one'
);
select is(public.evaluate_alerts(), 0, 'called again, nothing changes');
select results_eq(
    $$select price_alert_upper from public.watchlist_items where symbol = '7203'$$, 'values (1100::numeric)',
    'an alert is divided once'
);
select results_eq(
    $$select price, previous_close from public.quotes where symbol = '7203'$$, 'values (1000::numeric, null::numeric)',
    'a quote shows the price in new shares'
);
-- The owner sets one of them: it counts in new shares from then on.
select tests.sign_in('taro');
update public.watchlist_items set price_alert_upper = 1050 where symbol = '7203';
select tests.sign_in_as_service();
select is(public.evaluate_alerts(), 0, 'an alert that is set on the day of a split is one of new shares');
select results_eq(
    $$select price_alert_upper, price_alert_lower from public.watchlist_items where symbol = '7203'$$,
    'values (1050::numeric, 900::numeric)', 'an alert that the owner sets is not divided'
);
-- The split does not take place after all.
select tests.sign_out();
update public.watchlist_items set alerts_set_on = pg_temp.ex_date() - 1, alert_factor = 0.2 where symbol = '7203';
select tests.sign_in_as_service();
insert into public.corporate_actions (symbol, kind, ex_date, version, is_void) values ('7203', 'split', pg_temp.ex_date(), 2, true);
select public.evaluate_alerts();
select results_eq(
    $$select i.price_alert_upper, i.price_alert_lower, l.price from public.watchlist_items as i
    join public.latest_prices as l using (symbol) where symbol = '7203'$$,
    'values (5250::numeric, 4500::numeric, 5000::numeric)', 'a void split gives alerts and price back'
);
select is(
    (select count(*) from public.alert_events where symbol = '7203'), 0::bigint, 'no alert fires because of a split'
);

select tests.sign_out();
select results_eq(
    $$select kaboom.carried_alert(c.threshold, c.factor)
    from (values (0.02, 0.1), (99999999, 10), (100.05, 0.3)) as c (threshold, factor)$$,
    $$values (0.01), (99999999.99), (30.02)$$,
    'an alert after a split is a price from 0.01 to 99999999.99, in hundredths of a yen'
);

select * from finish();
rollback;
