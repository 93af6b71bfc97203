-- What an operator has changed stays.
insert into public.system_settings (key, value, description, is_public)
values
    (
        'ai_model_config',
        '{"default_technical": "openai/gpt-4-turbo-preview", "timeframes": ["1d"]}',
        'AI model configuration',
        false
    ),
    (
        'ai_consensus',
        '{"weights": {}, "threshold": 0}',
        'Weight of each analysis type, else 1, and the confidence below which the decision is hold',
        true
    ),
    ('ai_freshness', '{"hours": 1}', 'How long an order may rest on an analysis', true),
    (
        'ai_reservation',
        '{"hours": 24, "input_tokens": 2000, "output_tokens": 500}',
        'How long an analysis reserves its cost, and the tokens expected of each model and analysis type',
        false
    ),
    ('ai_unknown_model_cost', '{"usd": 0.05}', 'What a model without a price reserves, in US dollars', false),
    (
        'tier_limits',
        '{"basic": {"calls": 100, "cost_usd": 50}, "premium": {"calls": 1000, "cost_usd": 500},
            "enterprise": {"calls": 10000, "cost_usd": 5000}}',
        'AI calls and US dollars that each tier may have in a month; cost_usd may be null',
        true
    ),
    ('commission_rates', '{"default": 0.001, "premium": 0.0005}', 'Trading commission rates', true),
    ('order_reservation', '{"market_margin": 0.05}', 'What market and stop orders reserve above their price',
        true),
    (
        'user_limits',
        '{"portfolios": 100, "open_orders": 1000, "watchlists": 100, '
        '"watchlist_items": 5000, "backtests": 1000}',
        'How many rows of a kind one user may have',
        true
    ),
    ('owners_may_transfer', 'false', 'Whether owners move shares in and out of their portfolios themselves',
        true),
    (
        'audit_address',
        '{"header": "x-forwarded-for", "from_right": 1}',
        'Which header holds the client''s address, and which of its elements, counted from the right',
        false
    ),
    ('audit_retention', '{"months": 84}', 'For how many months audit rows are kept; a week goes as a whole',
        false)
on conflict (key) do nothing;
