begin;
select plan(17);

select tests.sign_in_as_service();
create function pg_temp.announce(
    version integer, new_shares integer, kind text default 'split', is_void boolean default false, fraction_price numeric default null
) returns text language sql as $$
    select tests.code(format(
        'insert into public.corporate_actions (symbol, kind, ex_date, version, old_shares, new_shares, is_void, fraction_price)
        values (''7203.T'', %L, ''2024-03-04'', %L, 1, %L, %L, %L)', kind, version, new_shares, is_void, fraction_price
    ));
$$;
select is(pg_temp.announce(1, 5), 'done', 'an announcement is taken');
select is(pg_temp.announce(1, 5), 'done', 'the same announcement is taken again');
select results_eq(
    'select symbol, version, is_in_force from public.corporate_actions', $$values ('7203'::varchar, 1, true)$$,
    'an announcement that comes twice is one row, of the normalised symbol'
);
select is(pg_temp.announce(1, 4), 'KB632', 'another content under the same version is refused');
select is(pg_temp.announce(3, 4), 'KB632', 'a version that leaves one out is refused');
select is(pg_temp.announce(1, 2, 'free_allotment'), 'KB632', 'a second ratio on the same day is refused');
select is(pg_temp.announce(2, 4), 'done', 'a correction is taken as the next version');
select results_eq(
    'select version, new_shares, is_in_force from public.corporate_actions order by version',
    'values (1, 5, false), (2, 4, true)', 'only the newest version is in force'
);
select is(pg_temp.announce(1, 5), 'done', 'a feed may repeat an older version');
select is(pg_temp.announce(1, 7), 'KB632', 'an older version does not change');
select is(pg_temp.announce(3, null, is_void => true), 'done', 'a void version need not repeat the ratio');
select results_eq(
    'select new_shares, is_void from public.corporate_actions where is_in_force', 'values (4, true)',
    'what a new version leaves out stays as it was'
);
select is(pg_temp.announce(1, 2, 'free_allotment'), 'done', 'after a void action the day is free for another ratio');

select lives_ok(
    $$update public.corporate_actions set fraction_price = 1234.5 where kind = 'free_allotment'$$,
    'a fraction_price may be stated later'
);
select is(
    tests.code($$update public.corporate_actions set fraction_price = 1000 where kind = 'free_allotment'$$), 'KB632',
    'a fraction_price that is known does not change'
);
select is(pg_temp.announce(1, 2, 'free_allotment'), 'done', 'the first announcement does not contradict what was stated later');
select is(
    tests.code($$update public.corporate_actions set new_shares = 9$$), '42501', 'nobody changes the ratio of an announcement'
);

select * from finish();
rollback;
