begin;
select plan(19);

-- Commission is 0.1 %, the margin of market and stop orders 5 %. No company has the codes 9Y1Y and 9Y2Y. The latest price of 9Y1Y
-- is 2,000; 9Y2Y has none.
select tests.sign_in_as_service();
insert into public.market_data (symbol, timeframe, data_timestamp, close_price)
values ('9Y1Y', '1d', '2024-12-02 00:00+09', 2000);
select tests.open_portfolios(10000000);
prepare reserved as
select client_order_id::text, reserved_amount from public.trades where client_order_id like $1 order by 1;

select tests.place(order_type || ' ' || name, symbol, 'buy', 100, price, order_type, stop_price)
from (values
    ('market', 'a price', '9Y1Y', 2100, null), ('market', 'b latest price', '9Y1Y', 1, null),
    ('market', 'c no latest price', '9Y2Y', 1, null),
    ('stop', 'a price', '9Y1Y', 2200, 2100), ('stop', 'b stop price', '9Y1Y', 1900, 2100),
    ('stop', 'c latest price', '9Y1Y', 1900, 1950), ('stop', 'd no latest price', '9Y2Y', 900, 950)
) as v (order_type, name, symbol, price, stop_price);
-- 100 x 2,100 x 1.05 = 220,500 + 220.50; 100 x 2,000 x 1.05 = 210,000 + 210; 100 x 1 x 1.05 = 105 + 0.11
select tests.each_sees(
    $$execute reserved('market%')$$,
    $$values ('market a price', 220720.50), ('market b latest price', 210210.00), ('market c no latest price', 105.11)$$,
    'a market purchase reserves by its price or the latest one, whichever is greater'
);
-- 100 x 2,200 x 1.05 = 231,000 + 231; 2,100 and 2,000 as above; 100 x 950 x 1.05 = 99,750 + 99.75
select tests.each_sees(
    $$execute reserved('stop%')$$,
    $$values ('stop a price', 231231.00), ('stop b stop price', 220720.50), ('stop c latest price', 210210.00),
        ('stop d no latest price', 99849.75)$$,
    'a stop purchase reserves by its price, its stop price or the latest price, whichever is greatest'
);
-- 100 x 1,900 = 190,000 + 190
select tests.place('limit', '9Y1Y', 'buy', 100, 1900);
select tests.place('limit of a stop', '9Y1Y', 'buy', 100, 1900, 'stop_limit', 1950);
select tests.each_sees(
    $$execute reserved('limit%')$$, $$values ('limit', 190190.00), ('limit of a stop', 190190.00)$$,
    'a purchase with a limit reserves by its limit, whatever the latest price or the stop price is'
);

-- A market purchase that says 1 yen does not pass with little cash.
select tests.sign_in('poor');
select tests.open_portfolio('poor', 600);
select is(
    tests.code($$select public.place_order(tests.portfolio_id('poor'), '9Y1Y', 'buy', 500, 1, 'market')$$), 'KB110',
    'a market purchase that understates the price does not pass where cash is missing'
);

-- A later price changes no reservation: the rest of the order reserves by what was known when it was placed.
select tests.sign_in_as_service();
insert into public.market_data (symbol, timeframe, data_timestamp, close_price)
values ('9Y1Y', '1d', '2024-12-03 00:00+09', 3000);
select tests.each_sees(
    $$execute reserved('market b%')$$, $$values ('market b latest price', 210210.00)$$,
    'a new price leaves the reservation of an open order as it is'
);
-- 40 @ 2,050 = 82,000 + 82; the rest reserves 60 x 2,100 = 126,000 and adds 126 of commission to 82.
select tests.fill('market b latest price', 'e1', 40, 2050);
select tests.each_sees(
    $$execute reserved('market b%')$$, $$values ('market b latest price', 126126.00)$$,
    'the rest of a partly filled market purchase reserves by the price of its beginning'
);
-- 100 x 3,000 x 1.05 = 315,000 + 315
select tests.place('market d newest price', '9Y1Y', 'buy', 100, 1, 'market');
select tests.each_sees(
    $$execute reserved('market d%')$$, $$values ('market d newest price', 315315.00)$$,
    'a new market purchase reserves by the newest price'
);
-- A bust opens the order again, and reserves as at its beginning.
select tests.reverse('market b latest price', 'e1', 'r1');
select tests.each_sees(
    $$execute reserved('market b%')$$, $$values ('market b latest price', 210210.00)$$,
    'an order that a bust opens again reserves by the price of its beginning'
);

-- A sale reserves shares and no cash, and 2,000,000 of market sale are no reason to refuse it.
select tests.trade('owned', '9Y2Y', 'buy', 10, 1000);
select tests.place('market sale', '9Y2Y', 'sell', 10, 1, 'market');
select tests.each_sees(
    $$execute reserved('market sale')$$, $$values ('market sale', 0.00)$$, 'a market sale reserves no cash'
);
select tests.sign_in('poor');
-- 4,000,000,000 x 2,500 would be 1e13: with the latest price the order is too large, with its own it is not.
select is(
    tests.code($$select public.place_order(tests.portfolio_id('poor'), '9Y1Y', 'buy', 2147483647, 4500, 'market')$$), 'KB208',
    'a market purchase whose reservation is more than a portfolio can hold is refused'
);
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'verify_ledger finds every figure right');

select * from finish();
rollback;
