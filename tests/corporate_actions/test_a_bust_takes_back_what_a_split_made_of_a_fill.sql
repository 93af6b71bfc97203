begin;
select plan(6);

select tests.sign_in('taro');
select tests.open_portfolio('main', 1000000);
select tests.sign_in_as_service();
create function pg_temp.fill(id text, side text, quantity numeric, price numeric, at timestamptz) returns void language sql as $$
    insert into public.trades (
        user_id, portfolio_id, symbol, trade_type, quantity, price, status, order_id, executed_at, commission, tax
    )
    values (tests.user_id('taro'), tests.portfolio_id('main'), '7203', side, quantity, price, 'filled', id, at, 0, 0);
$$;
create function pg_temp.bust(id text) returns void language sql as $$
    select count(public.reverse_execution(t.id, t.order_id, 'bust of ' || t.order_id)) from public.trades as t
    where t.order_id = bust.id;
$$;
select pg_temp.fill('a', 'buy', 100, 1000, '2024-03-01 10:00+09');
select pg_temp.fill('b', 'buy', 100, 1200, '2024-03-01 11:00+09');
select pg_temp.fill('c', 'sell', 50, 1300, '2024-03-01 12:00+09');
insert into public.corporate_actions (symbol, kind, ex_date, old_shares, new_shares) values ('7203', 'split', '2024-03-04', 1, 5);
select public.apply_corporate_action((select id from public.corporate_actions));
-- 150 shares at 1,100 yen: 750 for 165,000; the sale gained 10,000.
select results_eq('select quantity, cost_basis from public.positions', 'values (750, 165000::numeric)', 'a split takes what is left');
select pg_temp.bust('b');
select results_eq(
    'select h.quantity, h.cost_basis, p.realized_pnl from public.positions as h join public.portfolios as p on p.id = h.portfolio_id',
    'values (250, 50000::numeric, 15000::numeric)', 'without a purchase of before, five times its shares are gone'
);
select results_eq(
    $$select kind, quantity::integer, cost_change from public.position_adjustments order by entry_no$$,
    $$values ('split'::varchar, 600, 0::numeric), ('recount', -400, 0)$$, 'what the split had made of it is a row of its own'
);
select pg_temp.bust('c');
select results_eq(
    'select h.quantity, h.cost_basis, p.realized_pnl from public.positions as h join public.portfolios as p on p.id = h.portfolio_id',
    'values (500, 100000::numeric, 0::numeric)', 'a sale of before that is taken back gives five times its shares back'
);
select results_eq(
    $$select quantity_after::integer, cost_after from public.share_ledger order by entry_no desc limit 1$$,
    'values (500, 100000::numeric)', 'the ledger of shares ends with the position'
);
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'verify_ledger finds every figure right');

select * from finish();
rollback;
