insert into public.error_catalog (code, name, meaning, hint, meaning_ja, hint_ja)
values
    ('KB104', 'account_inactive',
    'The account is closed for orders.', 'Ask the operator to activate it.',
    'アカウントは注文を出せない状態です。', '運営者にアカウントの有効化を依頼してください。'),
    ('KB302', 'user_not_found',
    'There is no such user.', 'Use the id of a user who has signed up.',
    '指定されたユーザーは存在しません。', '登録済みのユーザーのIDを指定してください。')
on conflict (code) do update
set name = excluded.name, meaning = excluded.meaning, hint = excluded.hint, meaning_ja = excluded.meaning_ja,
    hint_ja = excluded.hint_ja;
