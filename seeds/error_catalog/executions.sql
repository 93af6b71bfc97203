insert into public.error_catalog (code, name, meaning, hint)
values
    ('KB122', 'execution_id_conflict', 'The execution_id belongs to another fill.', 'Ask the broker which one is right.'),
    ('KB132', 'overfill', 'The fill exceeds what remains of the order.', 'Ask the broker for the right quantity.'),
    ('KB140', 'execution_not_found', 'The order has no such fill.',
    'Name a fill of that order; a reversal cannot be reversed.'),
    ('KB141', 'already_reversed', 'The fill is reversed already.', 'A fill is reversed once.'),
    ('KB142', 'reversal_oversells', 'Without the fill a later sale would have sold more than was owned.',
    'Reverse the later sales first.'),
    ('KB209', 'execution_id_missing', 'The execution has no id.', 'Send the broker''s id of the fill.'),
    ('KB106', 'transfers_by_operator', 'Owners may not move shares themselves.', 'Ask the operator to move them.'),
    ('KB143', 'adjustment_not_found', 'The portfolio has no such movement of shares.',
    'Name the entry_no of a transfer or a correction.'),
    ('KB213', 'cost_invalid', 'The cost does not fit the movement of shares.',
    'State what incoming shares cost; leave it out for shares that leave.')
on conflict (code) do update
set name = excluded.name, meaning = excluded.meaning, hint = excluded.hint;
