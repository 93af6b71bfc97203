begin;
select plan(22);

select tests.open_portfolios(1000000);
select tests.transfer('7203', 100, 80000, 't1'), tests.transfer('7203', -10, null, 't2');
select tests.transfer('7203', 100.0, 80000.000, 't1'), tests.transfer('7203', -10, 0, 't2') from generate_series(1, 5);
prepare transferred_once as
select h.quantity, h.cost_basis, p.last_entry_no, (select count(*) from public.position_adjustments)
from public.portfolios as p join public.positions as h on h.portfolio_id = p.id;
-- 80,000 x 90 / 100
select tests.each_sees(
    'execute transferred_once', 'values (90, 72000.00, 3::bigint, 2::bigint)', 'transfers that are sent six times count once'
);
select tests.sign_in_as_service();
select results_eq(
    $$select entry_no, quantity::integer, cost_change
    from public.transfer_shares(tests.portfolio_id('functions'), '7203', 100, 80000, 't1', 'another note')$$,
    'values (2::bigint, 100, 80000.00)', 'transfer_shares answers a repetition with the first transfer'
);
select is_empty(
    $$insert into public.position_adjustments (portfolio_id, symbol, quantity, cost, idempotency_key)
    values (tests.portfolio_id('tables'), '7203', 100, 80000, 't1') returning entry_no$$,
    'an INSERT that repeats a transfer returns no row'
);
select tests.each_is_refused(
    format('select tests.transfer(%s, ''t1'')', content), 'KB120',
    format('a known key with another %s is refused, and the message names the known transfer', what),
    '%t1 belongs to the transfer of 100 of 7203 in portfolio%'
)
from (values
    ('symbol', '''6758'', 100, 80000'), ('quantity', '''7203'', 101, 80000'), ('cost', '''7203'', 100, 80000.01'),
    ('direction', '''7203'', -100, null')) as v (what, content);
select is(
    tests.code($$insert into public.position_adjustments (portfolio_id, symbol, kind, quantity, cost, idempotency_key)
        values (tests.portfolio_id('tables'), '7203', 'correction', 100, 80000, 't1')$$), 'KB120',
    'a known key with another kind is refused'
);
select tests.sign_in('functions');
select tests.open_portfolio('second', 1);
select tests.sign_in_as_service();
select is(
    tests.code($$select public.transfer_shares(tests.portfolio_id('second'), '7203', 100, 80000, 't1')$$), 'KB120',
    'a known key in another portfolio of the user is refused'
);
select is(
    tests.code($$select public.reverse_adjustment(tests.portfolio_id('functions'), 2, 't2')$$), 'KB120',
    'a transfer is not taken back under the key of another one'
);
-- A transfer that is refused does not use up its key.
select tests.each_is_refused(
    $$select tests.transfer('7203', -91, null, 't3')$$, 'KB111', 'a transfer of more shares than are owned is refused'
);
select tests.transfer('7203', -90, null, 't3');
select tests.each_sees(
    $$select quantity, cost_basis from public.positions$$, 'values (0, 0.00)', 'a transfer that was refused may be sent again'
);
-- A repetition is answered in an archived portfolio, too; a new transfer is not taken.
select tests.sign_in('functions');
update public.portfolios set is_active = false;
select tests.sign_in('tables');
update public.portfolios set is_active = false;
select tests.transfer('7203', 100, 80000, 't1');
select tests.each_is_refused(
    $$select tests.transfer('7203', 1, 1, 't4')$$, 'KB102', 'an archived portfolio takes no transfer', '%is archived%'
);
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'verify_ledger finds every figure right');

select * from finish();
rollback;
