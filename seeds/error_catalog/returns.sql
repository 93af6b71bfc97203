insert into public.error_catalog (code, name, meaning, hint)
values
    ('KB701', 'period_invalid',
    'The period ends before it starts.',
    'Send an end_date that is not before start_date.'),
    ('KB702', 'snapshots_missing',
    'The portfolio has no snapshot in the period.',
    'Ask for a period with a session; the first snapshot comes after the close of the first one.')
on conflict (code) do update
set name = excluded.name, meaning = excluded.meaning, hint = excluded.hint;
