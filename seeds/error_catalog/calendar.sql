insert into public.error_catalog (code, name, meaning, hint)
values
    ('KB620', 'calendar_ends', 'The calendar does not cover the days.',
    'Ask for days that it covers, or add days to trading_calendar.')
on conflict (code) do update
set name = excluded.name, meaning = excluded.meaning, hint = excluded.hint;
