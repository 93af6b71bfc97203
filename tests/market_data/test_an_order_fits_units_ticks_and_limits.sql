begin;
select plan(34);

-- The bar of the session before the one that an order of now is traded in, at 2,750: limits are 2,250 to 3,250.
create temporary table session as
select o.day, public.previous_session(o.day) as before
from (select kaboom.order_day(now()) as day) as o;
insert into public.market_data (symbol, timeframe, data_timestamp, close_price, updated_at)
select i.symbol, '1d', s.before::timestamp at time zone 'Asia/Tokyo', 2750, now()
from pg_temp.session as s
cross join (values ('7203'), ('1301')) as i (symbol);

create function pg_temp.fits(
    symbol text, trade_type text, quantity integer, price numeric, stop_price numeric default null,
    order_type text default 'limit', held integer default 0
) returns text language plpgsql as $$
declare
    code text;
    hint text;
begin
    perform kaboom.assert_order_fits_market(
        symbol, trade_type, quantity, case when (kaboom.order_type_traits(order_type)).price_is_a_limit then price end, stop_price, held
    );
    return 'fits';
exception
    when others then
        get stacked diagnostics code = returned_sqlstate, hint = pg_exception_hint;
        return concat_ws(' ', code, hint);
end;
$$;

select is(pg_temp.fits('9999', 'buy', 1, 2750.55), 'fits', 'without instruments every symbol, unit and price fits');

insert into public.instruments (symbol, name, tick_group, trading_unit, is_active, delisted_on, listed_on)
select i.symbol, i.name, i.tick_group, i.unit, i.is_active, s.day + i.delisted_in, s.day + i.listed_in
from pg_temp.session as s
cross join (
    values
        ('7203', 'トヨタ自動車', 'topix500', 100, true, null::integer, null::integer), ('1301', '極洋', 'other', 100, true, null, null),
        ('1306', 'Fund', null, 10, true, null, null), ('1001', 'Suspended', null, 100, false, null, null),
        ('1002', 'Delisted', null, 100, true, 0, null), ('1003', 'Last day', null, 100, true, 1, null),
        ('1004', 'Listed tomorrow', null, 100, true, null, 1)
) as i (symbol, name, tick_group, unit, is_active, delisted_in, listed_in);

select is(pg_temp.fits('9999', 'buy', 100, 2750), 'KB230 Look it up with search_instruments; the operator adds what is missing.',
    'once there are instruments an unknown symbol is refused');
select matches(pg_temp.fits('1001', 'buy', 100, 100), '^KB231', 'an instrument that is not active is refused');
select matches(pg_temp.fits('1001', 'sell', 100, 100), '^KB231', 'a sale of an instrument that is not active is refused');
select matches(pg_temp.fits('1002', 'buy', 100, 100), '^KB231', 'an instrument is refused from the day of its delisting');
select is(pg_temp.fits('1003', 'buy', 100, 100), 'fits', 'an instrument is taken on its last day');
select matches(pg_temp.fits('1004', 'buy', 100, 100), '^KB231', 'an instrument is refused before its listing');

select is(pg_temp.fits('7203', u.trade_type, u.quantity, 2750, null, 'limit', u.held), u.expected,
    format('a %s of %s with %s held: %s', u.trade_type, u.quantity, u.held, u.expected))
from (
    values
        ('buy', 100, 0, 'fits'), ('buy', 99, 0, 'KB232 Send 100 shares.'), ('buy', 101, 0, 'KB232 Send 100 or 200 shares.'),
        ('buy', 150, 150, 'KB232 Send 100 or 200 shares.'), ('sell', 100, 150, 'fits'), ('sell', 50, 150, 'fits'),
        ('sell', 150, 150, 'fits'), ('sell', 250, 350, 'fits'), ('sell', 30, 150, 'KB232 Send 50 shares.'),
        ('sell', 130, 250, 'KB232 Send 100 or 150 shares.'), ('sell', 51, 100, 'KB232 Send 100 shares.')
) as u (trade_type, quantity, held, expected);
select is(pg_temp.fits('1306', 'buy', 15, 2750), 'KB232 Send 10 or 20 shares.', 'each instrument has its own trading unit');

select is(pg_temp.fits(p.symbol, 'buy', 100, p.price, p.stop_price, p.order_type), p.expected,
    format('a %s order of %s at %s, stop %s: %s', p.order_type, p.symbol, p.price, p.stop_price, p.expected))
from (
    values
        ('7203', 'limit', 2750.5, null::numeric, 'fits'), ('7203', 'limit', 2750.1, null, 'KB233 Send 2750 or 2750.5.'),
        ('1301', 'limit', 2750.5, null, 'KB233 Send 2750 or 2751.'), ('1306', 'limit', 2750.55, null, 'fits'),
        ('7203', 'limit', 2250, null, 'fits'), ('7203', 'limit', 2249.5, null, 'KB234 Send 2250 to 3250.'),
        ('7203', 'limit', 3250, null, 'fits'), ('7203', 'limit', 3251, null, 'KB234 Send 2250 to 3250.'),
        ('7203', 'market', 9999.99, null, 'fits'), ('7203', 'stop', 9999.99, 2800, 'fits'),
        ('7203', 'stop', 2750, 2800.3, 'KB233 Send 2800 or 2800.5.'), ('7203', 'stop', 2750, 2000, 'KB234 Send 2250 to 3250.'),
        ('7203', 'stop_limit', 2750.5, 2800, 'fits'), ('7203', 'stop_limit', 2750.3, 2800, 'KB233 Send 2750 or 2750.5.')
) as p (symbol, order_type, price, stop_price, expected);
delete from public.market_data;
select is(pg_temp.fits('7203', 'buy', 100, 1), 'fits', 'without a bar of the previous session no limit is checked');

select * from finish();
rollback;
