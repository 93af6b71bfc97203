begin;
select plan(18);

select tests.sign_in('taro');
insert into public.watchlist_items (watchlist_id, symbol, price_alert_upper, price_alert_lower, volume_alert_threshold)
select w.id, '7203.T', 3000, 2000, 50000 from public.watchlists as w;
select results_eq(
    $$select symbol from public.watchlist_items$$, $$values ('7203'::varchar)$$, 'the symbol of an item is normalised'
);

-- The newest bar moves from price to price. Each call says how many alerts fired.
select tests.sign_in_as_service();
create function pg_temp.bar(minute text, price numeric, volume bigint default 100) returns integer language plpgsql as $$
begin
    insert into public.market_data (symbol, timeframe, data_timestamp, close_price, volume)
    values ('7203', '15m', ('2024-11-06 ' || minute || '+09')::timestamptz, price, volume);
    return public.evaluate_alerts();
end;
$$;
select is(pg_temp.bar(b.minute, b.price, b.volume), b.fired, b.sentence)
from (
    values
        ('09:00', 2999.99, 100, 0, 'a price below the upper threshold fires nothing'),
        ('09:15', 3000, 100, 1, 'a price that rises to the upper threshold fires'),
        ('09:30', 3100, 100, 0, 'a price that stays above the upper threshold does not fire again'),
        ('09:45', 3000, 100, 0, 'a price on the upper threshold does not arm it'),
        ('10:00', 2999, 100, 0, 'a price that is back below the upper threshold fires nothing'),
        ('10:15', 3001, 100, 1, 'a second crossing of the upper threshold fires again'),
        ('10:30', 2000, 100, 1, 'a price that falls to the lower threshold fires'),
        ('10:45', 1999, 100, 0, 'a price that stays below the lower threshold does not fire again'),
        ('11:00', 3200, 50000, 2, 'one bar may fire an upper and a volume alert'),
        ('11:15', 3200, 60000, 0, 'a second bar of large volume does not fire again'),
        ('12:30', 3200, 49999, 0, 'a bar of small volume arms the volume alert'),
        ('12:45', 3200, 50001, 1, 'another bar of large volume fires again')
) as b (minute, price, volume, fired, sentence);

select results_eq(
    $$select kind, threshold, price, volume, timeframe, data_timestamp, price_timestamp from public.alert_events
    order by data_timestamp, kind limit 2$$,
    $$values
        ('price_upper', 3000::numeric, 3000::numeric, 100::bigint, '15m'::varchar, '2024-11-06 09:15+09'::timestamptz,
            '2024-11-06 09:30+09'::timestamptz),
        ('price_upper', 3000, 3001, 100, '15m', '2024-11-06 10:15+09', '2024-11-06 10:30+09')$$,
    'an event stores the bar that fired it'
);

select tests.sign_in('taro');
update public.watchlist_items set price_alert_upper = 3100;
select tests.sign_in_as_service();
select is(public.evaluate_alerts(), 1, 'an alert whose threshold changes is armed again');

select tests.sign_in('taro');
update public.alert_events set acknowledged_at = now() where kind = 'volume';
select is(
    (select count(*) from public.alert_events as e where e.acknowledged_at is not null), 2::bigint,
    'owners acknowledge their events'
);
delete from public.watchlist_items;
select is(
    (select count(*) from public.alert_events as e where e.watchlist_item_id is null), 7::bigint,
    'events outlive the item that they belong to'
);
select tests.sign_in('hanako');
select is_empty($$select * from public.alert_events$$, 'another user sees no event');

select * from finish();
rollback;
