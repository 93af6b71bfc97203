begin;
select plan(66);

select tests.open_portfolios(1000000);

-- The functions refuse every number that is no amount of yen with KB205.
select tests.sign_in('functions');
select is(
    tests.code(format('select public.%s(tests.portfolio_id(''functions''), %L, ''k'')', movement, amount)),
    'KB205', format('%s refuses the amount %s with KB205', movement, coalesce(amount, 'null'))
)
from unnest(array['deposit_cash', 'withdraw_cash']) as movement,
    unnest(array[
        '0', '-0.01', '-1', 'NaN', 'Infinity', '-Infinity', '0.001', '0.005', '1.001', '1e13', '1e30', '-1e30', null
    ]) as amount;

-- The table checks what was sent, as the functions do.
select tests.sign_in('tables');
create function pg_temp.movement(kind text, amount text) returns text language sql as $$
    select format('insert into public.cash_ledger (portfolio_id, kind, amount, idempotency_key) values (%L, %L, %L, ''k'')',
        tests.portfolio_id('tables'), kind, amount);
$$;
select is(
    tests.code(pg_temp.movement(kind, amount)), code,
    format('an INSERT of a %s of %s is refused with %s', coalesce(quote_literal(kind), 'null'), coalesce(amount, 'null'), code)
)
from (values
    ('deposit', '0', 'KB205'), ('deposit', '-1', 'KB205'), ('deposit', '0.004', 'KB205'), ('deposit', 'NaN', 'KB205'),
    ('deposit', 'Infinity', 'KB205'), ('deposit', '-Infinity', 'KB205'), ('deposit', '1e13', 'KB205'),
    ('deposit', 'much', '22P02'),
    ('deposit', null, 'KB205'),
    ('withdrawal', '0', 'KB205'), ('withdrawal', '1', 'KB205'), ('withdrawal', '-0.004', 'KB205'), ('withdrawal', 'NaN', 'KB205'),
    ('withdrawal', 'Infinity', 'KB205'), ('withdrawal', '-Infinity', 'KB205'), ('withdrawal', '-1e13', 'KB205'),
    ('withdrawal', null, 'KB205'),
    ('gift', '1', 'KB205'), ('buy', '-1', 'KB205'), ('', '1', 'KB205'), (null, '1', 'KB205')) as v (kind, amount, code);

select tests.each_is_refused(
    $$select tests.pay(1, repeat('k', 101))$$, 'KB211', 'an idempotency_key of 101 characters is refused'
);
select is(
    tests.code(format(movement, repeat('x', 1001))), '23514', 'a note of 1,001 characters is refused: ' || left(movement, 40)
)
from (values ('insert into public.cash_ledger (portfolio_id, kind, amount, idempotency_key, note)
        values (tests.portfolio_id(''tables''), ''deposit'', 1, ''k'', %L)'),
    ('select public.deposit_cash(tests.portfolio_id(''tables''), 1, ''k'', %L)'),
    ('select public.withdraw_cash(tests.portfolio_id(''tables''), 1, ''k'', %L)')) as v (movement);

-- 1,000,000 + 9,999,999,000,000 = 10,000,000,000,000, 0.01 yen more than a portfolio can have.
select tests.each_is_refused(
    $$select tests.pay(9999999000000, 'k')$$, 'KB112', 'a deposit that makes the balance ten trillion yen is refused',
    '%balance of 10000000000000.00%'
);
select tests.pay(9999998999999.99, 'most');
select tests.each_sees(
    'select current_balance from public.portfolios', 'values (9999999999999.99)',
    'a deposit up to 0.01 yen below ten trillion is accepted'
);

select tests.sign_in('functions');
select is(
    tests.code(format(call, portfolio)), 'KB101',
    format('a movement of cash in a portfolio (%s) is refused: %s', whose, left(call, 40))
)
from (values ('select public.deposit_cash(%L, 1, ''k'')'), ('select public.withdraw_cash(%L, 1, ''k'')'),
    ('insert into public.cash_ledger (portfolio_id, kind, amount, idempotency_key) values (%L, ''deposit'', 1, ''k'')')
) as c (call),
    (values ('of another user', tests.portfolio_id('tables')), ('unknown', tests.portfolio_id('nowhere')), ('null', null))
        as p (whose, portfolio);
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'verify_ledger finds every figure right');

select * from finish();
rollback;
