begin;
select plan(19);

select tests.open_portfolios(1000000);
select tests.place(way, 'purchase', '7203', 'buy', 100, 1000) from tests.ways() as way;
prepare filling as
select status::text, filled_quantity, remaining_quantity from public.trades where client_order_id = 'purchase';

select tests.each_is_refused(
    $$select tests.fill($1, 'purchase', 'e1', 101, 1000)$$, 'KB132', 'a fill of more than was ordered is refused',
    '%fill of 101 exceeds the remaining 100%'
);
select tests.fill(way, 'purchase', 'e1', 60, 1000) from tests.ways() as way;
select tests.each_is_refused(
    $$select tests.fill($1, 'purchase', 'e2', 41, 1000)$$, 'KB132', 'so is one of more than remains',
    '%fill of 41 exceeds the remaining 40%'
);
select tests.each_sees(
    'execute filling', $$values ('partial', 60, 40)$$, 'the order is partly filled'
);
select tests.fill(way, 'purchase', 'e2', 40, 1000) from tests.ways() as way;
select tests.each_sees('execute filling', $$values ('filled', 100, 0)$$, 'what remains may be filled');
select tests.each_is_refused(
    $$select tests.fill($1, 'purchase', 'e3', 1, 1000)$$, 'KB131', 'a filled order takes no fill', '% is filled%'
);

-- The shares of one sale are not those of another, though the portfolio holds them.
select tests.place(way, 'sale', '7203', 'sell', 30, 1000) from tests.ways() as way;
select tests.each_is_refused(
    $$select tests.fill($1, 'sale', 'e3', 31, 1000)$$, 'KB132', 'a sale is not exceeded either'
);
select tests.fill(way, 'sale', 'e3', 30, 1000) from tests.ways() as way;
select tests.each_is_refused($$select tests.fill($1, 'sale', 'e4', 1, 1000)$$, 'KB131', 'and takes no fill when it is filled');
select tests.each_is_refused(
    $$select tests.fill($1, 'no such order', 'e4', 1, 1000)$$, 'KB130', 'a fill has to have an order', '%not found%'
);
select tests.each_sees(
    'select quantity, reserved_quantity from public.positions', 'values (70, 0)',
    'so what is held is what was bought and not sold'
);
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'every figure follows');

select * from finish();
rollback;
