begin;
select plan(32);

create function tests.adjusting(amount text, kind text default 'adjustment', key text default 'a3') returns text
language sql as $$
    select format('insert into public.cash_ledger (portfolio_id, kind, amount, idempotency_key) values (%L, %L, %L, %L)',
        tests.portfolio_id('main'), kind, amount, key);
$$;

select tests.sign_in('taro');
select tests.open_portfolio('main', 1000);
-- An open purchase of 100 @ 5 with a commission of 0.50: 500.50 are reserved, 499.50 are free.
select public.place_order(tests.portfolio_id('main'), '7203', 'buy', 100, 5, client_order_id => 'open');
select tests.sign_in_as_service();

prepare adjust (numeric, text) as
insert into public.cash_ledger (portfolio_id, kind, amount, idempotency_key, note)
values (tests.portfolio_id('main'), 'adjustment', $1, $2, 'interest')
returning entry_no, amount, balance_after;
select results_eq(
    $$execute adjust (10.01, 'a1')$$, 'values (2::bigint, 10.01, 1010.01)', 'an adjustment puts cash into a portfolio'
);
select results_eq(
    $$execute adjust (-5, 'a2')$$, 'values (3::bigint, -5.00, 1005.01)',
    'an adjustment below zero takes cash out of a portfolio'
);
select is_empty($$execute adjust (-5, 'a2')$$, 'a repeated adjustment returns no row');
select results_eq(
    $$select current_balance, adjustments, capital_paid_in, capital_withdrawn from public.portfolios
    where id = tests.portfolio_id('main')$$,
    'values (1005.01, 5.01, 1000.00, 0.00)',
    'an adjustment does not count as capital of the user'
);
select results_eq(
    $$select total_return, return_percentage from public.portfolio_summary(tests.portfolio_id('main'))$$,
    'values (5.01, 0.5010)', 'an adjustment counts as return: 5.01 of 1,000 are 0.501 percent'
);

select is(tests.code(tests.adjusting(amount)), code, format('an adjustment of %s is refused', coalesce(amount, 'null')))
from (values
    ('0', 'KB205'), ('NaN', 'KB205'), ('0.001', 'KB205'), ('Infinity', 'KB205'), ('-Infinity', 'KB205'), ('1e13', 'KB205'),
    ('-504.52', 'KB110'), ('9999999999999.99', 'KB112'), (null, 'KB205')) as v (amount, code);
select is(tests.code(tests.adjusting('1', key => null)), 'KB207', 'an adjustment without a key is refused');
select is(tests.code(tests.adjusting('11', key => 'a1')), 'KB120', 'another adjustment under a known key is refused');
select is(tests.code(tests.adjusting('10.01', 'deposit', 'a1')), 'KB120', 'a deposit under the key of an adjustment is refused');
select matches(
    (tests.outcome(tests.adjusting('11', key => 'a1'))).message,
    'a1 belongs to the adjustment of 10.01 in portfolio .*, not to the adjustment of 11 in portfolio ',
    'the refusal of a known key names both adjustments'
);
select is(
    tests.code(tests.adjusting(amount, kind)), 'KB205',
    format('the service role writes no %s of %s into the ledger', kind, amount)
)
from (values
    ('opening', '1'), ('buy', '-1'), ('sell', '1'), ('commission', '-1'), ('tax', '-1'), ('reversal', '1'), ('gift', '1')
) as v (kind, amount);
select is(
    tests.code($$insert into public.cash_ledger (portfolio_id, kind, amount, idempotency_key)
        values (tests.portfolio_id('nowhere'), 'adjustment', 1, 'a3')$$),
    'KB101', 'an adjustment of a portfolio that does not exist is refused'
);
select lives_ok($$execute adjust (-504.51, 'a3')$$, 'an adjustment may take all free cash');
select results_eq(
    $$select current_balance, reserved_balance from public.portfolios where id = tests.portfolio_id('main')$$,
    'values (500.50, 500.50)', 'an adjustment leaves the reserved cash'
);

select tests.sign_in('taro');
select is(tests.code(tests.adjusting(amount, key => 'a4')), '42501', format('a user does not adjust the own cash by %s', amount))
from (values ('0.01'), ('1')) as v (amount);
select results_eq(
    $$select amount, note from public.cash_ledger where kind = 'adjustment' order by entry_no$$,
    $$values (10.01, 'interest'), (-5.00, 'interest'), (-504.51, 'interest')$$,
    'a user reads the amount and the note of each adjustment'
);
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'verify_ledger finds every figure right');

select * from finish();
rollback;
