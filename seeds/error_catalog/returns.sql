insert into public.error_catalog (code, name, meaning, hint, meaning_ja, hint_ja)
values
    ('KB701', 'period_invalid',
    'The period ends before it starts.', 'Send an end_date that is not before start_date.',
    '期間の終了日が開始日より前です。', '開始日以降の end_date を指定してください。'),
    ('KB702', 'snapshots_missing',
    'The portfolio has no snapshot in the period.',
    'Ask for a period with a session; the first snapshot comes after the close of the first one.',
    '指定された期間にポートフォリオの日次記録がありません。', '営業日を含む期間を指定してください。最初の記録は、開設後最初の取引終了後に作られます。'),
    ('KB703', 'list_invalid',
    'A list of numbers or days has several dimensions.', 'Send lists of single values.',
    '数値または日付の配列が多次元です。', '一次元の配列を指定してください。')
on conflict (code) do update
set name = excluded.name, meaning = excluded.meaning, hint = excluded.hint, meaning_ja = excluded.meaning_ja,
    hint_ja = excluded.hint_ja;
