-- Small parts, because a fill of a portfolio waits until its part is committed.
create or replace function kaboom.revaluation_parts()
returns setof text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select array_agg(n.id)::text
    from (
        select r.id, (row_number() over (order by r.id) - 1) / 20 as part
        from kaboom.portfolios_to_revalue() as r (id)
    ) as n
    group by n.part
    order by n.part;
$$;

comment on function kaboom.revaluation_parts is
'The portfolios to revalue in parts of 20, each an array of ids as text, as
kaboom.revalue_portfolios takes them.';

revoke execute on function kaboom.revaluation_parts from public, anon, authenticated, service_role;
