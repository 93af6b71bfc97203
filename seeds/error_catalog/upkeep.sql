insert into public.error_catalog (code, name, meaning, hint, meaning_ja, hint_ja)
values
    ('KB403', 'job_not_found',
    'There is no such job.', 'Use a name of kaboom.jobs().',
    '指定されたジョブは存在しません。', 'kaboom.jobs() にある名前を指定してください。')
on conflict (code) do update
set name = excluded.name, meaning = excluded.meaning, hint = excluded.hint, meaning_ja = excluded.meaning_ja,
    hint_ja = excluded.hint_ja;
