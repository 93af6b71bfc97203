begin;
select plan(15);

select is(kaboom.ensure_partitions(), 0, 'ensure_partitions has nothing to do in a migrated database');
select cmp_ok(
    (select count(*) from pg_class as c where c.relnamespace = 'partitions'::regnamespace and c.relkind in ('r', 'p')),
    '>', 30::bigint, 'a migrated database has more than thirty partitions'
);
select is_empty(
    $$select c.relname from pg_class as c
    where c.relnamespace = 'partitions'::regnamespace and c.relkind in ('r', 'p')
        and (not c.relrowsecurity or c.relacl::text ~ '(anon|authenticated|service_role|[{,]=)')$$,
    'every partition has row level security and no grant to an API role'
);
select is(
    (select count(*) from pg_inherits where inhparent = 'public.audit_logs'::regclass),
    14::bigint, 'audit_logs has partitions for this week and twelve more, and a default one'
);

insert into public.audit_logs (action, created_at) values ('early', '2001-01-03 12:00+09');
select kaboom.make_partition(
    'audit_logs_2001_w01', 'public.audit_logs', '2001-01-01 00:00+09', '2001-01-08 00:00+09'
);
select results_eq(
    $$select tableoid::regclass::text from public.audit_logs where action = 'early'$$,
    $$values ('partitions.audit_logs_2001_w01')$$,
    'a new partition takes its rows out of the default partition'
);
select ok(
    (select relrowsecurity from pg_class where oid = 'partitions.audit_logs_2001_w01'::regclass),
    'a new partition has row level security'
);

select lives_ok(
    $$insert into public.market_data (symbol, timeframe, data_timestamp, close_price)
    values ('7203', '1m', date_trunc('minute', now()), 2800), ('7203', '1d', '2001-01-04 00:00+09', 3000)$$,
    'minute bars of today and daily bars of any year have a partition'
);
select throws_ok(
    $$insert into public.market_data (symbol, timeframe, data_timestamp, close_price)
    values ('7203', '1m', '2001-01-04 09:00+09', 3000)$$,
    '23514', null, 'a minute bar of a month without a partition is refused'
);
select throws_ok(
    $$insert into public.market_data (symbol, timeframe, data_timestamp, close_price) values ('7203', '3m', now(), 3000)$$,
    '23514', null, 'a bar of an unknown timeframe is refused'
);

-- Six months before this one are kept; the one before them is old as soon as there is one.
select is_empty('select * from kaboom.old_bar_partitions()', 'no month of a migrated database is old');
create function pg_temp.month(months integer) returns timestamptz language sql stable set timezone = 'Asia/Tokyo' as $$
    select date_trunc('month', now()) - make_interval(months => months);
$$;
select ok(
    kaboom.make_partition('market_data_short_old', 'partitions.market_data_short', pg_temp.month(7), pg_temp.month(6)),
    'the month before the oldest that is kept has no partition in a migrated database'
);
select results_eq(
    'select * from kaboom.old_bar_partitions()', $$values ('market_data_short_old', pg_temp.month(7))$$,
    'a month that ends where the oldest month that is kept begins is old'
);

select kaboom.make_partition(
    'market_data_short_2001_01', 'partitions.market_data_short', '2001-01-01 00:00+09', '2001-02-01 00:00+09'
);
insert into public.market_data (symbol, timeframe, data_timestamp, close_price)
values ('7203', '1m', '2001-01-04 09:00+09', 3000);
select public.cleanup_old_market_data();
select is_empty(
    $$select 1 from public.market_data where timeframe = '1m' and data_timestamp < '2002-01-01'$$,
    'cleanup_old_market_data drops old minute bars'
);
select isnt_empty(
    $$select 1 from public.market_data where timeframe = '1d' and data_timestamp < '2002-01-01'$$,
    'cleanup_old_market_data keeps old daily bars'
);
select isnt_empty(
    $$select 1 from public.market_data where timeframe = '1m'$$, 'cleanup_old_market_data keeps new minute bars'
);

select * from finish();
rollback;
