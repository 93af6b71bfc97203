insert into public.error_catalog (code, name, meaning, hint)
values
    ('KB602', 'bar_misaligned', 'The bar does not start where its period starts.',
    'Send the start in the hint, or call ingest_market_data.'),
    ('KB603', 'batch_invalid', 'The bars are no JSON array.', 'Send an array with an object for each bar.'),
    ('KB604', 'batch_too_large', 'The call names more than it may.', 'Send several smaller calls.'),
    ('KB605', 'bar_malformed', 'The element is no object, or has no symbol.', 'Send an object with a symbol.'),
    ('KB606', 'timeframe_unknown', 'The timeframe is missing or not known.',
    'Send 1m, 5m, 15m, 30m, 1h, 2h, 4h, 1d, 1w or 1mo.'),
    ('KB607', 'bar_in_future', 'The bar starts in the future.',
    'Send it when it has begun; check the clock of the feed.'),
    ('KB608', 'bar_price_invalid', 'A price of the bar is missing or no number of yen.',
    'Send numbers from 0.01 to 99999999.99.'),
    ('KB609', 'bar_range_invalid', 'Low and high do not enclose open and close.', 'Ask the source for the right bar.'),
    ('KB610', 'bar_volume_invalid', 'The volume is no number of shares.', 'Send a whole number, zero or more.'),
    ('KB611', 'bar_time_invalid', 'The time of the bar is missing or none.',
    'Send ISO 8601, such as 2024-01-05T09:00:00+09:00.'),
    ('KB612', 'partition_busy', 'A partition is missing, and another load holds the table.', 'Send the batch again.'),
    ('KB613', 'bars_busy', 'Another transaction holds some of the bars.', 'Send the request again.')
on conflict (code) do update
set name = excluded.name, meaning = excluded.meaning, hint = excluded.hint;
