begin;
select plan(4);

-- 105 shares at 100 yen; on Monday, 2024-03-04, ten become one at 1,000 yen: 10 shares, and half a share at cost, 500 yen.
select tests.create_user('owner');
insert into public.portfolios (id, user_id, name, initial_capital)
values (tests.portfolio_id('p'), tests.user_id('owner'), 'p', 1000000);
update public.cash_ledger set created_at = '2024-02-29 08:00+09' where portfolio_id = tests.portfolio_id('p');
insert into kaboom.snapshot_states (user_id, portfolio_id, built_through)
values (tests.user_id('owner'), tests.portfolio_id('p'), '2024-02-28');
insert into public.market_data (symbol, timeframe, data_timestamp, close_price)
select '7203', '1d', v.day::timestamp at time zone 'Asia/Tokyo', v.price
from (values ('2024-02-29', 100), ('2024-03-01', 100), ('2024-03-04', 1000), ('2024-03-05', 1000)) as v (day, price);
insert into public.trades (
    user_id, portfolio_id, symbol, trade_type, quantity, price, status, order_id, executed_at, commission, tax
)
values (
    tests.user_id('owner'), tests.portfolio_id('p'), '7203', 'buy', 105, 100, 'filled', 'a', '2024-02-29 10:00+09', 0, 0
);
insert into public.corporate_actions (symbol, kind, ex_date, old_shares, new_shares)
values ('7203', 'merger', '2024-03-04', 10, 1);
create function pg_temp.take() returns void language plpgsql as $$
begin
    perform public.apply_corporate_action((select id from public.corporate_actions));
    perform kaboom.use_closes('2024-03-05');
    perform kaboom.take_snapshots(array(select kaboom.due_snapshots()));
end;
$$;
select pg_temp.take();
select results_eq(
    'select s.day, s.market_value, s.fractions from public.portfolio_snapshots as s order by s.day',
    $$values ('2024-02-29'::date, 10500.00, 0.00), ('2024-03-01', 10500.00, 0.00), ('2024-03-04', 10000.00, 500.00),
        ('2024-03-05', 10000.00, 500.00)$$,
    'what a merger leaves over is kept at cost from its ex_date on'
);
select results_eq(
    $$select h.value, h.daily_return from public.portfolio_history(tests.portfolio_id('p')) as h$$,
    'select 1000000.00, 0::double precision from generate_series(1, 4)',
    'a merger of shares does not change what a portfolio is worth'
);
update public.corporate_actions set fraction_price = 1100;
select pg_temp.take();
select is(
    (select p.fractions_receivable from public.portfolios as p), 0.00, 'a fraction whose price is known is paid'
);
select is(
    (select array_agg(s.fractions order by s.day) from public.portfolio_snapshots as s), '{0,0,500,500}',
    'before it was paid, a fraction was worth its cost'
);

select * from finish();
rollback;
