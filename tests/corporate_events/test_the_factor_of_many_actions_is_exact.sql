begin;
select plan(3);

-- Three splits and three mergers by the same primes, whose product has 18 digits: what one does the other takes back.
insert into public.corporate_actions (symbol, kind, ex_date, old_shares, new_shares)
values
    ('7203', 'split', '2024-03-04', 1, 999983), ('7203', 'split', '2024-03-05', 1, 999979),
    ('7203', 'split', '2024-03-06', 1, 999961), ('7203', 'merger', '2024-03-07', 999983, 1),
    ('7203', 'merger', '2024-03-08', 999979, 1), ('7203', 'merger', '2024-03-11', 999961, 1);

select is(
    public.price_factor('7203', '2024-03-01', '2024-03-11'), 1::numeric, 'what splits do and mergers take back leaves prices exactly'
);
select is(
    public.price_factor('7203', '2024-03-06', '2024-03-11'), 999983::numeric * 999979 * 999961,
    'the factor of mergers is the product of their ratios, to the last digit'
);
select is(
    round(1 / public.price_factor('7203', '2024-03-01', '2024-03-05')), 999983::numeric * 999979,
    'the factor of splits is one divided by the product of their ratios'
);

select * from finish();
rollback;
