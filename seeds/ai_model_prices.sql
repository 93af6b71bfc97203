-- List prices in US dollars per million tokens, from the day they began. Only estimates rest on them; what an
-- operator has changed stays.
insert into public.ai_model_prices (model, valid_from, input_usd, output_usd)
values
    ('openai/gpt-3.5-turbo', '2024-01-25', 0.5, 1.5),
    ('openai/gpt-4', '2023-03-14', 30, 60),
    ('openai/gpt-4-turbo-preview', '2024-01-25', 10, 30),
    ('openai/gpt-4-turbo', '2024-04-09', 10, 30),
    ('openai/gpt-4o', '2024-05-13', 5, 15),
    ('openai/gpt-4o', '2024-10-02', 2.5, 10),
    ('openai/gpt-4o-mini', '2024-07-18', 0.15, 0.6),
    ('openai/gpt-4.1', '2025-04-14', 2, 8),
    ('openai/gpt-4.1-mini', '2025-04-14', 0.4, 1.6),
    ('openai/gpt-4.1-nano', '2025-04-14', 0.1, 0.4),
    ('anthropic/claude-3-haiku', '2024-03-13', 0.25, 1.25),
    ('anthropic/claude-3-sonnet', '2024-03-04', 3, 15),
    ('anthropic/claude-3-opus', '2024-03-04', 15, 75),
    ('anthropic/claude-3.5-sonnet', '2024-06-20', 3, 15),
    ('anthropic/claude-3.5-haiku', '2024-11-04', 1, 5),
    ('anthropic/claude-3.5-haiku', '2024-12-03', 0.8, 4),
    ('anthropic/claude-3.7-sonnet', '2025-02-24', 3, 15),
    ('anthropic/claude-sonnet-4', '2025-05-22', 3, 15),
    ('anthropic/claude-opus-4', '2025-05-22', 15, 75),
    ('google/gemini-2.0-flash-001', '2025-02-05', 0.1, 0.4)
on conflict (model, valid_from) do nothing;
