begin;
select plan(3);

-- Each fill is of 100,000 yen; the rate is 0.1 %, so 100 yen. Where the broker states a commission, that is the commission of the
-- fill. The next fill without a stated commission pays 100, whether the broker took less or more than the rate before.
select tests.open_portfolios(1000000);
select tests.place('cheap', '7203', 'buy', 200, 1000);
select tests.fill('cheap', '1', 100, 1000, 0), tests.fill('cheap', '2', 100, 1000);
select tests.place('dear', '7203', 'buy', 200, 1000);
select tests.fill('dear', '3', 100, 1000, 500), tests.fill('dear', '4', 100, 1000);
select tests.each_sees(
    'select execution_id::text, commission from public.trade_executions order by 1',
    $$values ('1', 0.00), ('2', 100.00), ('3', 500.00), ('4', 100.00)$$,
    'a fill without a stated commission pays the rate on its own amount, whatever the broker took for earlier fills'
);
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'verify_ledger finds every figure right');

select * from finish();
rollback;
