begin;
select plan(24);

-- Fills as the broker states them, with their time; splits on Monday, 2024-03-04.
create function pg_temp.fill(portfolio text, id text, side text, quantity numeric, price numeric, at timestamptz)
returns void language sql as $$
    insert into public.trades (
        user_id, portfolio_id, symbol, trade_type, quantity, price, status, order_id, executed_at, commission, tax
    )
    values (tests.user_id('taro'), tests.portfolio_id(portfolio), '7203', side, quantity, price, 'filled', portfolio || id, at, 0, 0);
$$;
create function pg_temp.announce(new_shares integer, version integer default 1, is_void boolean default false)
returns void language sql as $$
    insert into public.corporate_actions (symbol, kind, ex_date, version, old_shares, new_shares, is_void)
    values ('7203', 'split', '2024-03-04', version, 1, new_shares, is_void);
$$;
create function pg_temp.run() returns setof text language sql as $$
    select a.state from public.corporate_actions as c
    cross join lateral public.apply_corporate_action(c.id) as a
    where c.is_in_force;
$$;
create function pg_temp.sees(portfolio text, quantity integer, cost numeric, profit numeric, description text)
returns text language sql as $$
    select results_eq(
        format('select h.quantity, h.cost_basis, p.realized_pnl from public.portfolios as p
            join public.positions as h on h.user_id = p.user_id and h.portfolio_id = p.id where p.id = %L',
            tests.portfolio_id(portfolio)),
        format('values (%s, %s::numeric, %s::numeric)', quantity, cost, profit), description
    );
$$;
select tests.sign_in('taro');
select tests.open_portfolio(name, 1000000) from (values ('in time'), ('late'), ('empty')) as v (name);
select tests.sign_in_as_service();

-- The example of the rules: 100 shares for 100,000; one into five; 100 are sold for 21,000.
select pg_temp.fill('in time', '-b', 'buy', 100, 1000, '2024-03-01 10:00+09');
select pg_temp.fill('late', '-b', 'buy', 100, 1000, '2024-03-01 10:00+09');
select pg_temp.announce(5);
select is(
    (public.apply_corporate_action((select id from public.corporate_actions), tests.portfolio_id('in time'))).state,
    'applied', 'an operator applies an action to one portfolio'
);
select pg_temp.sees('in time', 500, 100000, 0, 'a split multiplies the shares, and their cost stays');
select pg_temp.fill('in time', '-s', 'sell', 100, 210, '2024-03-04 10:00+09');
select pg_temp.fill('late', '-s', 'sell', 100, 210, '2024-03-04 10:00+09');
select pg_temp.sees('late', 0, 0, -79000, 'a sale that is booked before its split arrives takes the cost of all shares');
select results_eq('select pg_temp.run()', $$values ('applied')$$, 'a call applies the action where it is missing only');
select pg_temp.sees('in time', 400, 80000, 1000, 'a split in time leaves 400 shares at 80,000 yen and a profit of 1,000');
select pg_temp.sees('late', 400, 80000, 1000, 'a split that arrives after the sale leaves the same');
select results_eq(
    format('select quantity::integer, cost_change, realized_pnl from public.position_adjustments where portfolio_id = %L',
        tests.portfolio_id('late')),
    'values (400, 80000::numeric, 80000::numeric)', 'the difference in realised profit is booked in the row of the split'
);
select is_empty('select pg_temp.run()', 'applied once, an action finds nothing left to do');
select results_eq(
    format('select kind, quantity::integer, quantity_after::integer, cost_after from public.share_ledger where portfolio_id = %L order by entry_no',
        tests.portfolio_id('in time')),
    $$values ('buy'::varchar, 100, 100, 100000::numeric), ('split', 400, 500, 100000), ('sell', -100, 400, 80000)$$,
    'the ledger of shares shows each movement with the running quantity and cost'
);
select is_empty(
    format('select from public.position_adjustments where portfolio_id = %L', tests.portfolio_id('empty')),
    'a portfolio without the share is left alone'
);

-- A correction is a new version.
select pg_temp.announce(4, 2);
select results_eq('select pg_temp.run()', $$values ('applied'), ('applied')$$, 'a new version is applied to both');
select pg_temp.sees('in time', 300, 75000, -4000, 'a corrected ratio takes the place of the first one, in the past as well');
select pg_temp.sees('late', 300, 75000, -4000, 'a corrected ratio gives the same where the split came late');
select is(
    tests.code(format('select public.apply_corporate_action(%L)', (select id from public.corporate_actions where version = 1))),
    'KB635', 'a version that is not in force is not applied'
);
select is(tests.code(format('select public.apply_corporate_action(%L)', gen_random_uuid())), 'KB634', 'an unknown action is refused');

-- One portfolio is taken back by an operator, and stays so until it is applied there again.
select is(
    (public.reverse_corporate_action(
        (select id from public.corporate_actions where version = 2), tests.portfolio_id('in time'))).state,
    'reversed', 'an operator takes an action back in one portfolio'
);
select pg_temp.sees('in time', 0, 0, -79000, 'without the split the sale takes all shares');
select is_empty('select pg_temp.run()', 'what an operator took back is not applied by itself');
select is(
    (public.apply_corporate_action((select id from public.corporate_actions where version = 2), tests.portfolio_id('in time'))).state,
    'applied', 'an operator applies it again'
);
select pg_temp.sees('in time', 300, 75000, -4000, 'applied again, it does what it did');

-- A void version takes everything back.
select pg_temp.announce(4, 3, true);
select lives_ok('select pg_temp.run()', 'a void version is worked off');
select pg_temp.sees('late', 0, 0, -79000, 'a void version leaves what there would be without a split');
select is_empty('select pg_temp.run()', 'a void version finds nothing left to do');
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'verify_ledger finds every figure right');

select * from finish();
rollback;
