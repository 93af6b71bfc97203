create or replace function kaboom.take_snapshots(portfolio_ids uuid[])
returns integer
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    through constant date := (select u.through from kaboom.used_closes as u);
    chosen uuid[];
    written integer;
begin
    -- Only those who take snapshots lock these rows: a fill neither waits nor is waited for.
    select array_agg(locked.portfolio_id) into chosen
    from (
        select s.portfolio_id
        from kaboom.snapshot_states as s
        where s.portfolio_id = any (portfolio_ids)
        order by s.user_id, s.portfolio_id
        for no key update skip locked
    ) as locked;
    if chosen is null or through is null then
        return 0;
    end if;

    -- One statement, so that ledger, positions and the newest entry are of one moment.
    with made as (
        insert into public.portfolio_snapshots as n (
            user_id, portfolio_id, day, cash, market_value, cost, fractions, contributed, net_contribution,
            realized_pnl, dividends, costs, entry_no
        )
        select r.user_id, r.portfolio_id, r.day, r.cash, r.market_value, r.cost, r.fractions, r.contributed,
            r.net_contribution, r.realized_pnl, r.dividends, r.costs, r.entry_no
        from kaboom.snapshot_rows(chosen, through) as r
        order by r.user_id, r.portfolio_id, r.day
        on conflict (user_id, portfolio_id, day) do update
        set cash = excluded.cash,
            market_value = excluded.market_value,
            cost = excluded.cost,
            fractions = excluded.fractions,
            contributed = excluded.contributed,
            net_contribution = excluded.net_contribution,
            realized_pnl = excluded.realized_pnl,
            dividends = excluded.dividends,
            costs = excluded.costs,
            entry_no = excluded.entry_no,
            updated_at = excluded.updated_at
        where (
            n.cash, n.market_value, n.cost, n.fractions, n.contributed, n.net_contribution, n.realized_pnl,
            n.dividends, n.costs, n.entry_no
        ) is distinct from (
                excluded.cash, excluded.market_value, excluded.cost, excluded.fractions, excluded.contributed,
                excluded.net_contribution, excluded.realized_pnl, excluded.dividends, excluded.costs,
                excluded.entry_no
            )
        returning n.day
    ),
    seen as (
        update kaboom.snapshot_states as s
        set built_through = greatest(s.built_through, through),
            seen_entry_no = p.last_entry_no,
            stale_from = null
        from public.portfolios as p
        where s.portfolio_id = any (chosen)
            and p.user_id = s.user_id
            and p.id = s.portfolio_id
    )
    select count(*)::integer into written from made;
    return written;
end;
$$;

comment on function kaboom.take_snapshots is
$$Make the snapshots of some portfolios up to the last session whose closes may be used (kaboom.use_closes),
from the first day on that something new belongs to.

A portfolio whose snapshots another transaction makes is left alone. Taking them again writes nothing.

Arguments: portfolio_ids. Returns: how many rows were written. Errors: KB620 the calendar does
not cover the sessions.$$;

revoke execute on function kaboom.take_snapshots from public, anon, authenticated, service_role;
