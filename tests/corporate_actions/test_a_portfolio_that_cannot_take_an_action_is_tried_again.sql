begin;
select plan(13);

select tests.sign_in('taro');
select tests.open_portfolio(name, 1000000) from (values ('sound'), ('short')) as v (name);
select tests.sign_in_as_service();
create function pg_temp.fill(portfolio text, side text, quantity numeric, at timestamptz) returns void language sql as $$
    insert into public.trades (
        user_id, portfolio_id, symbol, trade_type, quantity, price, status, order_id, executed_at, commission, tax
    )
    values (tests.user_id('taro'), tests.portfolio_id(portfolio), '7203', side, quantity, 100, 'filled',
        portfolio || side || quantity, at, 0, 0);
$$;
-- Ten shares become one; one portfolio has sold as if there had been no merger.
select pg_temp.fill('sound', 'buy', 100, '2024-03-01 10:00+09');
select pg_temp.fill('short', 'buy', 100, '2024-03-01 10:00+09');
select pg_temp.fill('short', 'sell', 50, '2024-03-05 10:00+09');
insert into public.corporate_actions (symbol, kind, ex_date, old_shares, new_shares) values ('7203', 'merger', '2024-03-04', 10, 1);
select tests.sign_out();
create function pg_temp.job() returns bigint language sql as $$
    select count(kaboom.apply_action_part(p.part::jsonb)) from kaboom.action_parts() as p (part);
$$;
create function pg_temp.sees(expected text, description text) returns text language sql as $$
    select results_eq(
        'select p.name, h.quantity, x.state, left(x.error, 5) from public.portfolios as p
        join public.positions as h on h.portfolio_id = p.id
        join public.applied_actions as x on x.portfolio_id = p.id order by p.name', 'values ' || expected, description
    );
$$;
select is(pg_temp.job(), 2::bigint, 'the job takes each portfolio as a part');
select pg_temp.sees($$('short'::varchar, 50, 'failed'::varchar, 'KB639'), ('sound', 10, 'applied', null)$$,
    'a portfolio that cannot take an action is named with the reason, and the other one takes it');
select is(pg_temp.job(), 1::bigint, 'only the portfolio that failed is tried again');
select tests.sign_in_as_service();
select is(
    tests.code(format('select public.apply_corporate_action((select id from public.corporate_actions), %L)',
        tests.portfolio_id('short'))),
    'KB639', 'an operator who names the portfolio gets the reason as an error'
);
-- The purchase that was missing comes, late: 400 shares of before, of which 40 are left.
select pg_temp.fill('short', 'buy', 400, '2024-03-01 11:00+09');
select tests.sign_out();
select is(pg_temp.job(), 1::bigint, 'a portfolio that changes is tried again');
select pg_temp.sees($$('short'::varchar, 450, 'failed'::varchar, 'KB639'), ('sound', 10, 'applied', null)$$,
    'a late purchase does not help where the sale came before it');
select tests.sign_in_as_service();
select public.reverse_execution((select id from public.trades where order_id = 'shortsell50'), 'shortsell50', 'wrong');
select tests.sign_out();
select pg_temp.job();
select pg_temp.sees($$('short'::varchar, 50, 'applied'::varchar, null), ('sound', 10, 'applied', null)$$,
    'once the wrong sale is taken back, the action is applied to all shares of before');
select is(pg_temp.job(), 0::bigint, 'nothing is left to do');

-- A fill of before that comes after the action is found by the job.
select tests.sign_in_as_service();
select pg_temp.fill('sound', 'buy', 30, '2024-03-01 12:00+09');
select pg_temp.fill('sound', 'buy', 7, '2024-03-05 12:00+09');
select tests.sign_out();
select is(pg_temp.job(), 1::bigint, 'the job finds a fill of the time before ex_date');
select pg_temp.sees($$('short'::varchar, 50, 'applied'::varchar, null), ('sound', 20, 'applied', null)$$,
    'thirty late shares become three, seven new ones stay seven');
select results_eq(
    $$select kind, quantity::integer, follows from public.position_adjustments where follows is not null order by quantity$$,
    $$values ('merger'::varchar, -360, 'shortbuy400'), ('merger', -27, 'soundbuy30')$$, 'each late fill brings a row of its own'
);
select tests.sign_in_as_service();
select pg_temp.fill('sound', 'buy', 5, '2024-03-01 13:00+09');
select is(
    tests.code(format('select public.apply_corporate_action((select id from public.corporate_actions), %L)',
        tests.portfolio_id('sound'))),
    'KB636', 'late shares that become no whole share are refused by name'
);
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'verify_ledger finds every figure right');

select * from finish();
rollback;
