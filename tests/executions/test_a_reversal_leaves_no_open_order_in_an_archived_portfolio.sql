begin;
select plan(5);

-- Because nothing may move in an archived portfolio, the reversal also cancels the order that it would open again.
select tests.open_portfolios(1000000);
select tests.trade('first', '7203', 'buy', 100, 1000);
select tests.archive();
select tests.reverse('first', 'first', 'r1');
select tests.each_sees(
    $$select p.is_active, p.reserved_balance, count(*) filter (where t.status in ('pending', 'partial'))
    from public.portfolios as p join public.trades as t on t.portfolio_id = p.id group by p.id$$,
    'values (false, 0.00, 0::bigint)', 'a reversal leaves no open order in an archived portfolio'
);
-- The broker's word is the truth: 10 @ 1,000 cost 10,000 + 10, which leaves 989,990 of 1,000,000.
select tests.fill('first', 'e2', 10, 1000);
select tests.each_sees(
    $$select t.status::text, t.filled_quantity, t.reserved_amount, p.current_balance, p.reserved_balance
    from public.portfolios as p join public.trades as t on t.portfolio_id = p.id$$,
    $$values ('cancelled', 10, 0.00, 989990.00, 0.00)$$,
    'the corrected fill of an order in an archived portfolio is booked, and the order stays cancelled'
);
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'verify_ledger finds every figure right');

select * from finish();
rollback;
