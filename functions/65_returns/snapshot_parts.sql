create or replace function kaboom.snapshot_parts()
returns setof text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select array_agg(n.id order by n.place)::text
    from (
        select d.id, d.place, (d.place - 1) / 500 as part
        from kaboom.due_snapshots() with ordinality as d (id, place)
    ) as n
    group by n.part
    order by n.part;
$$;

comment on function kaboom.snapshot_parts is
'The portfolios due in parts of 500, each an array of ids as text, as kaboom.take_snapshots takes them.';

revoke execute on function kaboom.snapshot_parts from public, anon, authenticated, service_role;
