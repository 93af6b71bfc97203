insert into public.movement_kinds (ledger, kind, cash, quantity, cost, contribution, profit, meaning)
values
    ('cash_ledger', 'opening', '+', '0', '0', '+', '0', 'The initial capital of the portfolio.'),
    ('cash_ledger', 'deposit', '+', '0', '0', '+', '0', 'The owner pays cash in.'),
    ('cash_ledger', 'withdrawal', '-', '0', '0', '-', '0', 'The owner takes cash out.'),
    ('cash_ledger', 'buy', '-', '+', '+', '0', '0', 'The amount of a purchase.'),
    ('cash_ledger', 'sell', '+', '-', '-', '0', '+-', 'The amount of a sale.'),
    ('cash_ledger', 'commission', '-', '0', '+', '0', '-',
    'The commission of a fill: part of the cost of a purchase, taken off the profit of a sale.'),
    ('cash_ledger', 'tax', '-', '0', '+', '0', '-',
    'The tax of a fill: part of the cost of a purchase, taken off the profit of a sale.'),
    ('cash_ledger', 'reversal', '+-', '+-', '+-', '+-', '+-',
    'A fill is taken back; where shares have left by transfer since, their cost changes.'),
    ('cash_ledger', 'fee', '+-', '0', '0', '0', '+-', 'A fee of the broker, or its refund.'),
    ('cash_ledger', 'interest', '+-', '0', '0', '0', '+-', 'Interest paid or charged.'),
    ('cash_ledger', 'capital_gains_tax', '+-', '0', '0', '0', '+-',
    'Tax on profits that the broker withholds (特定口座), or gives back.'),
    ('cash_ledger', 'adjustment', '+-', '0', '0', '0', '0', 'A correction of cash by the operator.'),
    ('position_adjustments', 'transfer', '0', '+-', '+-', '+-', '0',
    'Shares come from another account with their cost, or leave with their part of the moving average.'),
    ('position_adjustments', 'correction', '0', '+-', '+-', '+-', '0', 'A correction of shares and cost by the operator.'),
    ('position_adjustments', 'reversal', '0', '+-', '+-', '+-', '+-',
    'A transfer or a correction is taken back; profits realised since change with their cost.')
on conflict (ledger, kind) do update
set cash = excluded.cash, quantity = excluded.quantity, cost = excluded.cost, contribution = excluded.contribution,
    profit = excluded.profit, meaning = excluded.meaning;
