create or replace function kaboom.rebuild_starts(portfolio_ids uuid[])
returns table (
    user_id uuid, portfolio_id uuid, last_entry_no bigint, from_day date, base_day date, base_entry_no bigint
)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    with states as (
        select s.user_id, s.portfolio_id, p.last_entry_no, s.built_through, s.seen_entry_no, s.stale_from,
            (l.created_at at time zone 'Asia/Tokyo')::date as opened_on
        from kaboom.snapshot_states as s
        join public.portfolios as p on p.user_id = s.user_id and p.id = s.portfolio_id
        join public.cash_ledger as l
            on l.user_id = s.user_id and l.portfolio_id = s.portfolio_id and l.entry_no = 1
        where s.portfolio_id = any (portfolio_ids)
    ),
    arrivals as (
        select m.portfolio_id, min(m.day) as day
        from kaboom.dated_movements(
            array(
                select s.portfolio_id
                from states as s
                where s.last_entry_no > s.seen_entry_no
                order by s.portfolio_id
            ),
            array(
                select s.seen_entry_no
                from states as s
                where s.last_entry_no > s.seen_entry_no
                order by s.portfolio_id
            )
        ) as m
        group by m.portfolio_id
    )
    select s.user_id, s.portfolio_id, s.last_entry_no, f.day, b.day, coalesce(b.entry_no, 0)
    from states as s
    left join arrivals as a on a.portfolio_id = s.portfolio_id
    cross join lateral (
        select greatest(least(s.built_through + 1, s.stale_from, a.day), s.opened_on) as day
    ) as f
    left join lateral (
        select n.day, n.entry_no
        from public.portfolio_snapshots as n
        where n.user_id = s.user_id
            and n.portfolio_id = s.portfolio_id
            and n.day < f.day
        order by n.day desc
        limit 1
    ) as b on true;
$$;

comment on function kaboom.rebuild_starts is
$$From which day on the snapshots of portfolios have to be made, and on which snapshot they build.

From the first day of an entry that nobody has seen, of a changed bar, or after the last
snapshot, whichever comes first.

Arguments: portfolio_ids. Returns: user_id, portfolio_id; last_entry_no of the portfolio; from_day; base_day
and base_entry_no, day and entry_no of the last snapshot before from_day, null and 0 where there is none.$$;

revoke execute on function kaboom.rebuild_starts from public, anon, authenticated, service_role;
