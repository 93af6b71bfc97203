-- Shares of a past session are the shares of now less what moved since, so that no history before it is read.
create or replace function kaboom.session_positions(portfolio_ids uuid[], through date)
returns table (
    user_id uuid, portfolio_id uuid, day date, symbol text, quantity numeric, cost numeric, entry_no bigint,
    cash numeric, cost_change numeric, fractions numeric, realized_pnl numeric, dividends numeric,
    costs numeric, cash_in numeric, cash_out numeric, shares_in numeric, shares_out numeric, cost_in numeric,
    cost_out numeric
)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    with starts as materialized (
        select s.*
        from kaboom.rebuild_starts(portfolio_ids) as s
        where s.from_day <= through
    ),
    sessions as materialized (
        select array_agg(t.day order by t.day) as days
        from public.trading_sessions(
            coalesce((select min(s.from_day) from starts as s), through), through
        ) as t
    ),
    changes as materialized (
        select c.*
        from kaboom.session_changes(
            array(select s.portfolio_id from starts as s order by s.portfolio_id),
            array(select s.base_day from starts as s order by s.portfolio_id),
            array(select s.base_entry_no from starts as s order by s.portfolio_id),
            (select n.days from sessions as n)
        ) as c
    ),
    grid as materialized (
        select s.user_id, s.portfolio_id, d.day,
            coalesce(
                min(f.first_entry_no) over (
                    partition by s.portfolio_id
                    order by d.day
                    rows between 1 following and unbounded following
                ),
                s.last_entry_no + 1
            ) - 1 as entry_no
        from starts as s
        cross join sessions as n
        cross join lateral unnest(n.days || 'infinity'::date) as d (day)
        left join (
            select c.portfolio_id, c.day, min(c.first_entry_no) as first_entry_no
            from changes as c
            group by c.portfolio_id, c.day
        ) as f on f.portfolio_id = s.portfolio_id and f.day = d.day
        where d.day >= s.from_day
    ),
    held as (
        select s.portfolio_id, h.symbol::text as symbol, h.quantity - coalesce(c.quantity, 0) as quantity,
            h.cost_basis - coalesce(c.cost, 0) as cost
        from starts as s
        join public.positions as h on h.user_id = s.user_id and h.portfolio_id = s.portfolio_id
        left join (
            select c.portfolio_id, c.symbol, sum(c.quantity) as quantity, sum(c.cost) as cost
            from changes as c
            group by c.portfolio_id, c.symbol
        ) as c on c.portfolio_id = h.portfolio_id and c.symbol = h.symbol
        where h.quantity > 0
            or c.symbol is not null
        union all
        -- Cash that moved alone.
        select s.portfolio_id, '', 0, 0
        from starts as s
    )
    select g.user_id, g.portfolio_id, g.day, h.symbol,
        h.quantity + coalesce(sum(c.quantity) over so_far, 0),
        h.cost + coalesce(sum(c.cost) over so_far, 0),
        g.entry_no, c.cash, c.cost, c.fractions, c.realized_pnl, c.dividends, c.costs, c.cash_in, c.cash_out,
        c.shares_in, c.shares_out, c.cost_in, c.cost_out
    from grid as g
    join held as h on h.portfolio_id = g.portfolio_id
    left join changes as c on c.portfolio_id = g.portfolio_id and c.symbol = h.symbol and c.day = g.day
    where g.day < 'infinity'
    window so_far as (partition by g.portfolio_id, h.symbol order by g.day);
$$;

comment on function kaboom.session_positions is
$$The shares of portfolios at the end of each session whose snapshot has to be made, and what moved in it.

Arguments: portfolio_ids; through, the last session. Returns a row for each portfolio, session and symbol:
user_id, portfolio_id, day; symbol, '' for cash that moved alone; quantity and cost of the shares at the end;
entry_no, of the snapshot; cash, cost_change and further changes of the session as kaboom.session_changes has
them, null where nothing moved.
Errors: KB620 the calendar does not cover the sessions.$$;

revoke execute on function kaboom.session_positions from public, anon, authenticated, service_role;
