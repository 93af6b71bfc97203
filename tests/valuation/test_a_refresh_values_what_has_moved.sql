begin;
select plan(13);

create function pg_temp.stored() returns table (
    total_return numeric, return_percentage numeric, weight numeric, price numeric, priced_at timestamptz, is_valued boolean
) language sql security definer as $$
    select p.total_return, p.return_percentage, h.weight_percentage, h.current_price, h.last_price_update,
        p.valued_entry_no = p.last_entry_no
    from public.portfolios as p
    join public.positions as h on h.user_id = p.user_id and h.portfolio_id = p.id
    where p.id = tests.portfolio_id('main');
$$;

-- Commission is 0.1 %. 100 @ 1,000 cost 100,100, so 899,900 of 1,000,000 are left. No company has the code 9Y2Y.
select tests.sign_in('taro');
select tests.open_portfolio('main', 1000000);
select tests.buy('main', '9Y2Y', 100, 1000);
select tests.sign_in_as_service();
select results_eq(
    'select is_valued from pg_temp.stored()', 'values (false)', 'a fill leaves its portfolio to the next refresh'
);
-- Shares without a price count at their cost: 100,100 / 1,000,000 = 10.01 %.
select is(public.refresh_valuations(), 0, 'a refresh that values every portfolio returns 0');
select results_eq(
    'select * from pg_temp.stored()',
    'values (0.00, 0.0000, 10.01, null::numeric, null::timestamptz, true)',
    'shares without a price have the weight of their cost, and the portfolio counts as valued'
);
-- At 1,300: 130,000 of 1,029,900 are 12.6226 %; 29,900 of 1,000,000 are 2.99 %.
insert into public.market_data (symbol, timeframe, data_timestamp, close_price)
values ('9Y2Y', '1d', '2024-12-02 00:00+09', 1300);
create temporary table latest as select l.price_timestamp from public.latest_prices as l where l.symbol = '9Y2Y';
select public.refresh_valuations();
select results_eq(
    'select s.* from pg_temp.stored() as s join latest as l on l.price_timestamp = s.priced_at',
    'select 29900.00, 2.9900, 12.62, 1300.00, l.price_timestamp, true from latest as l',
    'a new price is a reason to store the return, the weight, the price and the time of the price'
);

insert into public.market_data (symbol, timeframe, data_timestamp, close_price)
values ('9Y2Y', '1d', '2024-12-03 00:00+09', 1400);
select results_eq(
    'select v.price, h.current_price from public.position_valuations as v join public.positions as h on h.id = v.position_id',
    'values (1400.00, 1300.00)', 'position_valuations has a new price at once, where the position has the one of the last refresh'
);
delete from public.market_data where symbol = '9Y2Y' and close_price = 1400;

-- 100,000 withdrawn: 130,000 of 929,900 are 13.98 %. The return stays.
select tests.sign_in('taro');
select public.withdraw_cash(tests.portfolio_id('main'), 100000, 'w1');
select tests.sign_in_as_service();
select public.refresh_valuations();
select results_eq(
    'select total_return, return_percentage, weight, is_valued from pg_temp.stored()',
    'values (29900.00, 2.9900, 13.98, true)', 'cash that moved is a reason to store the new weight, and a withdrawal leaves the return as it was'
);

select tests.sign_in('hanako');
select tests.open_portfolio('other', 50000);
select tests.sign_in_as_service();
select is(public.refresh_valuations(1), 0, 'a refresh of at most one portfolio values the only one that waits');
-- A row that is written moves to another place of its table, even when its content stays.
create temporary table places as
select 'portfolio' as what, p.ctid::text as place from public.portfolios as p
union all
select 'position', h.ctid::text from public.positions as h;
select is(public.refresh_valuations(), 0, 'a refresh without a reason returns 0');
select set_eq(
    'select what, place from places',
    $$select 'portfolio' as what, p.ctid::text as place from public.portfolios as p
    union all select 'position', h.ctid::text from public.positions as h$$,
    'a refresh without a reason writes no row'
);
select results_eq(
    $$select total_return, valued_entry_no = last_entry_no from public.portfolios where id = tests.portfolio_id('other')$$,
    'values (0.00, true)', 'a portfolio without shares counts as valued after a refresh'
);
select tests.sign_in('taro');
select public.deposit_cash(tests.portfolio_id('main'), 1, 'd1');
select tests.sign_in('hanako');
select public.deposit_cash(tests.portfolio_id('other'), 1, 'd1');
select tests.sign_in_as_service();
select is(public.refresh_valuations(1), 1, 'a refresh returns how many portfolios it leaves to the next call');
select is(public.refresh_valuations(1), 0, 'the next call values a portfolio that was left');
select tests.sign_in('taro');
select is(
    tests.code('select public.refresh_valuations()'), '42501', 'a user does not refresh the valuations'
);

select * from finish();
rollback;
