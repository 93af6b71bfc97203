begin;
select plan(30);

select tests.sign_in_as_service();
select throws_ok(
    $$update public.system_settings set value = '{}' where key = 'commission_rates'$$,
    'KB402', $$setting commission_rates: default must be a number from 0 to 0.999999, not missing$$,
    'commission_rates may not be {}'
);
select throws_ok(
    $$update public.system_settings set value = '{"default": 1}' where key = 'commission_rates'$$,
    'KB402', $$setting commission_rates: default must be a number from 0 to 0.999999, not 1$$,
    'commission_rates may not be {"default": 1}'
);
select throws_ok(
    $$update public.system_settings set value = '{"default": -0.000001}' where key = 'commission_rates'$$,
    'KB402', $$setting commission_rates: default must be a number from 0 to 0.999999, not -0.000001$$,
    'commission_rates may not be {"default": -0.000001}'
);
select throws_ok(
    $$update public.system_settings set value = '{"default": 0.1, "premium": "low"}' where key = 'commission_rates'$$,
    'KB402', $$setting commission_rates: premium must be a number from 0 to 0.999999, not "low"$$,
    'commission_rates may not be {"default": 0.1, "premium": "low"}'
);
select throws_ok(
    $$update public.system_settings set value = '{"default": 0.1, "enterprise": 2}' where key = 'commission_rates'$$,
    'KB402', $$setting commission_rates: enterprise must be a number from 0 to 0.999999, not 2$$,
    'commission_rates may not be {"default": 0.1, "enterprise": 2}'
);
select throws_ok(
    $$update public.system_settings set value = '[]' where key = 'commission_rates'$$,
    'KB402', $$setting commission_rates: default must be a number from 0 to 0.999999, not missing$$,
    'commission_rates may not be []'
);
select throws_ok(
    $$update public.system_settings set value = 'null' where key = 'commission_rates'$$,
    'KB402', $$setting commission_rates: default must be a number from 0 to 0.999999, not missing$$,
    'commission_rates may not be null'
);
select throws_ok(
    $$update public.system_settings set value = '{"market_margin": -0.1}' where key = 'order_reservation'$$,
    'KB402', $$setting order_reservation: market_margin must be a number from 0 to 0.999999, not -0.1$$,
    'order_reservation may not be {"market_margin": -0.1}'
);
select throws_ok(
    $$update public.system_settings set value = '{"market_margin": 1}' where key = 'order_reservation'$$,
    'KB402', $$setting order_reservation: market_margin must be a number from 0 to 0.999999, not 1$$,
    'order_reservation may not be {"market_margin": 1}'
);
select throws_ok(
    $$update public.system_settings set value = '{"market_margin": "a lot"}' where key = 'order_reservation'$$,
    'KB402', $$setting order_reservation: market_margin must be a number from 0 to 0.999999, not "a lot"$$,
    'order_reservation may not be {"market_margin": "a lot"}'
);
select throws_ok(
    $$update public.system_settings set value = '{"margin": 0.1}' where key = 'order_reservation'$$,
    'KB402', $$setting order_reservation: market_margin must be a number from 0 to 0.999999, not missing$$,
    'order_reservation may not be {"margin": 0.1}'
);
select throws_ok(
    $$update public.system_settings set value = '{"header": "x-forwarded-for", "from_right": 0}' where key = 'audit_address'$$,
    'KB402', $$setting audit_address: from_right must be a number from 1 to 20, not 0$$,
    'audit_address may not be {"header": "x-forwarded-for", "from_right": 0}'
);
select throws_ok(
    $$update public.system_settings set value = '{"header": "x-forwarded-for", "from_right": 21}' where key = 'audit_address'$$,
    'KB402', $$setting audit_address: from_right must be a number from 1 to 20, not 21$$,
    'audit_address may not be {"header": "x-forwarded-for", "from_right": 21}'
);
select throws_ok(
    $$update public.system_settings set value = '{"header": "X Forwarded", "from_right": 1}' where key = 'audit_address'$$,
    'KB402', $$setting audit_address: header must be a text that matches ^[a-z0-9-]{1,100}$, not "X Forwarded"$$,
    'audit_address may not be {"header": "X Forwarded", "from_right": 1}'
);
select throws_ok(
    $$update public.system_settings set value = '{"timezone": "Asia/Seoul", "sessions": []}' where key = 'market_hours'$$,
    'KB402', 'setting market_hours must be what market_sessions says',
    'market_hours may not be {"timezone": "Asia/Seoul", "sessions": []}'
);
select throws_ok(
    $$update public.system_settings set value = '{"timezone": "Asia/Tokyo", "sessions": "all day"}' where key = 'market_hours'$$,
    'KB402', 'setting market_hours must be what market_sessions says',
    'market_hours may not be {"timezone": "Asia/Tokyo", "sessions": "all day"}'
);
select throws_ok(
    $$update public.system_settings set value = '{"default_technical": ""}' where key = 'ai_model_config'$$,
    'KB402', $$setting ai_model_config: default_technical must be a text that matches ^\S{1,100}$, not ""$$,
    'ai_model_config may not be {"default_technical": ""}'
);
select lives_ok(
    $$update public.system_settings set value = '{"default": 0}' where key = 'commission_rates'$$,
    'commission_rates may be {"default": 0}'
);
select lives_ok(
    $$update public.system_settings set value = '{"default": 0.999999, "premium": 0, "enterprise": 0.999999}' where key = 'commission_rates'$$,
    'commission_rates may be {"default": 0.999999, "premium": 0, "enterprise": 0.999999}'
);
select lives_ok(
    $$update public.system_settings set value = '{"market_margin": 0}' where key = 'order_reservation'$$,
    'order_reservation may be {"market_margin": 0}'
);
select lives_ok(
    $$update public.system_settings set value = '{"market_margin": 0.999999}' where key = 'order_reservation'$$,
    'order_reservation may be {"market_margin": 0.999999}'
);
select lives_ok(
    $$update public.system_settings set value = '{"header": "cf-connecting-ip", "from_right": 20}' where key = 'audit_address'$$,
    'audit_address may be {"header": "cf-connecting-ip", "from_right": 20}'
);

select throws_ok(
    $$update public.system_settings set value = '{"months": 0}' where key = 'audit_retention'$$,
    'KB402', $$setting audit_retention: months must be a number from 1 to 1200, not 0$$,
    'audit_retention may not be {"months": 0}'
);
select throws_ok(
    $$update public.system_settings set value = '{"months": 1201}' where key = 'audit_retention'$$,
    'KB402', $$setting audit_retention: months must be a number from 1 to 1200, not 1201$$,
    'audit_retention may not be {"months": 1201}'
);
select lives_ok(
    $$update public.system_settings set value = '{"months": 1200}' where key = 'audit_retention'$$,
    'audit_retention may be {"months": 1200}'
);

select throws_ok(
    $$insert into public.system_settings (key, value) values ('order_reservation', '{}') on conflict (key) do nothing$$,
    'KB402', null,
    'an insert is checked as an update is'
);
select throws_ok(
    $$update public.system_settings set key = 'order_reservation' where key = 'audit_address'$$,
    'KB402', null,
    'a setting that gets another name is checked by that name'
);
select lives_ok(
    $$insert into public.system_settings (key, value) values ('front_end_theme', '"dark"')$$,
    'a setting of the operator takes any value'
);

select tests.sign_out();
select is_empty(
    $$select s.key from public.system_settings as s
    where s.key <> 'front_end_theme' and to_regprocedure(format('kaboom.%I(jsonb)', 'setting_' || s.key)) is null$$,
    'every setting that Kaboom brings has a function that knows its bounds'
);
select is_empty(
    $$select f.proname
    from pg_proc as f
    where f.pronamespace = 'kaboom'::regnamespace
        and f.proname like 'setting\_%'
        and pg_get_function_arguments(f.oid) like 'value jsonb%'
        and not exists (select from public.system_settings as s where f.proname = 'setting_' || s.key)$$,
    'every function that knows the bounds of a setting belongs to a setting that Kaboom brings'
);

select * from finish();
rollback;
