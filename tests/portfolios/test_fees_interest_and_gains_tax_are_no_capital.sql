begin;
select plan(49);

-- 1,000,000 yen. The broker charges a fee of 550, pays interest of 12.34, withholds 20,315 of tax and gives 5,000 of it back.
select tests.sign_in('taro');
select tests.open_portfolio('main', 1000000);
create function pg_temp.movement(way text, kind text, amount numeric, key text) returns text language sql as $$
    select format(case way
        when 'functions' then 'select public.move_cash(tests.portfolio_id(''main''), %L, %L, %L)'
        else 'insert into public.cash_ledger (portfolio_id, kind, amount, idempotency_key)
            values (tests.portfolio_id(''main''), %L, %L, %L)' end, kind, amount, key);
$$;
select tests.sign_in_as_service();
select is(
    tests.code(pg_temp.movement(way, kind, amount, key)), 'done',
    format('the service role books a %s of %s by %s', kind, amount, way)
)
from (values ('functions', 'fee', -550, 'f1'), ('tables', 'interest', 12.34, 'i1'),
    ('functions', 'capital_gains_tax', -20315, 't1'), ('tables', 'capital_gains_tax', 5000, 't2'),
    ('functions', 'fee', 50, 'f2'), ('tables', 'interest', -2.34, 'i2')) as v (way, kind, amount, key);
-- -550 + 12.34 - 20,315 + 5,000 + 50 - 2.34 = -15,805
select results_eq(
    $$select current_balance, other_income, capital_paid_in, capital_withdrawn, adjustments, realized_pnl, commission_paid,
        tax_paid
    from public.portfolios where id = tests.portfolio_id('main')$$,
    'values (984195.00, -15805.00, 1000000.00, 0.00, 0.00, 0.00, 0.00, 0.00)',
    'fees, interest and gains tax change cash and other income, and nothing else'
);
-- -15,805 / 1,000,000 = -1.5805 %
select results_eq(
    $$select cash, other_income, total_value, total_return, return_percentage, realized_pnl, tax
    from public.portfolio_summary(tests.portfolio_id('main'))$$,
    'values (984195.00, -15805.00, 984195.00, -15805.00, -1.5805, 0.00, 0.00)',
    'fees, interest and gains tax are part of the return'
);
select results_eq(
    $$select kind::text, amount, balance_after from public.cash_ledger where portfolio_id = tests.portfolio_id('main')
        order by entry_no$$,
    $$values ('opening', 1000000.00, 1000000.00), ('fee', -550.00, 999450.00), ('interest', 12.34, 999462.34),
        ('capital_gains_tax', -20315.00, 979147.34), ('capital_gains_tax', 5000.00, 984147.34), ('fee', 50.00, 984197.34),
        ('interest', -2.34, 984195.00)$$, 'each fee, interest and tax is an entry of the ledger'
);
select results_eq(
    $$select entry_no, amount from public.move_cash(tests.portfolio_id('main'), 'fee', -550, 'f1')$$,
    'values (2::bigint, -550.00)',
    'a fee that is sent again is answered with the first one'
);

select is(
    tests.code(pg_temp.movement('tables', kind, amount::numeric, 'x')), 'KB205', format('a %s of %s is refused', kind, amount)
)
from unnest(array['fee', 'interest', 'capital_gains_tax']) as kind, unnest(array['0', '0.006', 'NaN', '-1e13']) as amount;
select is(
    tests.code(pg_temp.movement('functions', kind, -1, 'f1')), 'KB120', format('a %s under the key of a fee is refused', kind)
)
from unnest(array['fee', 'interest', 'capital_gains_tax']) as kind;

-- Users do not write them.
select tests.sign_in('taro');
select is(
    tests.code(pg_temp.movement(way, kind, amount, 'x')), '42501', format('a user books no %s of %s by %s', kind, amount, way)
)
from unnest(tests.ways()) as way, unnest(array['fee', 'interest', 'capital_gains_tax', 'adjustment']) as kind,
    unnest(array[1, -1]) as amount;

select tests.sign_in_as_service();
-- An open purchase of 100 @ 5,000 reserves 500,500, which leaves 483,695 free.
select public.place_order(tests.portfolio_id('main'), '7203', 'buy', 100, 5000, client_order_id => 'open');
select is(tests.code(pg_temp.movement(way, kind, -483695.01, 'x')), 'KB110', format('a %s by %s takes free cash only', kind, way))
from unnest(tests.ways()) as way, unnest(array['fee', 'interest', 'capital_gains_tax']) as kind;
select is(tests.code(pg_temp.movement('functions', 'capital_gains_tax', -483695, 't3')), 'done', 'a tax may take all free cash');
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'verify_ledger finds every figure right');

select * from finish();
rollback;
