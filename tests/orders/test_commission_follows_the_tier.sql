begin;
select plan(11);

-- 100 @ 1,000 are 100,000 yen: 100 at the default rate of 0.1 %, 50 at the premium rate of 0.05 %.
select tests.open_portfolios(1000000);
create function pg_temp.become(new_tier text, rates text default null) returns void language plpgsql as $$
begin
    perform tests.sign_in_as_service();
    update public.user_profiles set tier = new_tier where id in (select tests.user_id(way) from tests.ways() as way);
    update public.system_settings set value = rates::jsonb where key = 'commission_rates' and rates is not null;
end;
$$;

select tests.trade(way, '1', '7203', 'buy', 100, 1000) from tests.ways() as way;
select pg_temp.become('premium');
select tests.trade(way, '2', '7203', 'buy', 100, 1000) from tests.ways() as way;
select pg_temp.become('enterprise');
select tests.trade(way, '3', '7203', 'sell', 100, 1000) from tests.ways() as way;
select tests.each_sees(
    'select client_order_id::text, commission_rate, commission, tax, net_amount from public.trades order by 1',
    $$values ('1', 0.001, 100.00, 0.00, 100100.00), ('2', 0.0005, 50.00, 0.00, 100050.00), ('3', 0.0005, 50.00, 0.00, 99950.00)$$,
    'basic pays the default rate, premium and enterprise the premium rate'
);

-- Rates of their own: enterprise 0.02 %; one for basic is not asked for.
select pg_temp.become('enterprise', '{"default": 0.002, "premium": 0.0005, "enterprise": 0.0002, "basic": 0.9}');
select tests.trade(way, '4', '7203', 'buy', 100, 1000) from tests.ways() as way;
select pg_temp.become('basic');
select tests.trade(way, '5', '7203', 'buy', 100, 1000) from tests.ways() as way;
select tests.each_sees(
    $$select client_order_id::text, commission_rate, commission, tax, net_amount from public.trades
    where client_order_id > '3' order by 1$$,
    $$values ('4', 0.0002, 20.00, 0.00, 100020.00), ('5', 0.002, 200.00, 0.00, 100200.00)$$,
    'enterprise pays a rate of its own where there is one, basic always the default'
);

-- A rate holds for the life of an order.
select tests.place(way, '6', '7203', 'buy', 100, 1000) from tests.ways() as way;
select pg_temp.become('premium', '{"default": 0.01, "premium": 0.01}');
select tests.fill(way, '6', '6', 100, 1000) from tests.ways() as way;
select tests.each_sees(
    $$select commission_rate, commission from public.trades where client_order_id = '6'$$, 'values (0.002, 200.00)',
    'an order pays the rate of the day on which it was placed'
);

-- What the broker says counts. At the present rate of 1 % it would be 1,000.
select tests.trade(way, '7', '7203', 'buy', 100, 1000, 77, 7.70) from tests.ways() as way;
select tests.trade(way, '8', '7203', 'sell', 100, 1000, 77, 7.70) from tests.ways() as way;
select tests.trade(way, '9', '7203', 'buy', 100, 1000, 0) from tests.ways() as way;
select tests.trade(way, '91', '7203', 'sell', 100, 1000, null, 20315) from tests.ways() as way;
select tests.each_sees(
    $$select client_order_id::text, commission, tax, net_amount from public.trades where client_order_id > '6' order by 1$$,
    $$values ('7', 77.00, 7.70, 100084.70), ('8', 77.00, 7.70, 99915.30), ('9', 0.00, 0.00, 100000.00),
        ('91', 1000.00, 20315.00, 78685.00)$$,
    'the broker''s own commission and tax count, also a commission of nothing; they add to a purchase and lessen a sale'
);
select tests.sign_in_as_service();
delete from public.system_settings where key = 'commission_rates';
select tests.each_is_refused(
    $$select tests.place($1, 'none', '7203', 'buy', 1, 1)$$, 'KB401', 'without rates no order is taken'
);
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'every figure follows');

select * from finish();
rollback;
