begin;
select plan(10);

-- Weeks of the database's own clock: one ends exactly 12 months ago, the next one starts there.
update public.system_settings set value = '{"months": 12}' where key = 'audit_retention';
create function pg_temp.edge() returns timestamptz language sql stable set timezone = 'Asia/Tokyo' as $$
    select now() - interval '12 months';
$$;
select kaboom.make_partition('audit_logs_old', 'public.audit_logs', pg_temp.edge() - interval '7 days', pg_temp.edge());
select kaboom.make_partition('audit_logs_kept', 'public.audit_logs', pg_temp.edge(), pg_temp.edge() + interval '7 days');
insert into public.audit_logs (action, created_at)
values ('old', pg_temp.edge() - interval '1 microsecond'), ('kept', pg_temp.edge()), ('new', now());

select results_eq(
    'select name from kaboom.old_audit_partitions()', $$values ('audit_logs_old')$$,
    'a week is old when its last moment is older than the setting audit_retention'
);
prepare due as
select value from monitoring.upkeep where what = 'weeks of audit rows that are due to be dropped';
select results_eq('execute due', $$values ('1')$$, 'monitoring.upkeep counts the weeks that are due to be dropped');
select is(kaboom.drop_old_audit_rows(), 1, 'drop_old_audit_rows drops the weeks that are old');
select results_eq(
    $$select action::text from public.audit_logs where action in ('old', 'kept', 'new') order by created_at$$,
    $$values ('kept'), ('new')$$, 'rows of other weeks stay'
);
select results_eq('execute due', $$values ('0')$$, 'after that no week is due');
select results_eq(
    $$select name, size_bytes > 0 from kaboom.dropped_partitions$$, $$values ('audit_logs_old', true)$$,
    'what was dropped is noted with its size'
);
select is(kaboom.drop_old_audit_rows(), 0, 'a second call has nothing to do');
select isnt_empty(
    $$select 1 from pg_inherits where inhparent = 'public.audit_logs'::regclass
    and inhrelid = 'partitions.audit_logs_default'::regclass$$,
    'the partition for rows without a week is never dropped'
);
select results_eq(
    $$select command from kaboom.jobs() where job = 'drop old audit rows' and every = '1 day'$$,
    $$values ('select kaboom.drop_old_audit_rows()')$$, 'a daily job drops old weeks'
);
delete from public.system_settings where key = 'audit_retention';
select throws_ok('select kaboom.drop_old_audit_rows()', 'KB401', null, 'without the setting nothing is dropped');

select * from finish();
rollback;
