begin;
select plan(2);

-- Before PostgreSQL 18 what enable_nestloop = off forbids costs ten billion in the plan: each insert of one bar took three
-- seconds, in which JIT compiled a plan for one row.
select is_empty(
    $$select p.oid::regprocedure::text
    from pg_proc as p
    where p.pronamespace in ('public'::regnamespace, 'kaboom'::regnamespace)
        and exists (select from unnest(p.proconfig) as c (setting) where c.setting ~ '^enable_\w+=off$')
        and not coalesce('jit=off' = any (p.proconfig), false)$$,
    'a function that forbids a kind of join switches JIT off, too'
);
select isnt_empty(
    $$select from pg_proc as p where p.pronamespace = 'kaboom'::regnamespace and 'enable_nestloop=off' = any (p.proconfig)$$,
    'some function forbids a kind of join'
);

select * from finish();
rollback;
