insert into public.error_catalog (code, name, meaning, hint)
values
    ('KB122', 'execution_id_conflict', 'The execution_id belongs to another fill.', 'Ask the broker which one is right.'),
    ('KB131', 'order_closed', 'The order is filled, cancelled or rejected.', 'Only open orders take fills.'),
    ('KB132', 'overfill', 'The fill exceeds what remains of the order.', 'Ask the broker for the right quantity.'),
    ('KB140', 'execution_not_found', 'The order has no such fill.',
    'Name a fill of that order; a reversal cannot be reversed.'),
    ('KB141', 'already_reversed', 'The fill is reversed already.', 'A fill is reversed once.'),
    ('KB142', 'reversal_oversells', 'Without the fill a later sale would have sold more than was held.',
    'Reverse the later sales first.'),
    ('KB209', 'execution_id_missing', 'The execution has no id.', 'Send the broker''s id of the fill.')
on conflict (code) do update
set name = excluded.name, meaning = excluded.meaning, hint = excluded.hint;
