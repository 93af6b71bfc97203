begin;
select plan(20);

select tests.sign_in('owner');
create temporary table runs as
select n, (public.create_backtest(v.strategy, '{}', '{7203}', '2024-01-01', '2024-01-31', 1000)).id
from (values (1, 'momentum'), (2, 'value'), (3, 'momentum'), (4, 'sma_cross')) as v (n, strategy);
grant all on runs to public;
select tests.sign_out();
update public.backtest_results as b set created_at = now() - interval '1 hour' + r.n * interval '1 minute' from runs as r where r.id = b.id;
select tests.sign_in_as_service();

create function pg_temp.claimed(worker text, how_many integer, strategies text[] default null) returns text language sql as $$
    select coalesce(string_agg(r.n::text, ' ' order by r.n), 'none')
    from public.claim_backtests(worker, how_many, '10 minutes', strategies) as b
    join runs as r on r.id = b.id;
$$;
select is(pg_temp.claimed('w1', 1), '1', 'the oldest is claimed first');
select results_eq(
    'select status::text, claimed_by, claimed_until - now() from public.backtest_results join runs using (id) where n = 1',
    $$values ('pending', 'w1', interval '10 minutes')$$, 'a claim notes worker and lease, and starts nothing'
);
select is(pg_temp.claimed('w2', 5, '{momentum}'), '3', 'a worker may ask for the strategies that it knows');
select is(pg_temp.claimed('w3', 5), '2 4', 'what is claimed is not claimed again');
select is(pg_temp.claimed('w4', 5), 'none', 'a worker gets nothing where nothing is left');
select is(public.run_backtests(), 0, 'the database waits for no run that a worker has claimed');
select is(
    (select status::text || ' ' || claimed_by from public.backtest_results join runs using (id) where n = 4), 'pending w3',
    'the database leaves a run of its own strategies to the worker that has claimed it'
);

select public.start_backtest(id) from runs where n < 3;
select tests.sign_out();
create function pg_temp.age(minutes integer) returns void language plpgsql as $$
begin
    update public.backtest_results
    set claimed_at = claimed_at - minutes * interval '1 minute', claimed_until = claimed_until - minutes * interval '1 minute'
    where status in ('pending', 'running');
end;
$$;
select pg_temp.age(9);
select tests.sign_in_as_service();
select public.report_backtest_progress(id, '2024-01-10', 30) from runs where n = 1;
select is(
    (select claimed_until - now() from public.backtest_results join runs using (id) where n = 1), interval '10 minutes',
    'a report of progress renews the lease'
);
select tests.sign_out();
select pg_temp.age(1);
select tests.sign_in_as_service();
select is(pg_temp.claimed('w5', 5), '2 3 4', 'at the moment when a lease ends, another worker gets the run, pending or running');
select is(
    (select status::text || ' ' || claimed_by from public.backtest_results join runs using (id) where n = 2), 'running w5',
    'a running backtest that changes its worker stays running'
);
select tests.sign_out();
select pg_temp.age(20);
select tests.sign_in_as_service();
select public.cancel_backtest(id) from runs where n = 3;
select public.fail_backtest(id, 'No bars.') from runs where n = 4;
select is(pg_temp.claimed('w6', 5), '1 2', 'a cancelled run and a failed one are claimed no more');
select tests.sign_in('owner');
insert into runs select 5, (public.create_backtest('momentum', '{}', '{7203}', '2024-01-01', '2024-01-31', 1000)).id;
select tests.sign_in_as_service();
select public.start_backtest(id) from runs where n = 5;
select is(pg_temp.claimed('w7', 5), 'none', 'a run that was started without a claim stays with its worker');

select throws_ok(format('select public.claim_backtests(%s)', v.arguments), 'KB504', null, 'a claim is refused with ' || v.arguments)
from (values
    ($$' '$$), ($$null$$), ($$'kaboom'$$), ($$repeat('x', 201)$$), ($$'w', 0$$), ($$'w', 101$$), ($$'w', 1, '0 seconds'$$),
    ($$'w', 1, '2 days'$$)
) as v (arguments);

select * from finish();
rollback;
