begin;
select plan(167);

select tests.open_portfolios(1000000);
select tests.trade('owned', '7203', 'buy', 100, 1000);
create function pg_temp.function_call(figures jsonb) returns text language sql as $$
    select format('select public.place_order(%L, %L, %L, %L, %L, order_type => %L, stop_price => %L)',
        tests.portfolio_id('functions'), v ->> 'symbol', v ->> 'trade_type', v ->> 'quantity', v ->> 'price', v ->> 'order_type',
        v ->> 'stop_price')
    from (
        values ('{"symbol": "7203", "trade_type": "buy", "quantity": 1, "price": 1, "order_type": "limit"}' || figures)) as w (v
    );
$$;
create function pg_temp.table_insert(figures jsonb) returns text language sql as $$
    select format('insert into public.trades (portfolio_id, symbol, trade_type, quantity, price, order_type, stop_price)
        values (%L, %L, %L, %L, %L, %L, %L)',
        tests.portfolio_id('tables'), v ->> 'symbol', v ->> 'trade_type', v ->> 'quantity', v ->> 'price', v ->> 'order_type',
        v ->> 'stop_price')
    from (
        values ('{"symbol": "7203", "trade_type": "buy", "quantity": 1, "price": 1, "order_type": "limit"}' || figures)) as w (v
    );
$$;
-- What is sent, and the answer of function and table: the same, because the table checks what was sent.
create temporary table bad (figures jsonb, code text);
insert into bad values
    ('{"quantity": 0}', 'KB202'), ('{"quantity": -1}', 'KB202'), ('{"quantity": null}', 'KB202'),
    ('{"quantity": 1.5}', 'KB202'), ('{"quantity": 0.4}', 'KB202'), ('{"quantity": "NaN"}', 'KB202'),
    ('{"quantity": "Infinity"}', 'KB202'), ('{"quantity": "-Infinity"}', 'KB202'),
    ('{"quantity": 2147483648}', 'KB202'), ('{"quantity": -2147483649}', 'KB202'),
    ('{"quantity": 1e30}', 'KB202'), ('{"quantity": "many"}', '22P02'),
    ('{"price": 0}', 'KB203'), ('{"price": -0.01}', 'KB203'), ('{"price": null}', 'KB203'),
    ('{"price": 0.004}', 'KB203'), ('{"price": "NaN"}', 'KB203'), ('{"price": "Infinity"}', 'KB203'),
    ('{"price": "-Infinity"}', 'KB203'), ('{"price": 100000000}', 'KB203'),
    ('{"price": 1e30}', 'KB203'),
    ('{"price": 1.001}', 'KB203'), ('{"order_type": "stop", "stop_price": 1.001}', 'KB204'),
    ('{"price": "dear"}', '22P02'),
    ('{"order_type": "stop"}', 'KB204'), ('{"order_type": "stop_limit"}', 'KB204'),
    ('{"order_type": "limit", "stop_price": 1}', 'KB204'),
    ('{"order_type": "market", "stop_price": 1}', 'KB204'),
    ('{"order_type": "stop", "stop_price": 0}', 'KB204'), ('{"order_type": "stop", "stop_price": -1}', 'KB204'),
    ('{"order_type": "stop", "stop_price": 0.004}', 'KB204'),
    ('{"order_type": "stop", "stop_price": "NaN"}', 'KB204'),
    ('{"order_type": "stop_limit", "stop_price": "Infinity"}', 'KB204'),
    ('{"order_type": "stop_limit", "stop_price": 100000000}', 'KB204'),
    ('{"order_type": "limit", "stop_price": "NaN"}', 'KB204'),
    ('{"symbol": ""}', 'KB201'), ('{"symbol": " "}', 'KB201'), ('{"symbol": null}', 'KB201'),
    ('{"symbol": "720"}', 'KB201'), ('{"symbol": "72030"}', 'KB201'), ('{"symbol": "720345"}', 'KB201'),
    ('{"symbol": "0203"}', 'KB201'),
    ('{"symbol": " 7203"}', 'KB201'), ('{"symbol": "7203\n"}', 'KB201'),
    ('{"symbol": "7203.T"}', 'KB201'),
    ('{"symbol": "AAPL"}', 'KB201'), ('{"symbol": "130a"}', 'KB201'), ('{"symbol": "1B0A"}', 'KB201'),
    ('{"symbol": "13A0"}', 'KB201'), ('{"symbol": "7203; drop table trades"}', 'KB201'),
    ('{"trade_type": "short"}', 'KB210'), ('{"trade_type": "BUY"}', 'KB210'),
    ('{"trade_type": ""}', 'KB210'),
    ('{"trade_type": null}', 'KB210'), ('{"order_type": "fok"}', 'KB212'),
    ('{"order_type": ""}', 'KB212'),
    ('{"order_type": null}', 'KB212'),
    -- 100,000 x 99,000,000 = 9,900,000,000,000 are within the bounds; 100,001 x 99,999,999.99 are not.
    ('{"quantity": 100000, "price": 99000000}', 'KB110'),
    ('{"quantity": 100001, "price": 99999999.99}', 'KB208'),
    ('{"quantity": 2147483647, "price": 99999999.99}', 'KB208'),
    ('{"trade_type": "sell", "quantity": 101}', 'KB111'), ('{"trade_type": "sell", "symbol": "6758"}', 'KB111'),
    ('{"quantity": 1000, "price": 1000}', 'KB110');
grant select on bad to public;

select tests.sign_in('functions');
select is(
    tests.code(pg_temp.function_call(figures)), code,
    format('place_order with %s is refused with %s', figures, code)
) from bad;
select tests.sign_in('tables');
select is(
    tests.code(pg_temp.table_insert(figures)), code,
    format('an INSERT of an order with %s is refused with %s', figures, code)
) from bad;
-- Codes with digits alone, the newer ones with letters, and one of a preferred share.
select tests.sign_in('functions');
select is(
    tests.code(pg_temp.function_call(jsonb_build_object('symbol', symbol))), 'done',
    format('place_order accepts the symbol %s', symbol)
)
from unnest(array['1301', '7203', '9999', '130A', '9Y9Y', '285A', '25935']) as symbol;
select tests.sign_in('tables');
select is(
    tests.code(pg_temp.table_insert(jsonb_build_object('symbol', symbol))), 'done',
    format('an INSERT of an order accepts the symbol %s', symbol)
)
from unnest(array['1301', '7203', '9999', '130A', '9Y9Y', '285A', '25935']) as symbol;

-- Columns that a user may not set, and portfolios that take no order of this user.
select is(tests.code(format(
    'insert into public.trades (portfolio_id, symbol, trade_type, quantity, price, %s) values (%L, ''7203'', ''buy'', 1, 1, %L)',
    figure, tests.portfolio_id('tables'), value
)), '42501', format('a user does not set %s of an order', figure))
from (values
    ('id', gen_random_uuid()::text), ('user_id', tests.user_id('functions')::text), ('status', 'filled'),
    ('filled_quantity', '1'),
    ('total_amount', '1'), ('commission', '0'), ('tax', '0'), ('commission_rate', '0'), ('reserve_price', '0'),
    ('reserved_amount', '0'), ('order_id', 'x'), ('execution_price', '1'), ('executed_at', 'now'), ('cost_basis', '1'),
    ('realized_pnl', '1'), ('reason', 'x'), ('cancel_requested_at', 'now'), ('closed_at', 'now'), ('closed_as', 'cancelled'),
    ('created_at', 'now')) as v (figure, value);
select is(tests.code(format(
    'insert into public.trades (portfolio_id, symbol, trade_type, quantity, price, order_type)
        values (%L, ''7203'', ''buy'', 1, 1, ''limit'')',
    portfolio
)), 'KB101', format('an INSERT of an order into a portfolio (%s) is refused', what))
from (values ('of another user', tests.portfolio_id('functions')), ('unknown', tests.portfolio_id('nowhere')), ('null', null))
    as v (what, portfolio);
select tests.sign_in('functions');
select is(tests.code(format('select public.place_order(%L, ''7203'', ''buy'', 1, 1)', portfolio)), 'KB101',
    format('place_order into a portfolio (%s) is refused', what))
from (values ('of another user', tests.portfolio_id('tables')), ('unknown', tests.portfolio_id('nowhere')), ('null', null))
    as v (what, portfolio);
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'verify_ledger finds every figure right');

select * from finish();
rollback;
