begin;
select plan(20);

-- 100 @ 1,000 are owned; a sale of 60 and a purchase of 100 @ 1,000 are open: 40 shares are free, and
-- 1,000,000 - 100,100 - 100,100 = 799,800 yen.
select tests.sign_in('taro');
select tests.open_portfolio('main', 1000000);
select tests.buy('main', '7203', 100, 1000);
select public.place_order(tests.portfolio_id('main'), '7203', 'sell', 60, 1000, client_order_id => 'sale');
select public.place_order(tests.portfolio_id('main'), '7203', 'buy', 100, 1000, client_order_id => 'purchase');

create function pg_temp.recording(figures jsonb) returns text language sql as $$
    select format(
        'insert into public.trades (portfolio_id, symbol, trade_type, quantity, price, order_type, %s) values (%L, %s)',
        (select string_agg(key, ', ') from jsonb_each(figures) where key not in ('portfolio', 'side', 'quantity', 'price')),
        tests.portfolio_id(coalesce(figures ->> 'portfolio', 'main')),
        concat_ws(', ', '''7203''', quote_literal(coalesce(figures ->> 'side', 'buy')), coalesce(figures ->> 'quantity', '1'),
            coalesce(figures ->> 'price', '1000'), '''limit''',
            (select string_agg(quote_nullable(value), ', ') from jsonb_each_text(figures)
                where key not in ('portfolio', 'side', 'quantity', 'price')))
    );
$$;

select tests.sign_in_as_service();
select is(tests.code(pg_temp.recording(figures::jsonb)), code, what)
from (values
    ('{"status": "filled", "side": "sell", "quantity": 41}', 'KB111',
        'a recorded sale does not take shares that an open order reserves'),
    ('{"status": "filled", "quantity": 799, "price": 1000.01}', 'KB110',
        'a recorded purchase does not take cash that an open order reserves'),
    ('{"status": "filled", "portfolio": "nowhere"}', 'KB101', 'an order is not recorded in a portfolio that does not exist'),
    ('{"status": "filled", "quantity": 0}', 'KB202', 'an order of no shares is not recorded'),
    ('{"status": "filled", "price": 0}', 'KB203', 'an order with a price of 0 is not recorded'),
    ('{"status": "filled", "execution_price": 0}', 'KB206', 'an order with an execution price of 0 is not recorded'),
    ('{"status": "filled", "execution_price": "NaN"}', 'KB206', 'an order with an execution price of NaN is not recorded'),
    ('{"status": "filled", "commission": -0.01}', 'KB206', 'an order with a commission below zero is not recorded'),
    ('{"status": "filled", "tax": "NaN"}', 'KB206', 'an order with a tax of NaN is not recorded'),
    ('{"status": "partial"}', 'KB133', 'an order does not start as partial'),
    ('{"status": "cancelled"}', 'KB133', 'an order does not start as cancelled'),
    ('{"status": "rejected"}', 'KB133', 'an order does not start as rejected'),
    ('{"status": "done"}', 'KB133', 'an order does not start with an unknown status')) as v (figures, code, what);
-- 799 @ 1,000 at 0.1 % are 799,799 yen.
select is(
    tests.code(pg_temp.recording('{"status": "filled", "quantity": 799}')), 'done',
    'a recorded purchase may spend all free cash'
);
select is(
    tests.code(pg_temp.recording('{"status": "filled", "side": "sell", "quantity": 839, "commission": 7, "tax": 3}')),
    'done', 'a recorded sale may sell all free shares'
);
select results_eq(
    $$select p.current_balance, p.reserved_balance, h.quantity, h.reserved_quantity
    from public.portfolios as p join public.positions as h on h.portfolio_id = p.id where p.id = tests.portfolio_id('main')$$,
    -- 1,000,000 - 100,100 - 799,799 + 839,000 - 10
    'values (939091.00, 100100.00, 60, 60)', 'recorded orders leave the reservations of open orders as they were'
);
select is(
    tests.code(pg_temp.recording('{"status": "pending"}')), 'done', 'the service role may place a pending order'
);
update public.user_profiles set is_active = false where id = tests.user_id('taro');
select is(tests.code(pg_temp.recording('{"status": "filled"}')), 'KB104', 'no order is recorded for a deactivated account');
select tests.sign_in('taro');
select is(tests.code(pg_temp.recording('{"status": "filled"}')), '42501', 'a user records no filled order');
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'verify_ledger finds every figure right');

select * from finish();
rollback;
