begin;
select plan(19);

select tests.open_portfolios(1000000);
select tests.place('purchase', '7203', 'buy', 100, 1000);
prepare filling as
select status::text, filled_quantity, remaining_quantity from public.trades where client_order_id = 'purchase';

select tests.each_is_refused(
    $$select tests.fill('purchase', 'e1', 101, 1000)$$, 'KB132', 'a fill of more than was ordered is refused',
    '%fill of 101 exceeds the remaining 100%'
);
select tests.fill('purchase', 'e1', 60, 1000);
select tests.each_is_refused(
    $$select tests.fill('purchase', 'e2', 41, 1000)$$, 'KB132', 'a fill of more than the remaining shares is refused',
    '%fill of 41 exceeds the remaining 40%'
);
select tests.each_sees(
    'execute filling', $$values ('partial', 60, 40)$$, 'an order is partial while shares remain'
);
select tests.fill('purchase', 'e2', 40, 1000);
select tests.each_sees(
    'execute filling', $$values ('filled', 100, 0)$$, 'a fill of exactly the remaining shares fills the order'
);
select tests.each_is_refused(
    $$select tests.fill('purchase', 'e3', 1, 1000)$$, 'KB132', 'a filled order takes no fill',
    '%fill of 1 exceeds the remaining 0%'
);

-- Because the portfolio owns more shares than the sale is for, only the order bounds its fills.
select tests.place('sale', '7203', 'sell', 30, 1000);
select tests.each_is_refused(
    $$select tests.fill('sale', 'e3', 31, 1000)$$, 'KB132',
    'a fill of more than a sale is for is refused, though the portfolio owns the shares'
);
select tests.fill('sale', 'e3', 30, 1000);
select tests.each_is_refused($$select tests.fill('sale', 'e4', 1, 1000)$$, 'KB132', 'a filled sale takes no fill');
select tests.each_is_refused(
    $$select tests.fill('no such order', 'e4', 1, 1000)$$, 'KB130', 'a fill of an order that does not exist is refused',
    '%not found%'
);
select tests.each_sees(
    'select quantity, reserved_quantity from public.positions', 'values (70, 0)',
    'after refused fills the position has the shares of the accepted ones'
);
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'verify_ledger finds every figure right');

select * from finish();
rollback;
