insert into public.error_catalog (code, name, meaning, hint, meaning_ja, hint_ja)
values
    ('KB620', 'calendar_ends',
    'The calendar does not cover the days.', 'Ask for days that it covers, or add days to trading_calendar.',
    'カレンダーがその日付を含んでいません。', '収録されている日付を指定するか、trading_calendar に日付を追加してください。')
on conflict (code) do update
set name = excluded.name, meaning = excluded.meaning, hint = excluded.hint, meaning_ja = excluded.meaning_ja,
    hint_ja = excluded.hint_ja;
