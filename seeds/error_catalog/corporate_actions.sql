insert into public.error_catalog (code, name, meaning, hint)
values
    ('KB634', 'action_not_found', 'There is no such corporate action, or it has done nothing to the portfolio.',
    'Use the id of a row of corporate_actions.'),
    ('KB635', 'action_not_due', 'The action is not in force, not due yet, or of another kind.',
    'Use the version that is in force, from its ex_date on.'),
    ('KB636', 'late_fill_leaves_fraction', 'A fill that came after the action does not become whole shares.',
    'Take the action back in this portfolio, and apply it again.'),
    ('KB637', 'dividend_conflict', 'The broker stated other figures of this dividend before.',
    'Take it back, then record the right one.'),
    ('KB639', 'action_oversells', 'With the action, later sales would have sold more than was owned.',
    'Record the fills that are missing.')
on conflict (code) do update
set name = excluded.name, meaning = excluded.meaning, hint = excluded.hint;
