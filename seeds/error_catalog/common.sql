insert into public.error_catalog (code, name, meaning, hint)
values
    ('KB105', 'owner_immutable', 'A row cannot go to another user.', 'Insert a row for the other user.')
on conflict (code) do update
set name = excluded.name, meaning = excluded.meaning, hint = excluded.hint;
