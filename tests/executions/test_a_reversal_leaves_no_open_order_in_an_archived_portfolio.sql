begin;
select plan(5);

-- Whether the bust is refused or its order ends with it: an archive holds nothing that could still move.
select tests.open_portfolios(1000000);
select tests.trade(way, 'first', '7203', 'buy', 100, 1000) from tests.ways() as way;
select tests.archive(way) from tests.ways() as way;
select (tests.outcome($$select tests.bust($1, 'first', 'first', 'r1')$$, way)).code from tests.ways() as way;
select tests.each_sees(
    $$select p.is_active, p.reserved_balance, count(*) filter (where t.status in ('pending', 'partial'))
    from public.portfolios as p join public.trades as t on t.portfolio_id = p.id group by p.id$$,
    'values (false, 0.00, 0::bigint)', 'a bust leaves no open order in an archive'
);
select tests.each_is_refused(
    $$select tests.fill($1, 'first', 'e2', 100, 1000)$$, 'KB131', 'which could be filled there'
);
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'every figure follows');

select * from finish();
rollback;
