begin;
select plan(30);

-- For each kind of entry there are actions; each is tried by itself, in a portfolio of 1,100,000 yen with 100 shares that cost
-- 100,000. What it changes is compared with the catalogue.
select tests.sign_in('taro');
select tests.open_portfolio('main', 1100000);
select tests.sign_out();
create function pg_temp.fill(name text, side text, price numeric, commission numeric default 0, tax numeric default 0)
returns void language sql as $$
    insert into public.trades (user_id, portfolio_id, symbol, trade_type, quantity, price, client_order_id)
    values (tests.user_id('taro'), tests.portfolio_id('main'), '7203', side, 10, price, name);
    insert into public.trade_executions (trade_id, execution_id, quantity, price, commission, tax)
    values (tests.order_id('taro', name), name, 10, price, commission, tax);
$$;
create function pg_temp.take_back(fill text) returns void language sql as $$
    insert into public.trade_executions (trade_id, execution_id, reverses)
    values (tests.order_id('taro', fill), 'bust of ' || fill, fill);
$$;
create function pg_temp.pay(kind text, amount numeric) returns void language sql as $$
    insert into public.cash_ledger (portfolio_id, kind, amount, idempotency_key)
    values (tests.portfolio_id('main'), kind, amount, 'action');
$$;
create function pg_temp.move(kind text, quantity numeric, cost numeric, key text default 'action') returns void language sql as $$
    insert into public.position_adjustments (portfolio_id, symbol, kind, quantity, cost, idempotency_key)
    values (tests.portfolio_id('main'), '7203', kind, quantity, cost, key);
$$;
create function pg_temp.undo(key text) returns void language sql as $$
    insert into public.position_adjustments (portfolio_id, reverses, idempotency_key)
    select a.portfolio_id, a.entry_no, 'action' from public.position_adjustments as a
    where a.user_id = tests.user_id('taro') and a.idempotency_key = key;
$$;
insert into public.position_adjustments (portfolio_id, symbol, quantity, cost, idempotency_key)
values (tests.portfolio_id('main'), '7203', 100, 100000, 'owned');

-- Two months before it there were old shares; a trade is recorded with its time, an action is applied.
update public.position_adjustments set created_at = '2024-01-10' where idempotency_key = 'owned';
create function pg_temp.trade(name text, quantity numeric, price numeric, at timestamptz) returns void language sql as $$
    insert into public.trades (
        user_id, portfolio_id, symbol, trade_type, quantity, price, status, order_id, executed_at, commission, tax
    )
    values (tests.user_id('taro'), tests.portfolio_id('main'), '7203', 'buy', quantity, price, 'filled', name, at, 0, 0);
$$;
create function pg_temp.bust(name text) returns void language sql as $$
    select public.reverse_execution(t.id, name, 'bust of ' || name) from public.trades as t where t.order_id = name;
$$;
create function pg_temp.act(kind text, old_shares integer, new_shares integer, price numeric default null)
returns void language sql as $$
    insert into public.corporate_actions (symbol, kind, ex_date, old_shares, new_shares, fraction_price)
    values ('7203', kind, '2024-03-04', old_shares, new_shares, price);
    select public.apply_corporate_action(a.id) from public.corporate_actions as a;
$$;
create function pg_temp.pay_fraction(price numeric) returns void language sql as $$
    update public.corporate_actions set fraction_price = price;
    select public.apply_corporate_action(a.id) from public.corporate_actions as a;
$$;
create function pg_temp.take_action_back() returns void language sql as $$
    select public.reverse_corporate_action(x.action_id, x.portfolio_id) from public.applied_actions as x;
$$;
create function pg_temp.announce_dividend() returns void language sql as $$
    insert into public.corporate_actions (symbol, kind, ex_date, pay_date, gross_per_share)
    values ('7203', 'dividend', '2024-03-04', '2024-03-04', 3);
$$;
-- 300 yen, less 45 and 15.
create function pg_temp.pay_dividend() returns void language sql as $$
    select pg_temp.announce_dividend();
    select public.apply_corporate_action(a.id) from public.corporate_actions as a;
$$;
create function pg_temp.dividend(gross numeric, tax numeric) returns void language sql as $$
    select public.record_dividend(tests.portfolio_id('main'), a.id, gross, tax) from public.corporate_actions as a;
$$;

-- before is done beforehand and does not count; instead is the same action without the effect of the kind.
create temporary table actions (ledger text, kind text, before text, action text, instead text);
insert into actions values
    ('cash_ledger', 'opening', null, $$insert into public.portfolios (user_id, name, initial_capital)
        values (tests.user_id('taro'), 'second', 5)$$, null),
    ('cash_ledger', 'deposit', null, $$select pg_temp.pay('deposit', 5)$$, null),
    ('cash_ledger', 'withdrawal', null, $$select pg_temp.pay('withdrawal', -5)$$, null),
    ('cash_ledger', 'fee', null, $$select pg_temp.pay('fee', -5)$$, null),
    ('cash_ledger', 'fee', null, $$select pg_temp.pay('fee', 5)$$, null),
    ('cash_ledger', 'interest', null, $$select pg_temp.pay('interest', 5)$$, null),
    ('cash_ledger', 'interest', null, $$select pg_temp.pay('interest', -5)$$, null),
    ('cash_ledger', 'capital_gains_tax', null, $$select pg_temp.pay('capital_gains_tax', -5)$$, null),
    ('cash_ledger', 'capital_gains_tax', null, $$select pg_temp.pay('capital_gains_tax', 5)$$, null),
    ('cash_ledger', 'adjustment', null, $$select pg_temp.pay('adjustment', 5)$$, null),
    ('cash_ledger', 'adjustment', null, $$select pg_temp.pay('adjustment', -5)$$, null),
    ('cash_ledger', 'buy', null, $$select pg_temp.fill('f', 'buy', 1000)$$, null),
    ('cash_ledger', 'sell', null, $$select pg_temp.fill('f', 'sell', 1500)$$, null),
    ('cash_ledger', 'sell', null, $$select pg_temp.fill('f', 'sell', 500)$$, null),
    ('cash_ledger', 'commission', null, $$select pg_temp.fill('f', 'buy', 1000, 10)$$, $$select pg_temp.fill('f', 'buy', 1000)$$),
    ('cash_ledger', 'commission', null, $$select pg_temp.fill('f', 'sell', 1000, 10)$$,
        $$select pg_temp.fill('f', 'sell', 1000)$$),
    ('cash_ledger', 'tax', null, $$select pg_temp.fill('f', 'buy', 1000, 0, 10)$$, $$select pg_temp.fill('f', 'buy', 1000)$$),
    ('cash_ledger', 'tax', null, $$select pg_temp.fill('f', 'sell', 1000, 0, 10)$$, $$select pg_temp.fill('f', 'sell', 1000)$$),
    -- Purchases below and above the average, and sales with profit and with loss, are taken back; shares have left in between.
    ('cash_ledger', 'reversal', $$select pg_temp.fill('f', 'buy', 10), pg_temp.move('transfer', -50, null)$$,
        $$select pg_temp.take_back('f')$$, null),
    ('cash_ledger', 'reversal', $$select pg_temp.fill('f', 'buy', 9000), pg_temp.move('transfer', -50, null)$$,
        $$select pg_temp.take_back('f')$$, null),
    ('cash_ledger', 'reversal', $$select pg_temp.fill('f', 'sell', 1500)$$, $$select pg_temp.take_back('f')$$, null),
    ('cash_ledger', 'reversal', $$select pg_temp.fill('f', 'sell', 500)$$, $$select pg_temp.take_back('f')$$, null),
    ('cash_ledger', 'dividend', $$select pg_temp.announce_dividend()$$, $$select pg_temp.dividend(100, 0)$$, null),
    ('cash_ledger', 'dividend', $$select pg_temp.pay_dividend()$$, $$select pg_temp.dividend(200, 60)$$, null),
    ('cash_ledger', 'dividend_tax', $$select pg_temp.announce_dividend()$$, $$select pg_temp.dividend(100, 20)$$,
        $$select pg_temp.dividend(100, 0)$$),
    ('cash_ledger', 'dividend_tax', $$select pg_temp.pay_dividend()$$, $$select pg_temp.dividend(300, 10)$$, null),
    -- Of 100 shares 33 are left, and a third that cost 1,000 yen.
    ('cash_ledger', 'fraction', $$select pg_temp.act('merger', 3, 1)$$, $$select pg_temp.pay_fraction(9000)$$, null),
    ('cash_ledger', 'fraction', $$select pg_temp.act('merger', 3, 1)$$, $$select pg_temp.pay_fraction(300)$$, null),
    ('cash_ledger', 'fraction', $$select pg_temp.act('merger', 3, 1, 9000)$$, $$select pg_temp.take_action_back()$$, null),
    ('position_adjustments', 'fraction', $$select pg_temp.act('merger', 3, 1)$$, $$select pg_temp.pay_fraction(9000)$$, null),
    ('position_adjustments', 'fraction', $$select pg_temp.act('merger', 3, 1)$$, $$select pg_temp.pay_fraction(300)$$, null),
    -- In time, and after a sale.
    ('position_adjustments', 'split', null, $$select pg_temp.act('split', 1, 5)$$, null),
    ('position_adjustments', 'split', $$select pg_temp.fill('f', 'sell', 1500)$$, $$select pg_temp.act('split', 1, 5)$$, null),
    ('position_adjustments', 'free_allotment', null, $$select pg_temp.act('free_allotment', 10, 11)$$, null),
    ('position_adjustments', 'free_allotment', $$select pg_temp.fill('f', 'sell', 1500)$$,
        $$select pg_temp.act('free_allotment', 10, 11)$$, null),
    ('position_adjustments', 'merger', null, $$select pg_temp.act('merger', 10, 1)$$, null),
    ('position_adjustments', 'merger', $$select pg_temp.fill('f', 'sell', 1500)$$, $$select pg_temp.act('merger', 5, 1)$$, null),
    -- A purchase of before is taken back, compared with one of after: of old shares, and with a fraction that comes or goes.
    ('position_adjustments', 'recount', $$select pg_temp.trade('old', 10, 1000, '2024-03-01'),
        pg_temp.trade('new', 10, 1000, '2024-03-05'), pg_temp.act('split', 1, 5)$$,
        $$select pg_temp.bust('old')$$, $$select pg_temp.bust('new')$$),
    ('position_adjustments', 'recount', $$select pg_temp.trade('old', 5, 1000, '2024-03-01'),
        pg_temp.trade('new', 5, 1000, '2024-03-05'), pg_temp.act('merger', 10, 1)$$,
        $$select pg_temp.bust('old')$$, $$select pg_temp.bust('new')$$),
    ('position_adjustments', 'recount', $$select pg_temp.trade('old', 2, 1000, '2024-03-01'),
        pg_temp.trade('new', 2, 1000, '2024-03-05'), pg_temp.act('merger', 3, 1)$$,
        $$select pg_temp.bust('old')$$, $$select pg_temp.bust('new')$$),
    ('position_adjustments', 'transfer', null, $$select pg_temp.move('transfer', 10, 500)$$, null),
    ('position_adjustments', 'transfer', null, $$select pg_temp.move('transfer', -10, null)$$, null),
    ('position_adjustments', 'correction', null, $$select pg_temp.move('correction', 10, 500)$$, null),
    ('position_adjustments', 'correction', null, $$select pg_temp.move('correction', -10, -500)$$, null),
    -- Cheap and dear shares that came, and shares that left, with a sale after them.
    ('position_adjustments', 'reversal', $$select pg_temp.move('transfer', 10, 10, 'm'), pg_temp.fill('f', 'sell', 1000)$$,
        $$select pg_temp.undo('m')$$, null),
    ('position_adjustments', 'reversal', $$select pg_temp.move('transfer', 10, 90000, 'm'), pg_temp.fill('f', 'sell', 1000)$$,
        $$select pg_temp.undo('m')$$, null),
    ('position_adjustments', 'reversal', $$select pg_temp.move('transfer', -10, null, 'm')$$, $$select pg_temp.undo('m')$$, null);

-- Cash, shares, their cost, net contribution and profit of all portfolios of the user.
create function pg_temp.figures() returns numeric[] language sql as $$
    select array[
        sum(p.current_balance), sum(h.quantity), sum(h.cost), sum(p.capital_paid_in - p.capital_withdrawn + p.cost_transferred),
        sum(p.realized_pnl + p.other_income + p.dividends_received)
    ]
    from public.portfolios as p
    cross join lateral (
        select coalesce(sum(x.quantity), 0) as quantity, coalesce(sum(x.cost_basis), 0) as cost
        from public.positions as x where x.portfolio_id = p.id
    ) as h
    where p.user_id = tests.user_id('taro');
$$;
-- Does something, notes what it changed and whether it wrote an entry of the kind, and undoes it.
create function pg_temp.attempt(a actions, action text, out change numeric[], out wrote boolean) language plpgsql as $$
declare
    was numeric[];
    had bigint;
    has bigint;
    count_entries constant text := format('select count(*) from public.%I where kind = %L and user_id = tests.user_id(''taro'')',
        a.ledger, a.kind);
begin
    if a.before is not null then
        execute a.before;
    end if;
    was := pg_temp.figures();
    execute count_entries into had;
    execute action;
    execute count_entries into has;
    wrote := has > had;
    select array_agg(n - w order by i) into change
    from unnest(pg_temp.figures(), was) with ordinality as v (n, w, i);
    raise exception using errcode = 'TT000';
exception
    when sqlstate 'TT000' then
        null;
end;
$$;
create temporary table changes as
select a.ledger, a.kind, w.wrote, wo.wrote as wrote_instead,
    (select array_agg(sign(n - coalesce(o, 0)) order by i)
        from unnest(w.change, wo.change) with ordinality as v (n, o, i)) as signs
from actions as a
cross join lateral pg_temp.attempt(a, a.action) as w
cross join lateral pg_temp.attempt(a, coalesce(a.instead, 'select 1')) as wo;

select is(
    (select array_agg(distinct c.kind) from changes as c where not c.wrote or c.wrote_instead), null,
    'each action writes an entry of its kind, and the same action without it does not'
);
select set_eq(
    'select ledger, kind from public.movement_kinds', 'select ledger, kind from actions',
    'each kind of the catalogue has an action'
);
select results_eq(
    format('select cash, quantity, cost, contribution, profit from public.movement_kinds where ledger = %L and kind = %L',
        ledger, kind),
    format(
        'select %s from changes where ledger = %L and kind = %L',
        (select string_agg(format(
            'case (bool_or(signs[%1$s] > 0), bool_or(signs[%1$s] < 0)) when (true, false) then ''+'' when (false, true) then ''-''
                when (true, true) then ''+-'' else ''0'' end', i
        ), ', ') from generate_series(1, 5) as i),
        ledger, kind
    ),
    format('the catalogue says what a %s of %s does to cash, quantity, cost, contribution and profit', kind, ledger)
)
from public.movement_kinds;
-- The kinds that the check of each table knows.
select set_eq(
    format(
        $$select kind from public.movement_kinds where ledger = %L$$, ledger
    ),
    format(
        $$select m[1] from pg_constraint as k, regexp_matches(pg_get_constraintdef(k.oid), '[{,]([a-z_]+)(?=[,}])', 'g') as m
        where k.conrelid = 'public.%I'::regclass and k.conname = %L$$, ledger, check_name
    ),
    format('the catalogue has each kind that %s takes, and no other', ledger)
)
from (values ('cash_ledger', 'kind_is_known_and_gives_amount_its_sign'), ('position_adjustments', 'kind_is_known'))
    as v (ledger, check_name);
select is_empty('select * from tests.wrong_figures()', 'verify_ledger finds every figure right');

-- Everyone reads the catalogue, and only a migration writes it.
select tests.sign_in_anon();
select isnt_empty('select from public.movement_kinds', 'a caller who is not signed in reads the kinds of movements');
select tests.sign_in_as_service();
select is(tests.code('delete from public.movement_kinds'), '42501', 'the service role does not change the kinds of movements');
select tests.sign_out();

select * from finish();
rollback;
