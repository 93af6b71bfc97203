begin;
select plan(4);

-- 100 shares, 5,000 yen until Friday; on Monday, 2024-03-04, one becomes five at 1,000 yen.
select tests.create_user('owner');
insert into public.portfolios (id, user_id, name, initial_capital)
values (tests.portfolio_id('p'), tests.user_id('owner'), 'p', 1000000);
update public.cash_ledger set created_at = '2024-02-29 08:00+09' where portfolio_id = tests.portfolio_id('p');
insert into kaboom.snapshot_states (user_id, portfolio_id, built_through)
values (tests.user_id('owner'), tests.portfolio_id('p'), '2024-02-28');
insert into public.market_data (symbol, timeframe, data_timestamp, close_price)
select '7203', '1d', v.day::timestamp at time zone 'Asia/Tokyo', v.price
from (values ('2024-02-29', 5000), ('2024-03-01', 5000), ('2024-03-04', 1000), ('2024-03-05', 1010)) as v (day, price);
create function pg_temp.buy(id text, at timestamptz) returns void language sql as $$
    insert into public.trades (
        user_id, portfolio_id, symbol, trade_type, quantity, price, status, order_id, executed_at, commission, tax
    )
    values (tests.user_id('owner'), tests.portfolio_id('p'), '7203', 'buy', 50, 5000, 'filled', id, at, 0, 0);
$$;
create function pg_temp.values_are(expected numeric[], description text) returns text language plpgsql as $$
begin
    perform kaboom.use_closes('2024-03-05');
    perform kaboom.take_snapshots(array(select kaboom.due_snapshots()));
    return is(
        (select array_agg(trunc(s.market_value) order by s.day) from public.portfolio_snapshots as s), expected, description
    );
end;
$$;
select pg_temp.buy('a', '2024-02-29 10:00+09');
select pg_temp.buy('b', '2024-03-01 10:00+09');
select pg_temp.values_are('{250000,500000,100000,101000}', 'before the split is known its day looks like a crash');
insert into public.corporate_actions (symbol, kind, ex_date, old_shares, new_shares) values ('7203', 'split', '2024-03-04', 1, 5);
select public.apply_corporate_action((select id from public.corporate_actions));
select pg_temp.values_are('{250000,500000,500000,505000}', 'a split that comes late counts from its ex_date on');
select public.reverse_execution((select id from public.trades where order_id = 'b'), 'b', 'bust');
select pg_temp.values_are('{250000,250000,250000,252500}', 'a fill that is taken back was never there, nor what the split made of it');
select results_eq(
    'select distinct net_contribution from public.portfolio_snapshots', 'values (1000000::numeric)', 'a split brings nothing in'
);

select * from finish();
rollback;
