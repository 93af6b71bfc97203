insert into public.error_catalog (code, name, meaning, hint)
values
    ('KB403', 'job_not_found', 'There is no such job.', 'Use a name of kaboom.jobs().')
on conflict (code) do update
set name = excluded.name, meaning = excluded.meaning, hint = excluded.hint;
