begin;
select plan(25);

select tests.sign_in_as_service();
select is(
    tests.code(format('update public.system_settings set value = %L where key = %L', value, key)), code,
    format('%s: %s is %s', key, value, code)
)
from (values
    ('ai_model_config', '{"default_technical": "a/b"}', 'done'),
    ('ai_model_config', '{"default_technical": "a/b", "default_risk": ""}', 'KB402'),
    ('ai_model_config', '{"default_risk": "a/b"}', 'KB402'),
    ('ai_model_config', '{"default_technical": "a/b", "timeframes": []}', 'KB402'),
    ('ai_model_config', '{"default_technical": "a/b", "timeframes": ["1d", 1]}', 'KB402'),
    ('ai_model_config', '{"default_technical": "a/b", "timeframes": "1d"}', 'KB402'),
    ('ai_model_config', '{"default_technical": "a/b", "timeframes": ["1h", "1d"]}', 'done'),
    ('ai_consensus', '{"weights": {"technical": 0.4}, "threshold": 0.7}', 'done'), ('ai_consensus', '{"weights": {}}', 'KB402'),
    ('ai_consensus', '{"threshold": 0.7}', 'KB402'),
    ('ai_consensus', '{"weights": {"technical": -1}, "threshold": 0.7}', 'KB402'),
    ('ai_consensus', '{"weights": {}, "threshold": 1.01}', 'KB402'),
    ('ai_consensus', '{"weights": {}, "threshold": 0.123456789}', 'KB402'),
    ('ai_reservation', '{"hours": 1, "input_tokens": 0, "output_tokens": 0}', 'done'),
    ('ai_reservation', '{"hours": 0, "input_tokens": 0, "output_tokens": 0}', 'KB402'),
    ('ai_reservation', '{"hours": 1, "input_tokens": -1, "output_tokens": 0}', 'KB402'),
    ('ai_reservation', '{"hours": 1}', 'KB402'),
    ('ai_unknown_model_cost', '{"usd": 0.1}', 'done'), ('ai_unknown_model_cost', '{"usd": "0.1"}', 'KB402'),
    ('tier_limits', '{"basic": {"calls": 1}, "premium": {"calls": 2, "cost_usd": null}, "enterprise": {"calls": 3, "cost_usd": 4}}', 'done'),
    ('tier_limits', '{"basic": {"calls": 1.5}, "premium": {"calls": 2}, "enterprise": {"calls": 3}}', 'KB402'),
    ('tier_limits', '{"basic": {"calls": 1}, "premium": {"calls": 2}}', 'KB402'), ('tier_limits', '[]', 'KB402'),
    ('tier_limits', '{"basic": {"calls": -1}, "premium": {"calls": 2}, "enterprise": {"calls": 3}}', 'KB402'),
    ('tier_limits', '{"basic": {"calls": 1, "cost_usd": -1}, "premium": {"calls": 2}, "enterprise": {"calls": 3}}', 'KB402')
) as v (key, value, code);

select * from finish();
rollback;
