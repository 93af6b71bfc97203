create or replace function kaboom.due_snapshots()
returns setof uuid
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select s.portfolio_id
    from kaboom.used_closes as u
    cross join kaboom.snapshot_states as s
    join public.portfolios as p on p.user_id = s.user_id and p.id = s.portfolio_id
    where s.built_through < u.through
        or s.seen_entry_no < p.last_entry_no
        or s.stale_from is not null
    order by s.user_id, s.portfolio_id;
$$;

comment on function kaboom.due_snapshots is
'The portfolios whose snapshots lack a session, an entry that nobody has seen, or a changed bar.';

revoke execute on function kaboom.due_snapshots from public, anon, authenticated, service_role;
