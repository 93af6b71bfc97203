-- A demo user: a purchase, a partial sale, a split, a dividend, a valuation, all through the tables that
-- everyone uses.
do $$
declare
    demo_user constant uuid := '00000000-0000-4000-8000-00000000d000';
    portfolio constant uuid := '00000000-0000-4000-8000-00000000d001';
    purchase constant uuid := '00000000-0000-4000-8000-00000000d002';
    sale constant uuid := '00000000-0000-4000-8000-00000000d003';
    split uuid;
    dividend uuid;
begin
    if exists (select from auth.users as u where u.id = demo_user) then
        return;
    end if;
    insert into auth.users (id, email) values (demo_user, 'demo@kaboom.example');
    insert into public.portfolios (id, user_id, name, initial_capital)
    values (portfolio, demo_user, 'デモ', 1000000);
    insert into public.trades
        (id, user_id, portfolio_id, symbol, symbol_name, trade_type, quantity, price, order_type)
    values (purchase, demo_user, portfolio, '7203', 'トヨタ自動車', 'buy', 300, 2800, 'limit');
    insert into public.trade_executions (user_id, execution_id, trade_id, quantity, price)
    values (demo_user, 'demo-1', purchase, 300, 2795);
    insert into public.trades
        (id, user_id, portfolio_id, symbol, symbol_name, trade_type, quantity, price, order_type)
    values (sale, demo_user, portfolio, '7203', 'トヨタ自動車', 'sell', 100, 2900, 'limit');
    insert into public.trade_executions (user_id, execution_id, trade_id, quantity, price)
    values (demo_user, 'demo-2', sale, 100, 2905);
    -- What happened in 2023: one share of NTT became twenty-five, and paid 2.5 yen after it.
    insert into public.trades (
        user_id, portfolio_id, symbol, symbol_name, trade_type,
        quantity, price, order_type, status, order_id, executed_at
    )
    values (
        demo_user, portfolio, '9432', 'NTT', 'buy', 100, 4150, 'limit', 'filled', 'demo-3',
        '2023-06-28 10:00+09'
    );
    insert into public.corporate_actions (symbol, kind, ex_date, old_shares, new_shares, source)
    values ('9432', 'split', '2023-06-29', 1, 25, 'demo')
    returning id into split;
    insert into public.corporate_actions (symbol, kind, ex_date, pay_date, gross_per_share, source)
    values ('9432', 'dividend', '2023-09-28', '2023-12-18', 2.5, 'demo')
    returning id into dividend;
    perform public.apply_corporate_action(split, portfolio);
    perform public.apply_corporate_action(dividend, portfolio);
    insert into public.market_data (symbol, symbol_name, timeframe, data_timestamp, close_price, data_source)
    values
        ('7203', 'トヨタ自動車', '1d', date_trunc('day', now(), 'Asia/Tokyo'), 2910, 'demo'),
        ('9432', 'NTT', '1d', date_trunc('day', now(), 'Asia/Tokyo'), 168, 'demo')
    on conflict do nothing;
    perform public.refresh_valuations();
end;
$$;
