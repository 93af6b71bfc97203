insert into public.error_catalog (code, name, meaning, hint, meaning_ja, hint_ja)
values
    ('KB401', 'setting_missing',
    'A setting that orders need is missing.', 'Run migrate.py up, or insert it.',
    '注文に必要な設定がありません。', 'migrate.py up を実行するか、設定を追加してください。'),
    ('KB402', 'setting_invalid',
    'The setting is missing a member, or one is out of bounds.', 'Set it as its hint says.',
    '設定に項目が足りないか、範囲外の値があります。', 'ヒントのとおりに設定してください。'),
    ('KB108', 'limit_reached',
    'The account has as many as the setting user_limits allows.',
    'Remove some, or ask the operator to raise the limit.',
    '設定 user_limits で決められた上限に達しています。', '不要なものを削除するか、運営者に上限の引き上げを依頼してください。')
on conflict (code) do update
set name = excluded.name, meaning = excluded.meaning, hint = excluded.hint, meaning_ja = excluded.meaning_ja,
    hint_ja = excluded.hint_ja;
