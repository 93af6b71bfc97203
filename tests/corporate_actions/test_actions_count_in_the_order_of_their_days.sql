begin;
select plan(5);

-- Of 17 shares two become one (8, and a half that cost 100 yen), then one becomes three: 24. The other way round it would be 25.
select tests.sign_in('taro');
select tests.open_portfolio(name, 100000) from (values ('held'), ('bought more')) as v (name);
select tests.sign_in_as_service();
create function pg_temp.buy(portfolio text, id text, quantity numeric, at timestamptz) returns void language sql as $$
    insert into public.trades (
        user_id, portfolio_id, symbol, trade_type, quantity, price, status, order_id, executed_at, commission, tax
    )
    values (tests.user_id('taro'), tests.portfolio_id(portfolio), '7203', 'buy', quantity, 100, 'filled', portfolio || id, at, 0, 0);
$$;
select pg_temp.buy('held', '1', 17, '2024-02-01 10:00+09');
select pg_temp.buy('bought more', '1', 17, '2024-02-01 10:00+09');
select pg_temp.buy('bought more', '2', 1, '2024-03-08 10:00+09');
insert into public.corporate_actions (symbol, kind, ex_date, old_shares, new_shares) values ('7203', 'split', '2024-03-06', 1, 3);
select public.apply_corporate_action((select id from public.corporate_actions));
create function pg_temp.sees(expected text, description text) returns text language sql as $$
    select results_eq(
        'select p.name, h.quantity, h.cost_basis, p.fractions_receivable from public.portfolios as p
        join public.positions as h on h.portfolio_id = p.id order by p.name', 'values ' || expected, description
    );
$$;
select pg_temp.sees($$('bought more'::varchar, 52, 1800::numeric, 0::numeric), ('held', 51, 1700, 0)$$,
    'a split multiplies what was held before it, and not what was bought after it');
insert into public.corporate_actions (symbol, kind, ex_date, old_shares, new_shares) values ('7203', 'merger', '2024-03-04', 2, 1);
select public.apply_corporate_action((select id from public.corporate_actions where kind = 'merger'));
select pg_temp.sees($$('bought more'::varchar, 25, 1700::numeric, 100::numeric), ('held', 24, 1600, 100)$$,
    'an earlier merger that comes later counts before the split');
-- The split is corrected, and comes to the same place.
insert into public.corporate_actions (symbol, kind, ex_date, version, new_shares) values ('7203', 'split', '2024-03-06', 2, 4);
select public.apply_corporate_action((select id from public.corporate_actions where is_in_force and kind = 'split'));
select pg_temp.sees($$('bought more'::varchar, 33, 1700::numeric, 100::numeric), ('held', 32, 1600, 100)$$,
    'a corrected split still counts after the merger');

-- Shares that come now are new ones, though they come before the action is applied.
select tests.sign_in('taro');
select tests.open_portfolio('moved', 100000);
select tests.sign_in_as_service();
select pg_temp.buy('moved', '1', 20, '2024-02-01 10:00+09');
insert into public.position_adjustments (portfolio_id, symbol, quantity, cost, idempotency_key)
values (tests.portfolio_id('moved'), '7203', 10, 500, 'now');
select public.apply_corporate_action(a.id) from public.corporate_actions as a where a.is_in_force order by a.ex_date;
select is(
    (select h.quantity from public.positions as h where h.portfolio_id = tests.portfolio_id('moved')), 50,
    'shares that came after ex_date are not multiplied'
);
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'verify_ledger finds every figure right');

select * from finish();
rollback;
