begin;
select plan(53);

-- The figures that the database computes.
create temporary view computed as
select unnest(array[
    'current_balance', 'reserved_balance', 'capital_paid_in', 'capital_withdrawn', 'adjustments', 'realized_pnl',
    'total_invested', 'last_entry_no'
]) as figure;
grant select on computed to public;

select tests.sign_in('taro');
insert into public.portfolios (name, initial_capital) values ('main', 1000000), ('second', 250.50);
select results_eq(
    $$select name::text, current_balance, reserved_balance, capital_paid_in, capital_withdrawn, adjustments, realized_pnl,
        total_invested, last_entry_no, is_active
    from public.portfolios order by name$$,
    $$values ('main', 1000000.00, 0.00, 1000000.00, 0.00, 0.00, 0.00, 0.00, 1::bigint, true),
        ('second', 250.50, 0.00, 250.50, 0.00, 0.00, 0.00, 0.00, 1, true)$$,
    'a portfolio opens with its capital in free cash'
);
select results_eq(
    $$select p.name::text, l.entry_no, l.kind::text, l.amount, l.balance_after, l.idempotency_key::text, l.execution_id::text
    from public.cash_ledger as l join public.portfolios as p on p.id = l.portfolio_id order by p.name$$,
    $$values ('main', 1::bigint, 'opening', 1000000.00, 1000000.00, null, null),
        ('second', 1, 'opening', 250.50, 250.50, null, null)$$,
    'the ledger of a new portfolio has one opening entry of its capital'
);
select is(
    tests.code($$insert into public.portfolios (name, initial_capital) values ('main', 1)$$), '23505',
    'a second portfolio of a user under the same name is refused'
);

select is(
    tests.code(format('insert into public.portfolios (name, initial_capital) values (%L, %L)', 'bad', capital)), code,
    format('a portfolio with a capital of %s is refused with %s', coalesce(capital, 'null'), code)
)
from (values
    ('0', 'KB205'), ('-1', 'KB205'), ('0.004', 'KB205'), ('NaN', 'KB205'), ('Infinity', 'KB205'), ('-Infinity', 'KB205'),
    ('10000000000000', 'KB205'), ('1e30', 'KB205'), ('much', '22P02'), (null, 'KB205')) as v (capital, code);

select tests.sign_in_as_service();
insert into public.portfolios (id, user_id, name, initial_capital)
values (tests.portfolio_id('third'), tests.user_id('taro'), 'third', 10);
select results_eq(
    $$select entry_no, kind::text, amount, balance_after from public.cash_ledger
    where portfolio_id = tests.portfolio_id('third')$$,
    $$values (1::bigint, 'opening', 10.00, 10.00)$$,
    'a portfolio that the service role opens for a user has its opening entry too'
);
select is(
    tests.code($$insert into public.cash_ledger (portfolio_id, kind, amount, idempotency_key)
        values (tests.portfolio_id('third'), 'opening', 1000000, 'again')$$),
    'KB205', 'the service role writes no second opening entry'
);

select is(
    tests.code(format('insert into public.portfolios (user_id, name, initial_capital, %I) values (%L, ''rich'', 1, 1e9)',
        figure, tests.user_id('taro'))),
    '42501', format('the service role opens no portfolio with a %s of its choice', figure)
)
from computed;
select is(
    tests.code(format('update public.portfolios set %I = 1e9', figure)),
    '42501', format('the service role does not update %s of a portfolio', figure)
)
from computed;
select is(
    tests.code('update public.portfolios set initial_capital = 1'), '42501',
    'the service role does not change the initial_capital of a portfolio'
);
select tests.sign_in('taro');
select is(
    tests.code(format('insert into public.portfolios (name, initial_capital, %I) values (''rich'', 1, 1e9)', figure)),
    '42501', format('a user opens no portfolio with a chosen %s', figure)
)
from computed;
select is(
    tests.code(format('update public.portfolios set %I = 1e9', figure)),
    '42501', format('a user does not update %s of a portfolio', figure)
)
from computed;
select is(
    tests.code('update public.portfolios set initial_capital = 1'), '42501',
    'a user does not change the initial_capital of a portfolio'
);
select is(
    tests.code($$insert into public.portfolios (user_id, name, initial_capital) values (tests.user_id('hanako'), 'x', 1)$$),
    '42501', 'a user opens no portfolio for another user'
);
select tests.sign_in_anon();
select is(
    tests.code($$insert into public.portfolios (name, initial_capital) values ('x', 1)$$),
    '42501', 'a caller who is not signed in opens no portfolio'
);

select tests.sign_out();
select results_eq(
    $$select count(*), sum(amount) from public.cash_ledger where user_id in (tests.user_id('taro'), tests.user_id('hanako'))$$,
    $$values (3::bigint, 1000260.50)$$, 'refused portfolios leave no entry in the ledger'
);
select is_empty('select * from tests.wrong_figures()', 'verify_ledger finds every figure right');

select * from finish();
rollback;
