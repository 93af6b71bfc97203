begin;
select plan(6);

-- Months and years are those of Tokyo, at the time of this transaction.
create temporary table this as
select date_trunc('month', now() at time zone 'Asia/Tokyo') as month, date_trunc('week', now() at time zone 'Asia/Tokyo') as week;
create function pg_temp.bounds(partition text) returns text language sql as $$
    select pg_get_expr(c.relpartbound, c.oid)
    from pg_class as c
    where c.relnamespace = 'partitions'::regnamespace and c.relname = partition;
$$;

select set_eq(
    $$select right(c.relname, 7) from pg_class as c
    where c.relnamespace = 'partitions'::regnamespace and c.relname ~ '^market_data_short_\d{4}_\d\d$'$$,
    $$select to_char(t.month + n * interval '1 month', 'YYYY_MM') from this as t, generate_series(-6, 2) as n$$,
    'minute bars have a partition for the month of now, six before it and two after it'
);
select results_eq(
    $$select right(c.relname, 4)::integer from pg_class as c
    where c.relnamespace = 'partitions'::regnamespace and c.relname ~ '^market_data_long_\d{4}$' order by 1$$,
    $$select y from this as t, generate_series(2000, extract(year from t.month)::integer + 2) as y order by 1$$,
    'daily bars have a partition for every year from 2000 to two years ahead'
);
select set_eq(
    $$select c.relname::text from pg_class as c
    where c.relnamespace = 'partitions'::regnamespace and c.relname ~ '^audit_logs_\d{4}_w\d\d$'$$,
    $$select to_char(t.week + n * interval '1 week', '"audit_logs_"IYYY"_w"IW') from this as t, generate_series(0, 12) as n$$,
    'audit rows have a partition for the week of now and for twelve weeks ahead'
);

set local timezone = 'UTC';
select is(
    pg_temp.bounds('market_data_long_2024'), $$FOR VALUES FROM ('2023-12-31 15:00:00+00') TO ('2024-12-31 15:00:00+00')$$,
    'a year of bars begins and ends at midnight in Tokyo'
);

-- The first moment of a partition belongs to it, the first moment after it does not.
insert into public.audit_logs (action, created_at)
values ('first', '2001-01-01 00:00+09'), ('last', '2001-01-07 23:59:59.999999+09'), ('next', '2001-01-08 00:00+09');
select kaboom.make_partition('audit_logs_2001_w01', 'public.audit_logs', '2001-01-01 00:00+09', '2001-01-08 00:00+09');
select results_eq(
    $$select action::text, tableoid::regclass::text from public.audit_logs where created_at < '2002-01-01' order by created_at$$,
    $$values ('first', 'partitions.audit_logs_2001_w01'), ('last', 'partitions.audit_logs_2001_w01'),
        ('next', 'partitions.audit_logs_default')$$,
    'a new partition of audit_logs takes the rows from its first moment on and before its end'
);

alter default privileges in schema partitions grant all on tables to service_role;
select kaboom.make_partition('audit_logs_2001_w02', 'public.audit_logs', '2001-01-08 00:00+09', '2001-01-15 00:00+09');
select results_eq(
    $$select has_table_privilege('service_role', c.oid, 'select, insert, update, delete, truncate'),
        (select bool_and(pg_get_expr(p.polqual, p.polrelid) = 'false') from pg_policy as p where p.polrelid = c.oid)
    from pg_class as c where c.oid = 'partitions.audit_logs_2001_w02'::regclass$$,
    $$values (false, true)$$,
    'a new partition has no grant even where default privileges give all, and its only policy lets no role in'
);

select * from finish();
rollback;
