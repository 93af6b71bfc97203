-- A transaction before that of the snapshots, because closes are used only when it is certain that
-- their changes are noted.
create or replace function kaboom.prepare_snapshots()
returns integer
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    insert into kaboom.snapshot_states (user_id, portfolio_id, built_through)
    select p.user_id, p.id, (l.created_at at time zone 'Asia/Tokyo')::date - 1
    from public.portfolios as p
    join public.cash_ledger as l on l.user_id = p.user_id and l.portfolio_id = p.id and l.entry_no = 1
    where not exists (
        select from kaboom.snapshot_states as s
        where s.user_id = p.user_id
            and s.portfolio_id = p.id
    )
    on conflict (user_id, portfolio_id) do nothing;

    perform kaboom.mark_stale_snapshots();
    -- Last, because writers of daily bars wait until this is committed.
    perform kaboom.use_closes(kaboom.last_closed_session(now()));
    return (select count(*)::integer from kaboom.due_snapshots());
end;
$$;

comment on function kaboom.prepare_snapshots is
$$Get ready for snapshots: note new portfolios and what changed bars have made stale, and open the
session that has closed.

Commit before you take them.

Returns: how many portfolios are due. Errors: KB620 the calendar does not cover the last 30 days.$$;

revoke execute on function kaboom.prepare_snapshots from public, anon, authenticated, service_role;
