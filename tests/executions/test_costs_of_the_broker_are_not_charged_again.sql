begin;
select plan(3);

-- Each fill is of 100,000 yen; the rate is 0.1 %. Where the broker states a commission, that is the fill's; the next fill, of
-- which he states none, pays 100 for itself, neither more for what he let go nor less for what he took above.
select tests.open_portfolios(1000000);
select tests.place(way, 'cheap', '7203', 'buy', 200, 1000) from tests.ways() as way;
select tests.fill(way, 'cheap', '1', 100, 1000, 0), tests.fill(way, 'cheap', '2', 100, 1000) from tests.ways() as way;
select tests.place(way, 'dear', '7203', 'buy', 200, 1000) from tests.ways() as way;
select tests.fill(way, 'dear', '3', 100, 1000, 500), tests.fill(way, 'dear', '4', 100, 1000) from tests.ways() as way;
select tests.each_sees(
    'select execution_id::text, commission from public.trade_executions order by 1',
    $$values ('1', 0.00), ('2', 100.00), ('3', 500.00), ('4', 100.00)$$,
    'a fill of which the broker states no commission pays the rate on its own amount'
);
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'every figure follows');

select * from finish();
rollback;
