begin;
select plan(23);

-- No company has the code 9Y2Y. Each of 21 portfolios gets 10 shares at a cost of 10,000.
select tests.sign_in('taro');
select tests.open_portfolio('p' || n, 90000) from generate_series(1, 21) as n;
select tests.sign_in_as_service();
insert into public.position_adjustments (portfolio_id, symbol, quantity, cost, idempotency_key)
select tests.portfolio_id('p' || n), '9Y2Y', 10, 10000, 't' || n from generate_series(1, 21) as n;

select is(
    array[public.refresh_valuations(8), public.refresh_valuations(8), public.refresh_valuations(8), public.refresh_valuations(8)],
    array[13, 5, 0, 0], 'refresh_valuations values at most as many portfolios as at_most says, and returns how many are left'
);
-- 10,000 of 100,000 are 10 %; no price, no return.
select results_eq(
    $$select distinct p.total_return, p.return_percentage, h.weight_percentage, h.current_price,
        p.valued_entry_no, count(*) over ()
    from public.portfolios as p join public.positions as h on h.portfolio_id = p.id where p.user_id = tests.user_id('taro')$$,
    'values (0.00, 0.0000, 10.00, null::numeric, 2::bigint, 21::bigint)', 'every portfolio has its turn'
);

-- A price of 2,000: 20,000 of 110,000 are 18.18 %, and the return is 10,000 of 100,000 (90,000 paid in, shares of 10,000).
insert into public.market_data (symbol, timeframe, data_timestamp, close_price)
values ('9Y2Y', '1d', '2024-12-02 00:00+09', 2000);
select is(public.refresh_valuations(at_most), left_over, format('refresh_valuations of at most %s', at_most))
from (values (0, 20), (-5, 19), (1, 18), (null, 0), (5000, 0)) as v (at_most, left_over);
select results_eq(
    $$select distinct p.total_return, p.return_percentage, h.weight_percentage, h.current_price, count(*) over ()
    from public.portfolios as p join public.positions as h on h.portfolio_id = p.id where p.user_id = tests.user_id('taro')$$,
    'values (10000.00, 10.0000, 18.18, 2000.00, 21::bigint)', 'a new price is a reason to value the portfolios that own the share'
);

-- A row that is written moves to another place of its table.
create function pg_temp.places() returns table (name text, place text) language sql security definer as $$
    select p.name::text, p.ctid::text from public.portfolios as p where p.user_id = tests.user_id('taro')
    union all
    select p.name || ': shares', h.ctid::text from public.positions as h
    join public.portfolios as p on p.id = h.portfolio_id where p.user_id = tests.user_id('taro');
$$;
create temporary table places as select * from pg_temp.places();
select is(public.refresh_valuations(), 0, 'a refresh without a reason has nothing left');
select is_empty('select * from pg_temp.places() except select * from places', 'a refresh without a reason writes no row');
insert into public.market_data (symbol, timeframe, data_timestamp, close_price)
values ('9Y2Y', '1d', '2024-12-03 00:00+09', 2000);
select is(public.refresh_valuations(), 0, 'a new bar at the same price leaves nothing to value');
select is_empty(
    'select * from pg_temp.places() except select * from places', 'a new bar at the same price is no reason to write a row'
);
-- A deposit of 10,000 makes 20,000 of 120,000: 16.67 %. The portfolio and its shares are written, no other row.
insert into public.cash_ledger (portfolio_id, kind, amount, idempotency_key)
values (tests.portfolio_id('p7'), 'deposit', 10000, 'd1');
truncate places;
insert into places select * from pg_temp.places();
select is(public.refresh_valuations(1), 0, 'a portfolio whose cash has moved is the only one to value');
select set_eq(
    'select name from (select * from pg_temp.places() except select * from places) as w', $$values ('p7'), ('p7: shares')$$,
    'a refresh writes the portfolio whose cash has moved and its shares, and no other row'
);
select results_eq(
    $$select h.weight_percentage, p.total_return, p.return_percentage
    from public.portfolios as p join public.positions as h on h.portfolio_id = p.id where p.name = 'p7'$$,
    -- 10,000 of 100,000 + 10,000
    'values (16.67, 10000.00, 9.0909)', 'a refresh after a deposit stores the new weight and the new return'
);
-- A transfer is a reason, too.
select public.transfer_shares(tests.portfolio_id('p3'), '9Y2Y', 10, 20000, 'more');
select is(public.refresh_valuations(1), 0, 'a portfolio whose shares have moved is the only one to value');
-- 40,000 of 130,000 are 30.77 %; of 90,000 + 30,000 put in 10,000 are 8.3333 %.
select results_eq(
    $$select h.weight_percentage, p.total_return, p.return_percentage
    from public.portfolios as p join public.positions as h on h.portfolio_id = p.id where p.name = 'p3'$$,
    'values (30.77, 10000.00, 8.3333)', 'shares that come in by transfer are no return'
);

-- What the job "refresh valuations" does: a query lists the parts of the work, and a command does each.
insert into public.market_data (symbol, timeframe, data_timestamp, close_price)
values ('9Y2Y', '1d', '2024-12-04 00:00+09', 3000);
select tests.sign_out();
create function pg_temp.parts() returns table (part text) language plpgsql as $$
begin
    return query execute (select j.parts from kaboom.jobs() as j where j.job = 'refresh valuations');
end;
$$;
create function pg_temp.work(part text) returns void language plpgsql as $$
begin
    execute (select j.command from kaboom.jobs() as j where j.job = 'refresh valuations') using part;
end;
$$;
select results_eq(
    'select cardinality(part::uuid[]) from pg_temp.parts() order by 1', 'values (1), (20)',
    'the job values 21 portfolios in a part of 20 and a part of one'
);
create temporary table parts as select part from pg_temp.parts();
select pg_temp.work(part) from parts where cardinality(part::uuid[]) = 20;
select results_eq(
    'select cardinality(part::uuid[]) from pg_temp.parts()', 'values (1)', 'after one part of the job the other one is left'
);
select pg_temp.work(part) from parts;
select is_empty('select * from pg_temp.parts()', 'after all parts of the job nothing is left');
select results_eq(
    $$select distinct h.current_price, count(*) over () from public.positions as h where h.symbol = '9Y2Y'$$,
    'values (3000.00, 21::bigint)', 'after all parts of the job every position has the latest price'
);
select tests.sign_in('taro');
select is(tests.code('select public.refresh_valuations()'), '42501', 'a user does not refresh the valuations');
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'verify_ledger finds every figure right');

select * from finish();
rollback;
