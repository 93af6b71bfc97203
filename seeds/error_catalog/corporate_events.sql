insert into public.error_catalog (code, name, meaning, hint)
values
    ('KB630', 'ratio_invalid', 'The ratio of the action is not possible.',
    'Send whole numbers above zero: more new than old shares, fewer for a merger.'),
    ('KB631', 'ex_date_no_session', 'The ex_date is no session of the exchange.',
    'Send the first session whose purchases have no part in the action.'),
    ('KB632', 'action_contradicts', 'The action contradicts another version or another action of the day.',
    'Send a correction as the next version.'),
    ('KB633', 'dividend_without_amount', 'The dividend has no amount per share.', 'Send gross_per_share above zero.'),
    ('KB638', 'action_invalid', 'The kind or other members of the action do not fit.',
    'A dividend has an amount, other kinds a ratio; other dates are not before ex_date.')
on conflict (code) do update
set name = excluded.name, meaning = excluded.meaning, hint = excluded.hint;
