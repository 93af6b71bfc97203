begin;
select plan(17);

select tests.sign_in('taro');
select tests.open_portfolio(name, 1000000) from (values ('five'), ('more')) as v (name);
select tests.sign_in_as_service();
create function pg_temp.buy(portfolio text, quantity numeric, price numeric) returns void language sql as $$
    insert into public.trades (
        user_id, portfolio_id, symbol, trade_type, quantity, price, status, order_id, executed_at, commission, tax
    )
    values (tests.user_id('taro'), tests.portfolio_id(portfolio), '7203', 'buy', quantity, price, 'filled', portfolio,
        '2024-03-01 10:00+09', 0, 0);
$$;
create function pg_temp.run() returns void language sql as $$
    select count(*) from public.apply_corporate_action((select id from public.corporate_actions where is_in_force));
$$;
create function pg_temp.sees(portfolio text, expected text, description text) returns text language sql as $$
    select results_eq(
        format('select h.quantity, h.cost_basis, p.fractions_receivable, p.realized_pnl, p.current_balance
            from public.portfolios as p
            join public.positions as h on h.user_id = p.user_id and h.portfolio_id = p.id where p.id = %L',
            tests.portfolio_id(portfolio)),
        'values ' || expected, description
    );
$$;
-- Ten shares become one. Of 5 shares no whole one is left; of 37 there are three, and seven tenths are left over.
select pg_temp.buy('five', 5, 100);
select pg_temp.buy('more', 37, 100);
insert into public.corporate_actions (symbol, kind, ex_date, old_shares, new_shares) values ('7203', 'merger', '2024-03-04', 10, 1);
select pg_temp.run();
select pg_temp.sees('five', '(0, 0::numeric, 500::numeric, 0::numeric, 999500::numeric)',
    'ten to one of 5 shares leaves no whole share and no cost');
select pg_temp.sees('more', '(3, 3000::numeric, 700::numeric, 0::numeric, 996300::numeric)',
    'of 37 shares three are left, and the cost of seven tenths waits to be paid');
select results_eq(
    'select fraction from public.applied_actions order by fraction', 'values (0.5::numeric), (0.7::numeric)',
    'what is left over is noted as a part of a share'
);
select results_eq(
    format('select fractions_receivable, total_value from public.portfolio_summary(%L)', tests.portfolio_id('five')),
    'values (500::numeric, 1000000::numeric)', 'a fraction that waits to be paid is a part of what the portfolio is worth'
);
-- 1,234.5 yen a new share: 617.25 and 864.15 yen.
update public.corporate_actions set fraction_price = 1234.5;
select pg_temp.run();
select pg_temp.sees('five', '(0, 0::numeric, 0::numeric, 117::numeric, 1000117::numeric)',
    'a fraction is paid in whole yen, and what it brings above its cost is profit');
select pg_temp.sees('more', '(3, 3000::numeric, 0::numeric, 164::numeric, 997164::numeric)',
    'seven tenths are paid at their part of the price');
select pg_temp.run();
select pg_temp.sees('five', '(0, 0::numeric, 0::numeric, 117::numeric, 1000117::numeric)', 'a fraction is paid once');
select results_eq(
    format('select kind, amount from public.cash_ledger where portfolio_id = %L and action_id is not null',
        tests.portfolio_id('more')),
    $$values ('fraction'::varchar, 864::numeric)$$, 'the cash of a fraction is an entry of its own'
);
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'verify_ledger finds every figure right after a payment');
select tests.sign_in_as_service();

-- A purchase of before is taken back: no fraction, but its cash was paid.
select public.reverse_execution((select id from public.trades where order_id = 'five'), 'five', 'bust');
select pg_temp.sees('five', '(0, 0::numeric, 0::numeric, 617::numeric, 1000617::numeric)',
    'after a bust the cash for a fraction is all profit');
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'verify_ledger finds every figure right after a bust');
select tests.sign_in_as_service();
insert into public.corporate_actions (symbol, kind, ex_date, version, is_void) values ('7203', 'merger', '2024-03-04', 2, true);
select pg_temp.run();
select pg_temp.sees('five', '(0, 0::numeric, 0::numeric, 0::numeric, 1000000::numeric)',
    'an action that is taken back takes the cash of its fraction with it');
select pg_temp.sees('more', '(37, 3700::numeric, 0::numeric, 0::numeric, 996300::numeric)',
    'an action that is taken back gives shares and cost back');

-- Where the cash is gone, it cannot be taken back, and the portfolio is named.
insert into public.corporate_actions (symbol, kind, ex_date, version, is_void) values ('7203', 'merger', '2024-03-04', 3, false);
select pg_temp.run();
select public.move_cash(tests.portfolio_id('more'), 'withdrawal', -997164, 'all');
insert into public.corporate_actions (symbol, kind, ex_date, version, is_void) values ('7203', 'merger', '2024-03-04', 4, true);
select results_eq(
    'select state, left(error, 5) from public.apply_corporate_action((select id from public.corporate_actions where is_in_force))
    where portfolio_id = ' || quote_literal(tests.portfolio_id('more')),
    $$values ('failed'::varchar, 'KB110')$$, 'a portfolio that cannot give the cash back is named with the reason'
);
select pg_temp.sees('more', '(3, 3000::numeric, 0::numeric, 164::numeric, 0::numeric)', 'what fails changes nothing');
select public.deposit_cash(tests.portfolio_id('more'), 864, 'back');
select pg_temp.run();
select pg_temp.sees('more', '(37, 3700::numeric, 0::numeric, 0::numeric, 0::numeric)', 'it is tried again, and succeeds with the cash');
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'verify_ledger finds every figure right');

select * from finish();
rollback;
