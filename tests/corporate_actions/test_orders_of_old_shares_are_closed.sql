begin;
select plan(8);

-- The split is of today's last session, and the orders were placed before it, but for one.
select tests.open_portfolios(1000000);
select tests.trade('owned', '7203', 'buy', 100, 1000);
select tests.place('buy', '7203', 'buy', 100, 900);
select tests.place('sell', '7203', 'sell', 60, 1200);
select tests.place('other', '6758', 'buy', 100, 900);
select tests.place('partly', '7203', 'buy', 100, 1000);
select tests.fill('partly', 'part', 40, 1000);
select tests.sign_in_as_service();
update public.trades set order_id = 'the broker has it' where client_order_id = 'sell' and user_id = tests.user_id('tables');
select tests.sign_out();
update public.trades set created_at = '2024-03-01 15:00+09' where client_order_id <> 'other';
update public.trades set created_at = '2024-03-04 00:00+09' where client_order_id = 'owned';
select tests.place('new', '7203', 'sell', 30, 250);
select tests.sign_in_as_service();
insert into public.corporate_actions (symbol, kind, ex_date, old_shares, new_shares) values ('7203', 'split', '2024-03-04', 1, 5);
select is(
    (select count(*) from public.apply_corporate_action((select id from public.corporate_actions))), 2::bigint,
    'an action is applied to both portfolios'
);
select tests.each_sees(
    $$select client_order_id, status from public.trades order by client_order_id$$,
    $$values ('buy', 'cancelled'::varchar), ('new', 'pending'), ('other', 'pending'), ('owned', 'filled'), ('partly', 'cancelled'),
        ('sell', 'cancelled')$$,
    'orders that were placed before ex_date are closed, even one that the broker has; later ones and other shares stay'
);
select tests.each_sees(
    $$select distinct reason from public.trades where status = 'cancelled'$$,
    $$values ('split of 1 into 5 shares on 2024-03-04')$$, 'a closed order says why'
);
-- 140 shares of now, because the fills were booked without a time: no split of them, but the orders are gone.
select tests.each_sees(
    $$select h.reserved_quantity, p.reserved_balance from public.positions as h
    join public.portfolios as p on p.id = h.portfolio_id where h.symbol = '7203'$$,
    'values (30, 90090.00)', 'what closed orders reserved is free'
);
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'verify_ledger finds every figure right');

select * from finish();
rollback;
