begin;
select plan(32);

create function tests.adjusting(amount text, kind text default 'adjustment', key text default 'a3') returns text
language sql as $$
    select format('insert into public.cash_ledger (portfolio_id, kind, amount, idempotency_key) values (%L, %L, %L, %L)',
        tests.portfolio_id('main'), kind, amount, key);
$$;

select tests.sign_in('taro');
select tests.open_portfolio('main', 1000);
-- 100 shares @ 5 and a commission of 0.50 wait: 500.50 are reserved, 499.50 are free.
select public.place_order(tests.portfolio_id('main'), '7203', 'buy', 100, 5, client_order_id => 'waiting');
select tests.sign_in_as_service();

prepare adjust (numeric, text) as
insert into public.cash_ledger (portfolio_id, kind, amount, idempotency_key, note)
values (tests.portfolio_id('main'), 'adjustment', $1, $2, 'interest')
returning entry_no, amount, balance_after;
select results_eq(
    $$execute adjust (10.01, 'a1')$$, 'values (2::bigint, 10.01, 1010.01)', 'an adjustment puts cash into a portfolio'
);
select results_eq($$execute adjust (-5, 'a2')$$, 'values (3::bigint, -5.00, 1005.01)', 'or takes some out');
select is_empty($$execute adjust (-5, 'a2')$$, 'the same again does nothing');
select results_eq(
    $$select current_balance, adjustments, capital_paid_in, capital_withdrawn from public.portfolios
    where id = tests.portfolio_id('main')$$,
    'values (1005.01, 5.01, 1000.00, 0.00)',
    'an adjustment is no capital of the user'
);
select results_eq(
    $$select total_return, return_percentage from public.portfolio_summary(tests.portfolio_id('main'))$$,
    'values (5.01, 0.5010)', 'but return: 5.01 of 1,000 are 0.501 percent'
);

select is(tests.code(tests.adjusting(amount)), code, format('an adjustment of %s is refused', coalesce(amount, 'null')))
from (values
    ('0', 'KB205'), ('NaN', 'KB205'), ('0.001', 'KB205'), ('Infinity', '22003'), ('-Infinity', '22003'), ('1e13', '22003'),
    ('-504.52', 'KB110'), ('9999999999999.99', 'KB112'), (null, '23502')) as v (amount, code);
select is(tests.code(tests.adjusting('1', key => null)), 'KB207', 'so is one without a key');
select is(tests.code(tests.adjusting('11', key => 'a1')), 'KB120', 'and another one under a key that is known');
select is(tests.code(tests.adjusting('10.01', 'deposit', 'a1')), 'KB120', 'as is a deposit under the key of an adjustment');
select matches(
    (tests.outcome(tests.adjusting('11', key => 'a1'))).message,
    'a1 belongs to the adjustment of 10.01 in portfolio .*, not to the adjustment of 11.00 in portfolio ',
    'with both named'
);
select is(
    tests.code(tests.adjusting(amount, kind)), 'KB205', format('the service role writes no %s of %s itself', kind, amount)
)
from (values
    ('opening', '1'), ('buy', '-1'), ('sell', '1'), ('commission', '-1'), ('tax', '-1'), ('reversal', '1'), ('gift', '1')
) as v (kind, amount);
select is(
    tests.code($$insert into public.cash_ledger (portfolio_id, kind, amount, idempotency_key)
        values (tests.portfolio_id('nowhere'), 'adjustment', 1, 'a3')$$),
    'KB101', 'there has to be a portfolio'
);
select lives_ok($$execute adjust (-504.51, 'a3')$$, 'all of the free cash may be taken');
select results_eq(
    $$select current_balance, reserved_balance from public.portfolios where id = tests.portfolio_id('main')$$,
    'values (500.50, 500.50)', 'which leaves what is reserved'
);

select tests.sign_in('taro');
select is(tests.code(tests.adjusting(amount, key => 'a4')), '42501', format('a user does not adjust his cash by %s', amount))
from (values ('0.01'), ('1')) as v (amount);
select results_eq(
    $$select amount, note from public.cash_ledger where kind = 'adjustment' order by entry_no$$,
    $$values (10.01, 'interest'), (-5.00, 'interest'), (-504.51, 'interest')$$, 'but sees by how much it was adjusted, and why'
);
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'every figure follows');

select * from finish();
rollback;
