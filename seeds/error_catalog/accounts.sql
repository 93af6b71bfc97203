insert into public.error_catalog (code, name, meaning, hint)
values
    ('KB104', 'account_inactive', 'The account is closed for orders.', 'Ask the operator to activate it.'),
    ('KB302', 'user_not_found', 'There is no such user.', 'Use the id of a user who has signed up.')
on conflict (code) do update
set name = excluded.name, meaning = excluded.meaning, hint = excluded.hint;
