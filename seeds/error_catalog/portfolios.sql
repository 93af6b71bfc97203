insert into public.error_catalog (code, name, meaning, hint)
values
    ('KB101', 'portfolio_not_found', 'There is no such portfolio of the caller.', 'Use the id of one of your own portfolios.'),
    ('KB102', 'portfolio_archived', 'The portfolio takes no order and moves no cash.', 'Set is_active to true first.'),
    ('KB103', 'open_orders', 'A portfolio with open orders cannot be archived.', 'Cancel its open orders first.'),
    ('KB110', 'insufficient_cash', 'Free cash does not cover the amount.', 'Take less, cancel a waiting purchase, or deposit.'),
    ('KB112', 'balance_too_large', 'The balance would exceed what a portfolio can hold.', 'Keep it below 1e13 yen.'),
    ('KB120', 'idempotency_conflict', 'The idempotency_key belongs to another movement.', 'Use a new key.'),
    ('KB134', 'portfolio_busy', 'Another transaction has locked the portfolio.', 'Send the request again.'),
    ('KB205', 'amount_invalid', 'The amount does not fit its kind.', 'Deposits are above zero, withdrawals below.'),
    ('KB207', 'key_missing', 'The movement has no idempotency_key.', 'Send a key of your own.'),
    ('KB107', 'archived_by_operator', 'The operator has archived the portfolio.', 'Ask the operator to open it again.')
on conflict (code) do update
set name = excluded.name, meaning = excluded.meaning, hint = excluded.hint;
