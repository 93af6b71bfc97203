insert into public.error_catalog (code, name, meaning, hint)
values
    ('KB111', 'insufficient_shares', 'Free shares do not cover the sale.', 'Sell less, or cancel a waiting sale.'),
    ('KB121', 'order_id_conflict', 'The client_order_id or order_id belongs to another order.', 'Use a new id.'),
    ('KB130', 'order_not_found', 'There is no such order.', 'Use the id of an order.'),
    ('KB133', 'transition_refused', 'The order cannot take that status, or no other times of its end.', 'Cancel open orders, reject pending ones.'),
    ('KB150', 'analysis_unusable', 'The analysis cannot carry the order.',
    'Name a completed one of the share, at most one hour old.'),
    ('KB201', 'symbol_invalid', 'The symbol is no code of the Tokyo Stock Exchange.', 'Four characters, such as 7203 or 130A.'),
    ('KB202', 'quantity_invalid', 'The quantity is not above zero.', 'Send at least one share.'),
    ('KB203', 'price_invalid', 'The price is not above zero.', 'Send yen per share.'),
    ('KB204', 'stop_price_invalid', 'The stop price does not fit the type of the order.',
    'Only stop and stop_limit orders take one.'),
    ('KB206', 'costs_invalid', 'Commission or tax is below zero.', 'Send zero or more, or leave them out.'),
    ('KB208', 'order_too_large', 'The amount with its costs, or the shares, are more than a portfolio can hold.',
    'Keep it below 10,000,000,000,000 yen and 2147483648 shares.'),
    ('KB210', 'trade_type_invalid', 'The trade_type is neither buy nor sell.', 'Send buy or sell.'),
    ('KB151', 'analysis_disagrees', 'The decision of the analysis contradicts the order.',
    'Name an analysis that agrees, or none.'),
    ('KB212', 'order_type_invalid', 'The order_type is not known.', 'Send limit, market, stop or stop_limit.')
on conflict (code) do update
set name = excluded.name, meaning = excluded.meaning, hint = excluded.hint;
