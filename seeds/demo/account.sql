-- A demo user: a purchase, a partial sale, a valuation, all through the tables that everyone uses.
do $$
declare
    demo_user constant uuid := '00000000-0000-4000-8000-00000000d000';
    portfolio constant uuid := '00000000-0000-4000-8000-00000000d001';
    purchase constant uuid := '00000000-0000-4000-8000-00000000d002';
    sale constant uuid := '00000000-0000-4000-8000-00000000d003';
begin
    if exists (select from auth.users as u where u.id = demo_user) then
        return;
    end if;
    insert into auth.users (id, email) values (demo_user, 'demo@kaboom.example');
    insert into public.portfolios (id, user_id, name, initial_capital) values (portfolio, demo_user, 'デモ', 1000000);
    insert into public.trades (id, user_id, portfolio_id, symbol, symbol_name, trade_type, quantity, price, order_type)
    values (purchase, demo_user, portfolio, '7203', 'トヨタ自動車', 'buy', 300, 2800, 'limit');
    insert into public.trade_executions (user_id, execution_id, trade_id, quantity, price)
    values (demo_user, 'demo-1', purchase, 300, 2795);
    insert into public.trades (id, user_id, portfolio_id, symbol, symbol_name, trade_type, quantity, price, order_type)
    values (sale, demo_user, portfolio, '7203', 'トヨタ自動車', 'sell', 100, 2900, 'limit');
    insert into public.trade_executions (user_id, execution_id, trade_id, quantity, price)
    values (demo_user, 'demo-2', sale, 100, 2905);
    insert into public.market_data (symbol, symbol_name, timeframe, data_timestamp, close_price, data_source)
    values ('7203', 'トヨタ自動車', '1d', date_trunc('day', now(), 'Asia/Tokyo'), 2910, 'demo')
    on conflict do nothing;
    perform public.refresh_valuations();
end;
$$;
