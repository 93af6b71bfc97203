begin;
select plan(47);

-- One bar: open 1,000, high 1,050, low 960, close 1,020, 10,000 shares; and an order of 300 shares.
create function pg_temp.met(
    side text, kind text, price numeric default null, stop numeric default null, bar jsonb default '{}',
    unit integer default 1, tick numeric default null, share numeric default null, low numeric default null,
    high numeric default null, filled integer default 0
) returns text language plpgsql as $$
declare
    o public.trades;
    b public.market_data;
    f record;
begin
    o.trade_type := side;
    o.order_type := kind;
    o.price := price;
    o.stop_price := stop;
    o.quantity := 300;
    o.filled_quantity := filled;
    b := jsonb_populate_record(
        null::public.market_data,
        '{"open_price": 1000, "high_price": 1050, "low_price": 960, "close_price": 1020, "volume": 10000}' || bar
    );
    f := kaboom.simulate_fill(o, b, unit, tick, share, low, high);
    return f.quantity || ' @ ' || coalesce(trim_scale(f.price)::text, '-') || case when f.is_triggered then '' else ' waits' end;
end;
$$;

select is(pg_temp.met('buy', 'market'), '300 @ 1000', 'a market purchase fills at the open');
select is(pg_temp.met('sell', 'market'), '300 @ 1000', 'a market sale fills at the open');
select is(pg_temp.met('buy', 'limit', 1010), '300 @ 1000', 'a limit purchase above the open fills at the open');
select is(pg_temp.met('buy', 'limit', 980), '300 @ 980', 'a limit purchase that the low reaches fills at its limit');
select is(pg_temp.met('buy', 'limit', 960), '300 @ 960', 'a low that equals the limit fills a purchase');
select is(pg_temp.met('buy', 'limit', 959), '0 @ -', 'a limit purchase below the low does not fill');
select is(pg_temp.met('sell', 'limit', 990), '300 @ 1000', 'a limit sale below the open fills at the open');
select is(pg_temp.met('sell', 'limit', 1050), '300 @ 1050', 'a limit sale that the high reaches fills at its limit');
select is(pg_temp.met('sell', 'limit', 1051), '0 @ -', 'a limit sale above the high does not fill');

select is(pg_temp.met('buy', 'stop', stop => 1030), '300 @ 1030', 'a stop purchase fills at the stop that the bar touches');
select is(pg_temp.met('buy', 'stop', stop => 990), '300 @ 1000', 'a stop purchase fills at the open where that is above the stop');
select is(pg_temp.met('buy', 'stop', stop => 1050), '300 @ 1050', 'a high that equals the stop triggers a purchase');
select is(pg_temp.met('sell', 'stop', stop => 960), '300 @ 960', 'a low that equals the stop triggers a sale');
select is(pg_temp.met('buy', 'stop', stop => 1050.5), '0 @ - waits', 'a stop purchase waits where the high stays below the stop');
select is(pg_temp.met('sell', 'stop', stop => 970), '300 @ 970', 'a stop sale fills at the stop that the bar touches');
select is(pg_temp.met('sell', 'stop', stop => 1010), '300 @ 1000', 'a stop sale fills at the open where that is below the stop');
select is(pg_temp.met('sell', 'stop', stop => 959), '0 @ - waits', 'a stop sale waits where the low stays above the stop');

select is(pg_temp.met('buy', 'stop_limit', 1040, 1030), '300 @ 1030', 'a stop limit purchase fills at the stop below its limit');
select is(pg_temp.met('buy', 'stop_limit', 970, 990), '300 @ 970',
    'a stop limit purchase that the open triggers is a limit order for the whole bar');
select is(pg_temp.met('buy', 'stop_limit', 1000, 1030), '0 @ -',
    'a stop limit purchase does not fill where its limit may have come before the trigger');
select is(pg_temp.met('buy', 'stop_limit', 1025, 1030), '300 @ 1025', 'a stop limit purchase fills where the close proves that the limit came after the trigger');
select is(pg_temp.met('buy', 'stop_limit', 1040, 1051), '0 @ - waits', 'a stop limit purchase waits where the stop is not touched');
select is(pg_temp.met('sell', 'stop_limit', 960, 970), '300 @ 970', 'a stop limit sale fills at the stop above its limit');
select is(pg_temp.met('sell', 'stop_limit', 1030, 1010), '300 @ 1030', 'a stop limit sale that the open triggers fills at its limit');
select is(pg_temp.met('sell', 'stop_limit', 1045, 970), '0 @ -', 'a high that may have come before the trigger fills no stop limit sale');
select is(pg_temp.met('sell', 'stop_limit', 1015, 970), '300 @ 1015', 'a close above the limit proves the fill of a stop limit sale');

select is(pg_temp.met('buy', 'limit', 980.7, tick => 1), '300 @ 980', 'a limit purchase between two ticks is good for the lower one');
select is(pg_temp.met('sell', 'limit', 1049.3, tick => 1), '300 @ 1050', 'a limit sale between two ticks is good for the upper one');
select is(pg_temp.met('sell', 'limit', 1049.3, tick => 5), '300 @ 1050', 'a limit sale between two ticks of five yen is good for the upper one');
select is(pg_temp.met('buy', 'stop', stop => 1030.2, tick => 1), '300 @ 1031', 'a stop purchase between two ticks waits for the upper one');
select is(pg_temp.met('buy', 'market', bar => '{"open_price": 1000.3}', tick => 1), '300 @ 1001',
    'an open between two ticks costs a purchase the upper one');
select is(pg_temp.met('sell', 'market', bar => '{"open_price": 1000.3}', tick => 1), '300 @ 1000', 'an open between two ticks gives a sale the lower one');

select is(pg_temp.met('buy', 'market', share => 0.02), '200 @ 1000', 'an order takes its share of the volume at most');
select is(pg_temp.met('buy', 'market', share => 0.025, unit => 100), '200 @ 1000', 'the share of the volume is rounded down to whole trading units');
select is(pg_temp.met('buy', 'market', share => 0.005, unit => 100), '0 @ -', 'a share of the volume below one trading unit fills nothing');
select is(pg_temp.met('buy', 'market', share => 0.02, filled => 150), '150 @ 1000', 'what is filled already is not filled again');
select is(pg_temp.met('buy', 'market', filled => 300), '0 @ -', 'a filled order fills no more');
select is(pg_temp.met('buy', 'market', bar => '{"volume": null}', share => 0.02), '300 @ 1000', 'an unknown volume limits nothing');
select is(pg_temp.met('buy', 'market', bar => '{"volume": 0}'), '0 @ -', 'a bar without volume fills nothing');
select is(pg_temp.met('buy', 'stop', stop => 1030, bar => '{"volume": 0}'), '0 @ - waits', 'a bar without volume touches no stop of a purchase');
select is(pg_temp.met('sell', 'stop', stop => 970, bar => '{"volume": 0}'), '0 @ - waits', 'a bar without volume touches no stop of a sale');
select is(
    pg_temp.met('buy', 'stop', stop => 1030, bar => '{"open_price": null}'), '0 @ -',
    'a bar without an open touches a stop, though it fills nothing'
);
select is(
    pg_temp.met('sell', 'stop', stop => 970, bar => '{"high_price": null, "low_price": null, "close_price": 965}'), '300 @ 970',
    'where high and low are not known, open and close are the ends of the bar'
);
select is(pg_temp.met('buy', 'market', bar => '{"open_price": null}'), '0 @ -', 'a bar without an open fills nothing');
select is(
    pg_temp.met('buy', 'market', bar => '{"open_price": 1100, "high_price": 1100, "low_price": 1100, "close_price": 1100}', high => 1100),
    '0 @ -', 'nobody buys in a bar that is locked at its upper limit'
);
select is(
    pg_temp.met('sell', 'market', bar => '{"open_price": 1100, "high_price": 1100, "low_price": 1100, "close_price": 1100}', high => 1100, low => 900),
    '300 @ 1100', 'a sale fills in a bar that is locked at its upper limit'
);
select is(
    pg_temp.met('sell', 'market', bar => '{"open_price": 900, "high_price": 900, "low_price": 900, "close_price": 900}', low => 900),
    '0 @ -', 'nobody sells in a bar that is locked at its lower limit'
);

select * from finish();
rollback;
