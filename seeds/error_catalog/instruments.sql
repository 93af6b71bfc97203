insert into public.error_catalog (code, name, meaning, hint, meaning_ja, hint_ja)
values
    ('KB230', 'instrument_unknown',
    'The symbol is not among the instruments.',
    'Look it up with search_instruments; the operator adds what is missing.',
    '銘柄が銘柄マスタ(instruments)に登録されていません。', 'search_instruments で検索してください。登録されていない銘柄は運営者が追加します。'),
    ('KB231', 'instrument_inactive',
    'The instrument takes no orders.', 'Choose another symbol, or ask the operator.',
    'この銘柄は注文を受け付けていません。', '別の銘柄を選ぶか、運営者に問い合わせてください。'),
    ('KB232', 'odd_lot',
    'The quantity is no multiple of the trading unit.', 'Send one of the quantities in the hint.',
    '数量が売買単位の倍数ではありません。', 'ヒントに示された数量のいずれかを送ってください。'),
    ('KB233', 'price_off_tick',
    'The price is no multiple of the tick.', 'Send one of the prices in the hint.',
    '価格が呼値の単位に合っていません。', 'ヒントに示された価格のいずれかを送ってください。'),
    ('KB234', 'price_outside_limits',
    'The price is outside the limits of the day.', 'Send a price within them.',
    '価格が当日の制限値幅を外れています。', '制限値幅に収まる価格を送ってください。'),
    ('KB235', 'direction_invalid',
    'The direction of rounding is unknown.', 'Send down, up or nearest.',
    '丸めの方向が不明です。', 'down、up、nearest のいずれかを送ってください。'),
    ('KB601', 'symbol_not_normalised',
    'The symbol is written in another spelling.', 'Send the one in the hint.',
    '銘柄コードの書き方が標準の形ではありません。', 'ヒントに示されたコードを送ってください。')
on conflict (code) do update
set name = excluded.name, meaning = excluded.meaning, hint = excluded.hint, meaning_ja = excluded.meaning_ja,
    hint_ja = excluded.hint_ja;
