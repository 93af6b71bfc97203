begin;
select plan(3);

-- The source of each refusal of Kaboom's own, in whatever function; tests of behaviour look at what they provoke by themselves.
create temporary table refusals as
select p.proname, m[1] as refusal
from pg_proc as p, regexp_matches(p.prosrc, 'raise exception .*?;\s*\n', 'g') as m
where p.pronamespace in ('public'::regnamespace, 'kaboom'::regnamespace)
    and m[1] like '%errcode = ''KB%';
select cmp_ok((select count(*) from refusals), '>', 50::bigint, 'the sources of the functions have been read');
select is_empty(
    $$select proname from refusals where refusal !~ 'detail = (pg_catalog\.)?jsonb_build_object\('
        or refusal !~ '\)::text,\s+hint = '$$,
    'every refusal gives its figures as a JSON object in DETAIL'
);
select is_empty(
    $$select proname from refusals where refusal !~ 'hint = '$$, 'every refusal says in HINT what to do'
);

select * from finish();
rollback;
