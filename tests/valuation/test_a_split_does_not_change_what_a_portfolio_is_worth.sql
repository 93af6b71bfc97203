begin;
select plan(6);

-- 300 shares at 5,000 yen, bought before the last session, today's or before, on whose morning one becomes five.
create function pg_temp.ex_date() returns date language sql as $$
    select public.previous_session((now() at time zone 'Asia/Tokyo')::date + 1);
$$;
select tests.sign_in('taro');
select tests.open_portfolio('main', 2000000);
select tests.sign_in_as_service();
insert into public.trades (
    user_id, portfolio_id, symbol, trade_type, quantity, price, status, order_id, executed_at, commission, tax
)
values (tests.user_id('taro'), tests.portfolio_id('main'), '7203', 'buy', 300, 4000, 'filled', 'b', '2024-03-01 10:00+09', 0, 0);
insert into public.market_data (symbol, timeframe, data_timestamp, close_price)
values ('7203', '1d', public.previous_session(pg_temp.ex_date())::timestamp at time zone 'Asia/Tokyo', 5000);
select public.refresh_valuations();
create function pg_temp.worth() returns numeric language sql as $$
    select s.total_value from public.portfolio_summary(tests.portfolio_id('main')) as s;
$$;
select is(pg_temp.worth(), 2300000.00, 'before the split the portfolio has 800,000 yen and shares for 1,500,000');
insert into public.corporate_actions (symbol, kind, ex_date, old_shares, new_shares)
values ('7203', 'split', pg_temp.ex_date(), 1, 5);
select public.evaluate_alerts();
select public.apply_corporate_action((select id from public.corporate_actions));
select is(pg_temp.worth(), 2300000.00, 'after the split it is worth the same to the yen');
select results_eq(
    'select quantity, current_price, market_value, unrealized_pnl from public.positions',
    'values (1500, 1000::numeric, 1500000::numeric, 300000::numeric)', 'the stored figures of the position show no crash'
);
select is(public.refresh_valuations(), 0, 'a refresh finds the same price');
select results_eq(
    'select h.current_price, v.unrealized_pnl from public.position_valuations as v join public.positions as h on h.id = v.position_id',
    'values (1000::numeric, 300000::numeric)', 'after a refresh the position shows the same'
);
insert into public.market_data (symbol, timeframe, data_timestamp, close_price)
values ('7203', '1d', pg_temp.ex_date()::timestamp at time zone 'Asia/Tokyo', 1010);
select is(pg_temp.worth(), 2315000.00, 'the first price of the new shares takes the place of the theoretical one');

select * from finish();
rollback;
