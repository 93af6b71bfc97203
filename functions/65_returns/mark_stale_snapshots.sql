-- A position that was sold keeps its row, so its symbol leads to every portfolio that ever held it.
create or replace function kaboom.mark_stale_snapshots()
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    symbols text[];
    days date[];
begin
    with changes as (
        delete from kaboom.changed_closes as c
        returning c.symbol, c.day
    ),
    firsts as (
        select c.symbol, min(c.day) as day
        from changes as c
        group by c.symbol
    )
    select array_agg(f.symbol), array_agg(f.day) into symbols, days
    from firsts as f;

    with holders as materialized (
        select h.user_id, h.portfolio_id, min(f.day) as day
        from unnest(symbols, days) as f (symbol, day)
        join public.positions as h on h.symbol = f.symbol
        group by h.user_id, h.portfolio_id
    ),
    -- In the order in which take_snapshots locks.
    locked as materialized (
        select s.user_id, s.portfolio_id, h.day
        from holders as h
        join kaboom.snapshot_states as s on s.user_id = h.user_id and s.portfolio_id = h.portfolio_id
        order by s.user_id, s.portfolio_id
        for no key update of s
    )
    update kaboom.snapshot_states as s
    set stale_from = least(s.stale_from, l.day)
    from locked as l
    where s.user_id = l.user_id
        and s.portfolio_id = l.portfolio_id
        and s.built_through >= l.day;
end;
$$;

comment on function kaboom.mark_stale_snapshots is
'Notes from which day on changed bars have made the snapshots of each portfolio stale.';

revoke execute on function kaboom.mark_stale_snapshots from public, anon, authenticated, service_role;
