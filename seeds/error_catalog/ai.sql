insert into public.error_catalog (code, name, meaning, hint)
values
    ('KB301', 'quota_used_up', 'All AI calls of the month are used.', 'Wait for the next month, or raise ai_quota_monthly.'),
    ('KB303', 'ai_cost_invalid', 'The cost of the call is no amount of US dollars.', 'Send zero or more, below 1,000,000.')
on conflict (code) do update
set name = excluded.name, meaning = excluded.meaning, hint = excluded.hint;
