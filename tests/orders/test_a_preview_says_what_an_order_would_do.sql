begin;
select plan(14);

select tests.sign_in('stranger');
select tests.open_portfolio('of a stranger', 1000000);
select tests.sign_in('taro');
select tests.open_portfolio('main', 1000000);
select tests.open_portfolio('archive', 1000);
select public.archive_portfolio(tests.portfolio_id('archive'));
select tests.buy('main', '9984', 100, 1000);
select public.place_order(tests.portfolio_id('main'), '9984', 'sell', 30, 1100);

-- 300 x 2,800 yen and a commission of 0.1 %. Of 1,000,000 yen, 100 x 1,000 yen and 100 yen of commission are spent.
select results_eq(
    $$select p.accepted, p.code, p.amount, p.commission, p.net_amount, p.reserve_price, p.reserved_amount,
        p.reserved_quantity, p.free_cash, p.free_cash_after, p.free_shares, p.free_shares_after
    from public.preview_order(tests.portfolio_id('main'), '7203', 'buy', 300, 2800) as p$$,
    $$values (
        true, null::text, 840000.00, 840.00, 840840.00, 2800.000000, 840840.00, 0::numeric, 899900.00, 59060.00, 0::numeric,
        0::numeric
    )$$,
    'the preview of a purchase shows what it costs, and the cash before and after'
);
select results_eq(
    $$select p.accepted, p.amount, p.commission, p.net_amount, p.reserve_price, p.reserved_amount, p.reserved_quantity,
        p.free_cash_after, p.free_shares, p.free_shares_after
    from public.preview_order(tests.portfolio_id('main'), '9984', 'sell', 70, 1200) as p$$,
    $$values (true, 84000.00, 84.00, 83916.00, null::numeric, 0.00, 70::numeric, 899900.00, 70::numeric, 0::numeric)$$,
    'the preview of a sale shows what it brings, and the shares before and after'
);
select results_eq(
    $$select p.accepted, p.code, p.details ->> 'free', p.reserved_amount, p.free_cash_after
    from public.preview_order(tests.portfolio_id('main'), '7203', 'buy', 400, 2800) as p$$,
    $$values (false, 'KB110', '899900.00', 1121120.00, -221220.00)$$,
    'the preview of a purchase that is too large shows by how much'
);

select public.place_order(tests.portfolio_id('main'), '7203', 'buy', 100, 1000);
select results_eq(
    $$select p.free_cash, p.free_cash_after from public.preview_order(tests.portfolio_id('main'), '7203', 'buy', 100, 2800) as p$$,
    $$values (799800.00, 519520.00)$$,
    'cash that an order has reserved is not free for the next one'
);

-- The same orders are previewed and placed.
create temporary table orders (
    name text, portfolio text, symbol text, trade_type text, quantity numeric, price numeric, order_type text, stop_price numeric,
    analysis uuid
);
insert into orders
values
    ('a purchase', 'main', '7203', 'buy', 100, 2800, 'limit', null, null),
    ('a market purchase', 'main', '9984', 'buy', 100, 900, 'market', null, null),
    ('a stop purchase', 'main', '9984', 'buy', 10, 900, 'stop', 1500, null),
    ('a stop_limit purchase', 'main', '9984', 'buy', 10, 900, 'stop_limit', 1500, null),
    ('a sale', 'main', '9984', 'sell', 70, 1200, 'limit', null, null),
    ('a price of more than two decimals that are zero', 'main', '9984', 'sell', 70, 1200.000, 'limit', null, null),
    ('a portfolio of nobody', 'nobody', '7203', 'buy', 1, 1, 'limit', null, null),
    ('a portfolio of a stranger', 'of a stranger', '7203', 'buy', 1, 1, 'limit', null, null),
    ('an archive', 'archive', '7203', 'buy', 1, 1, 'limit', null, null),
    ('too little cash', 'main', '7203', 'buy', 1000, 2800, 'limit', null, null),
    ('too few shares', 'main', '9984', 'sell', 71, 1200, 'limit', null, null),
    ('no shares', 'main', '7203', 'sell', 1, 1200, 'limit', null, null),
    ('an unknown analysis', 'main', '7203', 'buy', 1, 1, 'limit', null, gen_random_uuid()),
    ('no code', 'main', 'toyota', 'buy', 1, 1, 'limit', null, null),
    ('nothing as a code', 'main', null, 'buy', 1, 1, 'limit', null, null),
    ('half a share', 'main', '7203', 'buy', 0.5, 1, 'limit', null, null),
    ('no price', 'main', '7203', 'buy', 1, null, 'limit', null, null),
    ('a missing stop price', 'main', '7203', 'buy', 1, 1, 'stop', null, null),
    ('a stop price too much', 'main', '7203', 'buy', 1, 1, 'limit', 1, null),
    ('more than a portfolio can hold', 'main', '7203', 'buy', 2147483647, 99999999, 'limit', null, null),
    ('neither purchase nor sale', 'main', '7203', 'short', 1, 1, 'limit', null, null),
    ('no type', 'main', '7203', 'buy', 1, 1, 'iceberg', null, null);
create function pg_temp.place(one orders, out code text, out message text, out details jsonb, out hint text, out placed public.trades)
language plpgsql as $$
declare
    detail text;
begin
    begin
        placed := public.place_order(
            tests.portfolio_id(one.portfolio), one.symbol, one.trade_type, one.quantity, one.price, one.order_type,
            one.stop_price, ai_analysis_id => one.analysis
        );
        raise exception 'undone' using errcode = 'T0000';
    exception
        when sqlstate 'T0000' then null;
    end;
exception
    when others then
        get stacked diagnostics
            code = returned_sqlstate, message = message_text, detail = pg_exception_detail, hint = pg_exception_hint;
        details := detail::jsonb;
end;
$$;
create temporary view previews as
select o.name, p.*
from orders as o
cross join lateral public.preview_order(
    tests.portfolio_id(o.portfolio), o.symbol, o.trade_type, o.quantity, o.price, o.order_type, o.stop_price, o.analysis
) as p;
create temporary view placements as
select o.name, t.* from orders as o cross join lateral pg_temp.place(o) as t;
select set_eq(
    'select name, accepted, code, message, details, hint from previews',
    'select name, code is null, code, message, details, hint from placements',
    'a preview accepts what is placed, and gives the error of what is refused'
);
select set_eq(
    $$select name, amount, reserve_price, reserved_amount from previews where accepted$$,
    $$select name, (placed).total_amount, case (placed).trade_type when 'buy' then (placed).reserve_price end,
        (placed).reserved_amount from placements where code is null$$,
    'a preview shows the reservation that the order then makes'
);
select is_empty(
    $$select name from previews where not accepted and (message = '' or hint = '' or jsonb_typeof(details) <> 'object')$$,
    'a preview that is refused has a message, a hint and figures'
);
select is_empty(
    $$select name from previews where name like 'a portfolio of%' and num_nonnulls(free_cash, free_shares, amount) > 0$$,
    'a preview shows nothing of a portfolio of somebody else'
);

-- As PostgREST calls it.
select tests.sign_out();
update public.system_settings set value = jsonb_set(value, '{open_orders}', '1') where key = 'user_limits';
select tests.sign_in('taro');
select is(
    (select p.code from public.preview_order(tests.portfolio_id('main'), '7203', 'buy', 1, 1) as p), 'KB108',
    'a preview says that there are too many open orders'
);
select tests.sign_out();
update public.system_settings set value = jsonb_set(value, '{open_orders}', '100') where key = 'user_limits';
update public.user_profiles set is_active = false where id = tests.user_id('taro');
select tests.sign_in('taro');
select is(
    (select p.code from public.preview_order(tests.portfolio_id('main'), '7203', 'buy', 1, 1) as p), 'KB104',
    'a preview says that the account is closed'
);
select is((select count(*) from public.trades), 3::bigint, 'a preview adds no order to the three that are there');
select is(
    (select p.reserved_balance from public.portfolios as p where p.name = 'main'), 100100.00, 'a preview adds nothing to what is reserved'
);
select tests.act('authenticated', '{"role": "authenticated"}');
select is(
    (select p.code from public.preview_order(tests.portfolio_id('main'), '7203', 'buy', 1, 1) as p), 'KB101',
    'a caller without an id sees no portfolio in a preview'
);
select tests.sign_in('taro');
set transaction read only;
select lives_ok(
    $$select * from public.preview_order(tests.portfolio_id('main'), '7203', 'buy', 1, 1)$$,
    'a preview works where nothing can be written, as PostgREST calls it'
);

select * from finish();
rollback;
