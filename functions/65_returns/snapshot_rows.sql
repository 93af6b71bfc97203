create or replace function kaboom.snapshot_rows(portfolio_ids uuid[], through date)
returns table (
    user_id uuid, portfolio_id uuid, day date, cash numeric, market_value numeric, cost numeric,
    fractions numeric, contributed numeric,
    net_contribution numeric, realized_pnl numeric, dividends numeric, costs numeric, entry_no bigint
)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    with lines as materialized (
        select s.*
        from kaboom.session_positions(portfolio_ids, through) as s
    ),
    prices as materialized (
        select c.symbol, c.day, c.close_price
        from (
            select array_agg(k.symbol) as symbols, array_agg(k.day) as days
            from (select distinct l.symbol, l.day from lines as l where l.symbol <> '') as k
        ) as a
        cross join lateral kaboom.closes_at(a.symbols, a.days) as c
    ),
    totals as (
        select l.user_id, l.portfolio_id, l.day, min(l.entry_no) as entry_no,
            -- Without a price yet, shares are worth what they cost.
            sum(coalesce(l.quantity * p.close_price, l.cost)) as market_value,
            coalesce(sum(l.cash), 0) as cash, coalesce(sum(l.cost_change), 0) as cost,
            coalesce(sum(l.fractions), 0) as fractions,
            coalesce(sum(l.cash_in + coalesce(l.shares_in * p.close_price, l.cost_in)), 0) as contributed,
            coalesce(sum(l.cash_out + coalesce(l.shares_out * p.close_price, l.cost_out)), 0) as withdrawn,
            coalesce(sum(l.realized_pnl), 0) as realized_pnl, coalesce(sum(l.dividends), 0) as dividends,
            coalesce(sum(l.costs), 0) as costs
        from lines as l
        left join prices as p on p.symbol = l.symbol and p.day = l.day
        group by l.user_id, l.portfolio_id, l.day
    ),
    bases as (
        select f.portfolio_id, b.*
        from (
            select t.user_id, t.portfolio_id, min(t.day) as day
            from totals as t
            group by t.user_id, t.portfolio_id
        ) as f
        cross join lateral (
            select n.cash, n.cost, n.fractions, n.contributed, n.net_contribution, n.realized_pnl,
                n.dividends, n.costs
            from public.portfolio_snapshots as n
            where n.user_id = f.user_id
                and n.portfolio_id = f.portfolio_id
                and n.day < f.day
            order by n.day desc
            limit 1
        ) as b
    )
    select t.user_id, t.portfolio_id, t.day,
        coalesce(b.cash, 0) + sum(t.cash) over so_far,
        t.market_value,
        coalesce(b.cost, 0) + sum(t.cost) over so_far,
        coalesce(b.fractions, 0) + sum(t.fractions) over so_far,
        coalesce(b.contributed, 0) + sum(t.contributed) over so_far,
        coalesce(b.net_contribution, 0) + sum(t.contributed - t.withdrawn) over so_far,
        coalesce(b.realized_pnl, 0) + sum(t.realized_pnl) over so_far,
        coalesce(b.dividends, 0) + sum(t.dividends) over so_far,
        coalesce(b.costs, 0) + sum(t.costs) over so_far,
        t.entry_no
    from totals as t
    left join bases as b on b.portfolio_id = t.portfolio_id
    window so_far as (partition by t.portfolio_id order by t.day);
$$;

comment on function kaboom.snapshot_rows is
$$The snapshots of portfolios that have to be made.

Arguments: portfolio_ids; through, the last session. Returns: the columns of portfolio_snapshots.
Errors: KB620 the calendar does not cover the sessions.$$;

revoke execute on function kaboom.snapshot_rows from public, anon, authenticated, service_role;
