-- What an operator has changed stays.
insert into public.system_settings (key, value, description, is_public)
values
    ('ai_model_config', '{"default_technical": "openai/gpt-4-turbo-preview"}', 'AI model configuration', false),
    (
        'market_hours',
        '{"timezone": "Asia/Tokyo", "sessions": [
            {"from": "1954-01-01", "morning": ["09:00", "11:30"], "afternoon": ["12:30", "15:00"]},
            {"from": "2024-11-05", "morning": ["09:00", "11:30"], "afternoon": ["12:30", "15:30"]}]}',
        'Market trading hours',
        true
    ),
    ('commission_rates', '{"default": 0.001, "premium": 0.0005}', 'Trading commission rates', true),
    ('order_reservation', '{"market_margin": 0.05}', 'What market and stop orders reserve above their price', true),
    (
        'user_limits',
        '{"portfolios": 100, "open_orders": 1000, "watchlists": 100, "watchlist_items": 5000, "backtests": 1000}',
        'How many rows of a kind one user may have',
        true
    ),
    ('owners_may_transfer', 'false', 'Whether owners move shares in and out of their portfolios themselves', true),
    (
        'audit_address',
        '{"header": "x-forwarded-for", "from_right": 1}',
        'Which header holds the client''s address, and which of its elements, counted from the right',
        false
    )
on conflict (key) do nothing;
