begin;
select plan(7);

select results_eq(
    format('select basic, premium, enterprise from kaboom.setting_commission_rates(%L)', stored), expected,
    format('the setting commission_rates %s gives the rates %s', stored, expected)
)
from (
    values
        ('{"default": 0.003, "premium": 0.002, "enterprise": 0.001}', 'values (0.003, 0.002, 0.001)'),
        ('{"default": 0.003, "premium": 0.002}', 'values (0.003, 0.002, 0.002)'),
        ('{"default": 0.003, "enterprise": 0.001}', 'values (0.003, 0.003, 0.001)'),
        ('{"default": 0.003}', 'values (0.003, 0.003, 0.003)')
) as s (stored, expected);
select results_eq(
    'select basic, premium, enterprise from kaboom.setting_commission_rates()', 'values (0.001, 0.0005, 0.0005)',
    'a new database takes 0.1 % of a fill from tier basic and 0.05 % from the tiers above'
);
select is(kaboom.setting_order_reservation(), 0.05, 'a new database reserves 5 % above the price of market and stop purchases');
select is(
    (select array_agg(s.key::text order by s.key) from public.system_settings as s where s.is_public and s.key in (
        'commission_rates', 'order_reservation', 'ai_model_config', 'audit_address'
    )),
    array['commission_rates', 'order_reservation'],
    'everybody reads the rates and the margin, and only the service role the model and the header of addresses'
);

select * from finish();
rollback;
