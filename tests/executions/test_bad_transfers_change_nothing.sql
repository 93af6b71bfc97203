begin;
select plan(66);

select tests.open_portfolios(1000000);
select tests.transfer('7203', 100, 80000, 'owned');
create temporary table bad (what, content, code) as
values
    ('no share', $$'7203', 0, 0$$, 'KB202'), ('half a share', $$'7203', 0.5, 1$$, 'KB202'),
    ('100.6 shares', $$'7203', 100.6, 1$$, 'KB202'), ('a part of a share that leaves', $$'7203', -1.5, null$$, 'KB202'),
    ('a quantity of null', $$'7203', null, 1$$, 'KB202'), ('a quantity of NaN', $$'7203', 'NaN', 1$$, 'KB202'),
    ('a quantity of Infinity', $$'7203', 'Infinity', 1$$, 'KB202'), ('2147483648 shares', $$'7203', 2147483648, 1$$, 'KB202'),
    ('-2147483648 shares', $$'7203', -2147483648, null$$, 'KB202'),
    ('a cost of null', $$'7203', 1, null$$, 'KB213'), ('a cost below zero', $$'7203', 1, -0.01$$, 'KB213'),
    ('a cost with three decimals', $$'7203', 1, 0.006$$, 'KB213'), ('a cost of NaN', $$'7203', 1, 'NaN'$$, 'KB213'),
    ('a cost of Infinity', $$'7203', 1, 'Infinity'$$, 'KB213'), ('a cost of 1e13', $$'7203', 1, 1e13$$, 'KB213'),
    ('a cost of shares that leave', $$'7203', -1, 800$$, 'KB213'),
    ('an unknown form of symbol', $$'7203.T', 1, 1$$, 'KB201'), ('a symbol of null', 'null, 1, 1', 'KB201'),
    -- 100 are owned, at a cost of 80,000.
    ('more shares than a position can hold', $$'7203', 2147483548, 1$$, 'KB208'),
    ('more cost than a position can hold', $$'7203', 1, 9999999920000$$, 'KB112'),
    ('more cost than a portfolio can hold', $$'6758', 1, 9999999920000$$, 'KB112');
select tests.each_is_refused(format('select tests.transfer(%s, ''x'')', content), code, 'a transfer is refused that has ' || what)
from bad;
select tests.each_is_refused(
    format('select tests.transfer(''7203'', 1, 1, %L)', key), code, format('a transfer under the key %L is refused', key)
)
from (values (null, 'KB207'), ('', 'KB207'), (' ', 'KB207'), ('x ', 'KB211'), (repeat('x', 101), 'KB211')) as v (key, code);
select tests.sign_in_as_service();
select is(
    tests.code(format('select public.transfer_shares(%L, ''7203'', 1, 1, ''x'')', portfolio)), 'KB101',
    format('a transfer into a portfolio (%s) is refused', what)
)
from (values ('unknown', tests.portfolio_id('nowhere')), ('null', null)) as v (what, portfolio);
select is(
    tests.code($$select public.transfer_shares(tests.portfolio_id('tables'), '7203', 1, 1, 'x', repeat('x', 1001))$$), '23514',
    'a transfer with a note of 1,001 characters is refused'
);

-- Columns that the service role may not set, and kinds that it may not write.
select is(tests.code(format(
    'insert into public.position_adjustments (portfolio_id, symbol, quantity, cost, idempotency_key, %s)
        values (tests.portfolio_id(''tables''), ''7203'', 1, 1, ''x'', %L)', figure, value
)), '42501', format('the service role does not set %s of a transfer', figure))
from (values ('entry_no', '9'), ('cost_change', '1'), ('realized_pnl', '1'), ('folds_before', '1'), ('created_at', 'now'))
    as v (figure, value);
select is(tests.code(format(
    'insert into public.position_adjustments (portfolio_id, symbol, kind, quantity, cost, idempotency_key)
        values (tests.portfolio_id(''tables''), ''7203'', %L, 1, 1, ''x'')', kind
)), code, format('an adjustment of the kind %L is refused', kind))
from (values ('split', '23514'), ('', '23514'), ('reversal', '23514')) as v (kind, code);
select is(tests.code(change), '42501', 'the service role does not rewrite the ledger of shares: ' || change)
from unnest(array['update public.position_adjustments set quantity = 1', 'delete from public.position_adjustments']) as change;
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'verify_ledger finds every figure right');

select * from finish();
rollback;
