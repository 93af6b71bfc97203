insert into public.error_catalog (code, name, meaning, hint)
values
    ('KB101', 'portfolio_not_found', 'There is no such portfolio of the caller.', 'Use the id of one of your own portfolios.'),
    ('KB102', 'portfolio_archived', 'The portfolio takes no order and moves no cash.', 'Set is_active to true first.'),
    ('KB103', 'open_orders', 'A portfolio with open orders cannot be archived.', 'Cancel its open orders first.'),
    ('KB104', 'account_inactive', 'The account is closed for orders.', 'Ask the operator to activate it.'),
    ('KB110', 'insufficient_cash', 'Free cash does not cover the amount.', 'Take less, cancel a waiting purchase, or deposit.'),
    ('KB111', 'insufficient_shares', 'Free shares do not cover the sale.', 'Sell less, or cancel a waiting sale.'),
    ('KB112', 'balance_too_large', 'The balance would exceed what a portfolio can hold.', 'Keep it below 10,000,000,000,000 yen.'),
    ('KB120', 'idempotency_conflict', 'The idempotency_key belongs to another movement.', 'Use a new key.'),
    ('KB121', 'client_order_id_conflict', 'The client_order_id belongs to another order.', 'Use a new id.'),
    ('KB122', 'execution_id_conflict', 'The execution_id belongs to another fill.', 'Ask the broker which one is right.'),
    ('KB130', 'order_not_found', 'There is no such order.', 'Use the id of an order.'),
    ('KB131', 'order_closed', 'The order is filled, cancelled or rejected.', 'Only open orders take fills.'),
    ('KB132', 'overfill', 'The fill exceeds what remains of the order.', 'Ask the broker for the right quantity.'),
    ('KB133', 'transition_refused', 'The order cannot take that status.', 'Cancel open orders, reject pending ones.'),
    ('KB134', 'portfolio_busy', 'Another transaction holds the portfolio.', 'Send the request again.'),
    ('KB150', 'analysis_unusable', 'The analysis cannot carry the order.', 'Name a completed one of the share, at most one hour old.'),
    ('KB201', 'symbol_invalid', 'The symbol is no code of the Tokyo Stock Exchange.', 'Four characters, such as 7203 or 130A.'),
    ('KB202', 'quantity_invalid', 'The quantity is not above zero.', 'Send at least one share.'),
    ('KB203', 'price_invalid', 'The price is not above zero.', 'Send yen a share.'),
    ('KB204', 'stop_price_invalid', 'The stop price does not fit the type of the order.', 'Only stop and stop_limit orders take one.'),
    ('KB205', 'amount_invalid', 'The amount does not fit its kind.', 'Deposits are above zero, withdrawals below.'),
    ('KB206', 'costs_invalid', 'Commission or tax is below zero.', 'Send zero or more, or leave them out.'),
    ('KB207', 'key_missing', 'The movement has no idempotency_key.', 'Send a key of your own.'),
    ('KB401', 'setting_missing', 'A setting that orders need is missing.', 'Run migrate.py up, or insert it.')
on conflict (code) do update
set name = excluded.name, meaning = excluded.meaning, hint = excluded.hint;
