begin;
select plan(8);

-- The two portfolios have moved cash that no refresh has valued.
select tests.open_portfolios(100000);
select tests.sign_in_as_service();
prepare waiting as
select u.value from monitoring.upkeep as u where u.what = 'portfolios that wait for a valuation';
select results_eq('execute waiting', $$values ('2')$$, 'monitoring.upkeep counts the portfolios that wait for a valuation');
select lives_ok('select public.refresh_valuations()', 'the service role may refresh the valuations');
select results_eq('execute waiting', $$values ('0')$$, 'no portfolio waits for a valuation after a refresh');

select tests.sign_out();
insert into public.audit_logs (action, created_at) values ('early', '2001-01-03 12:00+09');
select results_eq(
    $$select value from monitoring.upkeep where what = 'audit rows without a week of their own'$$, $$values ('1')$$,
    'monitoring.upkeep counts the audit rows in the default partition'
);
select results_eq(
    $$select value from monitoring.upkeep where what = 'newest partition of minute bars'$$,
    $$select to_char((now() at time zone 'Asia/Tokyo') + interval '2 months', '"market_data_short_"YYYY_MM')$$,
    'monitoring.upkeep names the newest partition of minute bars'
);

select set_eq(
    'select schema_name, table_name from monitoring.table_sizes',
    $$select n.nspname, c.relname from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
    where n.nspname in ('public', 'partitions', 'kaboom') and c.relkind in ('r', 'p')$$,
    'monitoring.table_sizes has every table and every partition'
);
select results_eq(
    'select size_bytes from monitoring.table_sizes',
    'select size_bytes from monitoring.table_sizes order by size_bytes desc',
    'monitoring.table_sizes has the largest table first'
);
select results_eq(
    $$select size_bytes from monitoring.table_sizes where table_name = 'audit_logs'$$,
    $$select sum(pg_total_relation_size(i.inhrelid))::bigint from pg_inherits as i where i.inhparent = 'public.audit_logs'::regclass$$,
    'monitoring.table_sizes has a partitioned table with the size of its partitions'
);

select * from finish();
rollback;
