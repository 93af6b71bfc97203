begin;
select plan(23);

select tests.sign_in('taro');
insert into public.portfolios (name, initial_capital, account_kind)
values ('taxed', 100000000, 'taxable'), ('exempt', 100000000, 'nisa');
select tests.sign_in_as_service();
create function pg_temp.portfolio(name text) returns uuid language sql as $$
    select p.id from public.portfolios as p where p.name = portfolio.name;
$$;
create function pg_temp.fill(portfolio text, id text, side text, quantity numeric, at timestamptz)
returns void language sql as $$
    insert into public.trades (
        user_id, portfolio_id, symbol, trade_type, quantity, price, status, order_id, executed_at, commission, tax
    )
    values (tests.user_id('taro'), pg_temp.portfolio(portfolio), '7203', side, quantity, 100, 'filled', portfolio || id, at, 0, 0);
$$;
create function pg_temp.run() returns void language sql as $$
    select count(*) from public.corporate_actions as c cross join lateral public.apply_corporate_action(c.id) where c.is_in_force;
$$;
create function pg_temp.action(day date) returns uuid language sql as $$
    select c.id from public.corporate_actions as c where c.ex_date = day and c.is_in_force;
$$;

-- Source of the figures: the rules. 15.315 % and 5 %, each rounded down: of 6 yen nothing, of 99,999 yen 15,314 and 4,999.
select tests.sign_out();
select results_eq(
    $$select gross, kaboom.dividend_tax('taxable', gross), kaboom.dividend_tax('nisa', gross)
    from (values (6), (19), (20), (99999), (100000)) as v (gross)$$,
    'values (6, 0::numeric, 0::numeric), (19, 2, 0), (20, 4, 0), (99999, 20313, 0), (100000, 20315, 0)',
    'each part of the tax is rounded down to the yen, and a NISA account pays none'
);
select tests.sign_in_as_service();
-- 300 shares before ex_date; a sale on the day itself changes nothing, and a purchase has no part.
select pg_temp.fill(name, '-1', 'buy', 300, '2024-03-01 10:00+09') from (values ('taxed'), ('exempt')) as v (name);
select pg_temp.fill(name, '-2', 'sell', 100, '2024-03-04 00:00+09') from (values ('taxed'), ('exempt')) as v (name);
select pg_temp.fill(name, '-3', 'buy', 50, '2024-03-05 10:00+09') from (values ('taxed'), ('exempt')) as v (name);
insert into public.corporate_actions (symbol, kind, ex_date, pay_date, gross_per_share)
values ('7203', 'dividend', '2024-03-04', '2024-06-03', 333.335);
select pg_temp.run();
select results_eq(
    'select p.name, x.shares, x.gross, x.tax, p.dividends_received, p.realized_pnl, p.current_balance
    from public.applied_actions as x join public.portfolios as p on p.id = x.portfolio_id order by p.name',
    $$values ('exempt'::varchar, 300, 100000::numeric, 0::numeric, 100000::numeric, 0::numeric, 100075000::numeric),
        ('taxed', 300, 100000, 20315, 79685, 0, 100054685)$$,
    'entitled are the shares held before ex_date; a dividend is no realised profit'
);
select results_eq(
    format('select kind, amount from public.cash_ledger where action_id is not null and portfolio_id = %L order by entry_no',
        pg_temp.portfolio('taxed')),
    $$values ('dividend'::varchar, 100000::numeric), ('dividend_tax', -20315)$$, 'dividend and tax are entries of the ledger'
);
select pg_temp.run();
select public.apply_corporate_action(pg_temp.action('2024-03-04'), pg_temp.portfolio('taxed'));
select is(
    (select sum(amount) from public.cash_ledger where action_id is not null), 179685::numeric,
    'a dividend is paid once, even where an operator names the portfolio'
);
select results_eq(
    format('select dividends, other_income, income, realized_pnl, total_return - unrealized_pnl from public.portfolio_summary(%L)',
        pg_temp.portfolio('taxed')),
    'values (79685::numeric, 0::numeric, 79685::numeric, 0::numeric, 79685::numeric)',
    'the summary shows dividends as income, and they are a part of the return'
);

-- The broker's word wins.
select is(
    (public.record_dividend(pg_temp.portfolio('taxed'), pg_temp.action('2024-03-04'), 100001, 20316)).gross, 100001::numeric,
    'the broker states other figures'
);
select is(
    (select dividends_received from public.portfolios where name = 'taxed'), 79685::numeric,
    'the difference to what was paid before is booked'
);
select is(
    (select array_agg(amount order by entry_no desc) from (
        select amount, entry_no from public.cash_ledger where portfolio_id = pg_temp.portfolio('taxed')
        order by entry_no desc limit 2) as l),
    '{-1,1}'::numeric[], 'each difference is an entry'
);
select lives_ok(
    $$select public.record_dividend(pg_temp.portfolio('taxed'), pg_temp.action('2024-03-04'), 100001, 20316)$$,
    'the same figures may be stated again'
);
select is(
    tests.code($$select public.record_dividend(pg_temp.portfolio('taxed'), pg_temp.action('2024-03-04'), 5, 1)$$), 'KB637',
    'other figures are refused once the broker has stated them'
);
select is(tests.code(format('select public.record_dividend(%L, %L, %s)', pg_temp.portfolio('exempt'),
    pg_temp.action('2024-03-04'), figures)), 'KB205', 'a dividend is not stated as ' || figures)
from (values ('-1, 0'), ('10, 11'), ('10, -1'), ('null, 0'), ('10, null'), ('0.001, 0'), ('''NaN'', 0')) as v (figures);
select is(
    tests.code(format('select public.record_dividend(%L, %L, 1, 0)', pg_temp.portfolio('exempt'), gen_random_uuid())), 'KB634',
    'a dividend of an unknown action is refused'
);
insert into public.corporate_actions (symbol, kind, ex_date, old_shares, new_shares) values ('7203', 'split', '2024-03-05', 1, 2);
select is(
    tests.code($$select public.record_dividend(pg_temp.portfolio('exempt'), pg_temp.action('2024-03-05'), 1, 0)$$), 'KB635',
    'a split pays no dividend'
);

-- A correction, and one that has no pay_date yet.
insert into public.corporate_actions (symbol, kind, ex_date, version, gross_per_share) values ('7203', 'dividend', '2024-03-04', 2, 1);
select pg_temp.run();
select results_eq(
    'select name, dividends_received from public.portfolios order by name',
    $$values ('exempt'::varchar, 300::numeric), ('taxed', 240::numeric)$$,
    'a new version takes the old payment back, what the broker stated as well, and pays its own'
);
insert into public.corporate_actions (symbol, kind, ex_date, gross_per_share) values ('7203', 'dividend', '2024-03-06', 1);
select pg_temp.run();
select is(
    (select sum(dividends_received) from public.portfolios), 540::numeric,
    'a dividend whose pay_date is not known waits for the broker'
);
-- 350 - 100 shares, doubled by the split of the day before.
select is(
    (public.record_dividend(pg_temp.portfolio('exempt'), pg_temp.action('2024-03-06'), 450, 0)).shares, 450,
    'shares held before ex_date count in the shares of that day'
);
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'verify_ledger finds every figure right');

select * from finish();
rollback;
