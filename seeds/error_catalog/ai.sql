insert into public.error_catalog (code, name, meaning, hint)
values
    ('KB301', 'quota_used_up', 'All AI calls of the month are used or reserved.',
    'Wait for the next month, or raise the tier or ai_quota_monthly.'),
    ('KB303', 'ai_cost_invalid', 'The cost of the call is no amount of US dollars.',
    'Send zero or more, below 1,000,000.'),
    ('KB304', 'budget_used_up', 'The dollars of the month do not cover the AI call.',
    'Ask fewer or cheaper models, wait for the next month, or raise the tier.'),
    ('KB305', 'request_id_conflict', 'The request_id belongs to another AI request.',
    'Use a new request_id.'),
    ('KB306', 'ai_request_invalid', 'An argument of an AI request does not fit.',
    'Send what the hint names.'),
    ('KB307', 'analysis_not_found', 'There is no such analysis.', 'Use the id of an analysis.'),
    ('KB308', 'analysis_ended', 'The analysis is completed or failed, and never changes.',
    'Ask for a new one; book what a call did cost with settle_ai_usage.'),
    ('KB309', 'analysis_status_backward', 'The status of an analysis only moves forward.',
    'Wait for its claim to end.'),
    ('KB310', 'model_results_invalid', 'The results of the models are malformed.',
    'Correct the element at the path of the message.'),
    ('KB311', 'ai_usage_invalid', 'The usage of the calls is malformed.',
    'Send the usage object of OpenRouter.'),
    ('KB312', 'ai_weights_invalid', 'A weight is no number from 0, or all of them are 0.',
    'Send {"technical": 0.4}.'),
    ('KB313', 'ai_indicators_invalid', 'The technical indicators are malformed.',
    'Send {"RSI": 28.5}, or leave them out.'),
    ('KB314', 'decision_contradicts', 'The final decision is not what the results add up to.',
    'Leave final_decision out.')
on conflict (code) do update
set name = excluded.name, meaning = excluded.meaning, hint = excluded.hint;
