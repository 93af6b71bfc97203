insert into public.error_catalog (code, name, meaning, hint)
values
    ('KB230', 'instrument_unknown', 'The symbol is not among the instruments.',
    'Look it up with search_instruments; the operator adds what is missing.'),
    ('KB231', 'instrument_inactive', 'The instrument takes no orders.', 'Choose another symbol, or ask the operator.'),
    ('KB232', 'odd_lot', 'The quantity is no multiple of the trading unit.', 'Send one of the quantities in the hint.'),
    ('KB233', 'price_off_tick', 'The price is no multiple of the tick.', 'Send one of the prices in the hint.'),
    ('KB234', 'price_outside_limits', 'The price is outside the limits of the day.', 'Send a price within them.'),
    ('KB235', 'direction_invalid', 'The direction of rounding is unknown.', 'Send down, up or nearest.'),
    ('KB601', 'symbol_not_normalised', 'The symbol is written in another spelling.', 'Send the one in the hint.')
on conflict (code) do update
set name = excluded.name, meaning = excluded.meaning, hint = excluded.hint;
