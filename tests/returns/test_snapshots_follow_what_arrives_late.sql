begin;
select plan(23);

create function pg_temp.trade(portfolio text, execution text, side text, quantity integer, price numeric, at timestamptz)
returns void language sql as $$
    insert into public.trades (user_id, portfolio_id, symbol, trade_type, quantity, price, order_type, client_order_id)
    values (tests.user_id('owner'), tests.portfolio_id(portfolio), '7203', side, quantity, price, 'limit', execution);
    insert into public.trade_executions (trade_id, execution_id, quantity, price, commission, executed_at)
    select t.id, execution, t.quantity, t.price, 0, at
    from public.trades as t
    where t.client_order_id = execution;
$$;
create function pg_temp.close(day date, price numeric) returns void language sql as $$
    insert into public.market_data (symbol, timeframe, data_timestamp, close_price)
    values ('7203', '1d', day::timestamp at time zone 'Asia/Tokyo', price)
    on conflict (symbol, timeframe, data_timestamp) do update set close_price = excluded.close_price;
$$;
create function pg_temp.take(through date) returns integer language sql as $$
    select kaboom.mark_stale_snapshots();
    select kaboom.use_closes(through);
    select kaboom.take_snapshots(array(select kaboom.due_snapshots()));
$$;
-- As the job for new portfolios does, but for the clock.
create function pg_temp.open(name text, opened_at timestamptz) returns void language sql as $$
    insert into public.portfolios (id, user_id, name, initial_capital)
    values (tests.portfolio_id(name), tests.user_id('owner'), name, 1000000);
    update public.cash_ledger set created_at = opened_at where portfolio_id = tests.portfolio_id(name);
    insert into kaboom.snapshot_states (user_id, portfolio_id, built_through)
    values (tests.user_id('owner'), tests.portfolio_id(name), (opened_at at time zone 'Asia/Tokyo')::date - 1);
$$;
create function pg_temp.rows(name text) returns table (day date, cash numeric, market_value numeric, cost numeric) language sql as $$
    select s.day, s.cash, s.market_value, s.cost
    from public.portfolio_snapshots as s
    where s.portfolio_id = tests.portfolio_id(name)
    order by s.day;
$$;
create function pg_temp.days_made_again() returns date[] language sql as $$
    -- A part of this transaction has written them after the mark.
    select array_agg(s.day order by s.day)
    from public.portfolio_snapshots as s
    where s.portfolio_id = tests.portfolio_id('p')
        and s.updated_at > '2000-01-01';
$$;
create function pg_temp.mark() returns void language sql as $$
    update public.portfolio_snapshots set updated_at = '2000-01-01'
    where portfolio_id = tests.portfolio_id('p')
        and updated_at > '2000-01-01';
$$;

select tests.create_user('owner');
select pg_temp.open('p', '2024-01-04 23:30+09');
select pg_temp.close('2024-01-04', 1000);
select pg_temp.close('2024-01-05', 1010);
select pg_temp.close('2024-01-10', 1020);
select pg_temp.trade('p', 'e1', 'buy', 100, 990, '2024-01-05 09:00+09');
select is(pg_temp.take('2024-01-10'), 4, 'each session since the opening has a row: no weekend, and no holiday');
select results_eq(
    $$select * from pg_temp.rows('p')$$,
    $$values (date '2024-01-04', 1000000.00, 0.00, 0.00), ('2024-01-05', 901000, 101000, 99000), ('2024-01-09', 901000, 101000, 99000),
        ('2024-01-10', 901000, 102000, 99000)$$,
    'shares are worth the close of the session, or the last one before it'
);
select is(pg_temp.take('2024-01-10'), 0, 'taking snapshots again writes nothing');
select is_empty('select * from kaboom.due_snapshots()', 'once snapshots are taken, none is due');

select pg_temp.mark();
select pg_temp.trade('p', 'late', 'buy', 100, 1000, '2024-01-09 15:00+09');
select is(pg_temp.take('2024-01-10'), 2, 'a late fill makes the rows of its session and after it again');
select is(pg_temp.days_made_again(), '{2024-01-09,2024-01-10}'::date[], 'a late fill leaves the rows before its session alone');
select results_eq(
    $$select * from pg_temp.rows('p') where day >= '2024-01-05'$$,
    $$values (date '2024-01-05', 901000.00, 101000.00, 99000.00), ('2024-01-09', 801000, 202000, 199000),
        ('2024-01-10', 801000, 204000, 199000)$$,
    'a late fill counts from its time of execution on'
);

select pg_temp.open('in time', '2024-01-04 10:00+09');
select pg_temp.trade('in time', 'i1', 'buy', 100, 990, '2024-01-05 09:00+09');
select pg_temp.trade('in time', 'i2', 'buy', 100, 1000, '2024-01-09 15:00+09');
select pg_temp.take('2024-01-10');
select results_eq(
    $$select * from pg_temp.rows('in time')$$, $$select * from pg_temp.rows('p')$$,
    'what arrives late gives the same rows as what arrives in time'
);

select pg_temp.mark();
select pg_temp.close('2024-01-05', 1111);
select is(pg_temp.take('2024-01-10'), 4, 'a corrected close makes the rows of all who hold the share again');
select is(
    pg_temp.days_made_again(), '{2024-01-05,2024-01-09}'::date[], 'a corrected close makes only the rows again that change by it'
);
select results_eq(
    $$select day, market_value from pg_temp.rows('p') where day in ('2024-01-05', '2024-01-09')$$,
    $$values (date '2024-01-05', 111100.00), ('2024-01-09', 222200)$$, 'the corrected close values them'
);
delete from public.market_data where symbol = '7203' and data_date = '2024-01-05';
select pg_temp.take('2024-01-10');
select results_eq(
    $$select day, market_value from pg_temp.rows('p') where day in ('2024-01-05', '2024-01-09')$$,
    $$values (date '2024-01-05', 100000.00), ('2024-01-09', 200000)$$, 'a close that is gone gives way to the one before it'
);
update public.market_data set data_timestamp = '2024-01-09 00:00+09' where symbol = '7203' and data_date = '2024-01-10';
select pg_temp.take('2024-01-10');
select results_eq(
    $$select day, market_value from pg_temp.rows('p') where day in ('2024-01-09', '2024-01-10')$$,
    $$values (date '2024-01-09', 204000.00), ('2024-01-10', 204000)$$, 'a close that moves to another day counts there'
);
select pg_temp.close('2024-01-11', 2000);
insert into public.market_data (symbol, timeframe, data_timestamp, close_price)
values ('7203', '15m', '2024-01-09 09:00+09', 5), ('7203', '1m', date_trunc('hour', now()), 5);
select is_empty(
    'select * from kaboom.changed_closes', 'a bar of a session that has no snapshot yet, and one that is no daily bar, make none stale'
);

select public.reverse_execution((select t.id from public.trades as t where t.client_order_id = 'late'), 'late', 'bust');
select pg_temp.take('2024-01-10');
select results_eq(
    $$select day, cash, cost from pg_temp.rows('p') where day >= '2024-01-09'$$,
    $$values (date '2024-01-09', 901000.00, 99000.00), ('2024-01-10', 901000, 99000)$$, 'a fill that was taken back never was'
);

insert into public.position_adjustments (user_id, portfolio_id, symbol, quantity, cost, idempotency_key)
values (tests.user_id('owner'), tests.portfolio_id('p'), '7203', 10, 0, 'gift');
update public.position_adjustments set created_at = '2024-01-09 10:00+09' where idempotency_key = 'gift';
insert into public.cash_ledger (user_id, portfolio_id, kind, amount, idempotency_key)
values (tests.user_id('owner'), tests.portfolio_id('p'), 'withdrawal', -1000, 'w');
update public.cash_ledger set created_at = '2024-01-07 10:00+09' where idempotency_key = 'w';
select pg_temp.take('2024-01-10');
select results_eq(
    $$select day, contributed, net_contribution from public.portfolio_snapshots
    where portfolio_id = tests.portfolio_id('p') order by day$$,
    $$values (date '2024-01-04', 1000000.00, 1000000.00), ('2024-01-05', 1000000, 1000000), ('2024-01-09', 1010200, 1009200),
        ('2024-01-10', 1010200, 1009200)$$,
    'shares that come in count by their value, and what moves on a day without a session counts in the next one'
);
select is(
    (select round(h.daily_return::numeric, 12) from public.portfolio_history(tests.portfolio_id('p')) as h where day = '2024-01-10'),
    0.0, 'shares that come in are no return'
);
select pg_temp.trade('p', 'early', 'buy', 1, 1000, '2023-12-01 09:00+09');
select pg_temp.take('2024-01-10');
select is(
    (select min(day) from pg_temp.rows('p')), date '2024-01-04',
    'a fill of the time before a portfolio was opened counts from its opening'
);
select is(
    (select min(m.day) from kaboom.dated_movements(array[tests.portfolio_id('p')], array[0]::bigint[]) as m),
    (
        select (l.created_at at time zone 'Asia/Tokyo')::date
        from public.cash_ledger as l
        where l.portfolio_id = tests.portfolio_id('p')
            and l.kind = 'opening'
    ),
    'nothing moves in a portfolio before it was opened'
);
select results_eq(
    $$select s.cash, s.cost, s.realized_pnl, s.costs from public.portfolio_snapshots as s
    where s.portfolio_id = tests.portfolio_id('p') order by s.day desc limit 1$$,
    $$select p.current_balance, p.total_invested, p.realized_pnl, p.commission_paid + p.tax_paid from public.portfolios as p
    where p.id = tests.portfolio_id('p')$$,
    'the newest snapshot agrees with the books'
);
select is_empty('select * from kaboom.verify_ledger()', 'nothing of this touches the books');

delete from auth.users where id = tests.user_id('owner');
select is_empty('select * from public.portfolio_snapshots', 'erasing an account erases its snapshots');
select is_empty('select * from kaboom.snapshot_states', 'erasing an account erases how far its snapshots were made');

select * from finish();
rollback;
