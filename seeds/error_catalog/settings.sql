insert into public.error_catalog (code, name, meaning, hint)
values
    ('KB401', 'setting_missing', 'A setting that orders need is missing.', 'Run migrate.py up, or insert it.'),
    ('KB402', 'setting_invalid', 'The setting is missing a member, or one is out of bounds.',
    'Set it as its hint says.'),
    ('KB108', 'limit_reached', 'The account has as many as the setting user_limits allows.',
    'Remove some, or ask the operator to raise the limit.')
on conflict (code) do update
set name = excluded.name, meaning = excluded.meaning, hint = excluded.hint;
