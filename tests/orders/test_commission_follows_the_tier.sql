begin;
select plan(11);

-- 100 @ 1,000 are 100,000 yen: 100 at the default rate of 0.1 %, 50 at the premium rate of 0.05 %.
select tests.open_portfolios(1000000);
create function pg_temp.become(new_tier text, rates text default null) returns void language plpgsql as $$
begin
    perform tests.sign_in_as_service();
    update public.user_profiles set tier = new_tier where id = any (tests.users());
    update public.system_settings set value = rates::jsonb where key = 'commission_rates' and rates is not null;
end;
$$;

select tests.trade('1', '7203', 'buy', 100, 1000);
select pg_temp.become('premium');
select tests.trade('2', '7203', 'buy', 100, 1000);
select pg_temp.become('enterprise');
select tests.trade('3', '7203', 'sell', 100, 1000);
select tests.each_sees(
    'select client_order_id::text, commission_rate, commission, tax, net_amount from public.trades order by 1',
    $$values ('1', 0.001, 100.00, 0.00, 100100.00), ('2', 0.0005, 50.00, 0.00, 100050.00), ('3', 0.0005, 50.00, 0.00, 99950.00)$$,
    'tier basic pays the default rate, tiers premium and enterprise pay the premium rate'
);

-- Enterprise has a rate of its own of 0.02 %. The setting also has a rate for basic, which does not count.
select pg_temp.become('enterprise', '{"default": 0.002, "premium": 0.0005, "enterprise": 0.0002, "basic": 0.9}');
select tests.trade('4', '7203', 'buy', 100, 1000);
select pg_temp.become('basic');
select tests.trade('5', '7203', 'buy', 100, 1000);
select tests.each_sees(
    $$select client_order_id::text, commission_rate, commission, tax, net_amount from public.trades
    where client_order_id > '3' order by 1$$,
    $$values ('4', 0.0002, 20.00, 0.00, 100020.00), ('5', 0.002, 200.00, 0.00, 100200.00)$$,
    'tier enterprise pays a rate of its own where there is one, tier basic always the default rate'
);

-- An order keeps its rate to its end.
select tests.place('6', '7203', 'buy', 100, 1000);
select pg_temp.become('premium', '{"default": 0.01, "premium": 0.01}');
select tests.fill('6', '6', 100, 1000);
select tests.each_sees(
    $$select commission_rate, commission from public.trades where client_order_id = '6'$$, 'values (0.002, 200.00)',
    'an order pays the rate at which it was placed'
);

-- What the broker states counts. At the present rate of 1 % a commission would be 1,000.
select tests.trade('7', '7203', 'buy', 100, 1000, 77, 7.70);
select tests.trade('8', '7203', 'sell', 100, 1000, 77, 7.70);
select tests.trade('9', '7203', 'buy', 100, 1000, 0);
select tests.trade('91', '7203', 'sell', 100, 1000, null, 20315);
select tests.each_sees(
    $$select client_order_id::text, commission, tax, net_amount from public.trades where client_order_id > '6' order by 1$$,
    $$values ('7', 77.00, 7.70, 100084.70), ('8', 77.00, 7.70, 99915.30), ('9', 0.00, 0.00, 100000.00),
        ('91', 1000.00, 20315.00, 78685.00)$$,
    'commission and tax that the broker states count, also 0; they add to a purchase and reduce a sale'
);
select tests.sign_in_as_service();
delete from public.system_settings where key = 'commission_rates';
select tests.each_is_refused(
    $$select tests.place('none', '7203', 'buy', 1, 1)$$, 'KB401', 'without the setting commission_rates no order is accepted'
);
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'verify_ledger finds every figure right');

select * from finish();
rollback;
