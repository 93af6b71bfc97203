-- Fills and adjustments are the truth about shares: positions and profits are folded from them and compared.
create or replace function kaboom.verify_positions(portfolio_id uuid default null)
returns table (portfolio uuid, figure text, subject text, expected numeric, actual numeric)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    with parts as (
        select t.user_id, t.portfolio_id, t.symbol, sum(kaboom.reserved_shares(t)) as reserved,
            sum(case t.trade_type when 'buy' then e.quantity else -e.quantity end) as shares,
            sum(e.cost_change) as cost,
            sum(e.realized_pnl) as profit, 0 as fractions
        from public.trades as t
        left join lateral (
            select sum(x.quantity) as quantity, sum(x.cost_change) as cost_change,
                sum(x.realized_pnl) as realized_pnl
            from public.trade_executions as x
            where x.user_id = t.user_id
                and x.trade_id = t.id
        ) as e on true
        where verify_positions.portfolio_id is null
            or t.portfolio_id = verify_positions.portfolio_id
        group by t.user_id, t.portfolio_id, t.symbol
        union all
        select a.user_id, a.portfolio_id, a.symbol, 0, sum(a.quantity), sum(a.cost_change),
            sum(a.realized_pnl),
            sum(a.fraction_change)
        from public.position_adjustments as a
        where verify_positions.portfolio_id is null
            or a.portfolio_id = verify_positions.portfolio_id
        group by a.user_id, a.portfolio_id, a.symbol
        union all
        select h.user_id, h.portfolio_id, h.symbol, 0, 0, 0, 0, 0
        from public.positions as h
        where verify_positions.portfolio_id is null
            or h.portfolio_id = verify_positions.portfolio_id
    ),
    booked as materialized (
        select p.user_id, p.portfolio_id, p.symbol, sum(p.reserved) as reserved,
            coalesce(sum(p.shares), 0) as shares, coalesce(sum(p.cost), 0) as cost,
            coalesce(sum(p.profit), 0) as profit, sum(p.fractions) as fractions
        from parts as p
        group by p.user_id, p.portfolio_id, p.symbol
    ),
    -- Materialized, so that each portfolio is folded once.
    folded as materialized (
        select o.user_id, o.portfolio_id, r.*
        from (
            select b.user_id, b.portfolio_id, array_agg(b.symbol::text) as symbols
            from booked as b
            group by b.user_id, b.portfolio_id
        ) as o
        cross join lateral kaboom.replay_executions(o.user_id, o.portfolio_id, o.symbols) as r
    ),
    symbols as materialized (
        select b.user_id, b.portfolio_id, b.symbol, b.reserved, b.shares as booked_shares,
            b.cost as booked_cost, b.profit as booked_profit, b.fractions as booked_fractions, f.quantity,
            f.cost_basis, f.realized_pnl, f.cost_transferred, f.receivable
        from booked as b
        join folded as f on f.user_id = b.user_id and f.portfolio_id = b.portfolio_id and f.symbol = b.symbol
    ),
    totals as (
        select s.user_id, s.portfolio_id, sum(s.cost_basis) as cost, sum(s.realized_pnl) as realized,
            sum(s.cost_transferred) as transferred, sum(s.receivable) as receivable
        from symbols as s
        group by s.user_id, s.portfolio_id
    ),
    costs as (
        select t.user_id, t.portfolio_id, sum(e.commission) as commission, sum(e.tax) as tax
        from public.trades as t
        join public.trade_executions as e on e.user_id = t.user_id and e.trade_id = t.id
        where verify_positions.portfolio_id is null
            or t.portfolio_id = verify_positions.portfolio_id
        group by t.user_id, t.portfolio_id
    )
    select f.portfolio, f.figure, f.subject, f.expected, f.actual
    from (
        select p.id, v.figure, p.name, v.expected, v.actual
        from public.portfolios as p
        left join totals as t on t.user_id = p.user_id and t.portfolio_id = p.id
        left join costs as c on c.user_id = p.user_id and c.portfolio_id = p.id
        cross join lateral (
            values
                ('cost of shares', coalesce(t.cost, 0), p.total_invested),
                ('realised profit', coalesce(t.realized, 0), p.realized_pnl),
                ('cost transferred', coalesce(t.transferred, 0), p.cost_transferred),
                ('fractions receivable', coalesce(t.receivable, 0), p.fractions_receivable),
                ('commission paid', coalesce(c.commission, 0), p.commission_paid),
                ('tax paid', coalesce(c.tax, 0), p.tax_paid)
        ) as v (figure, expected, actual)
        where verify_positions.portfolio_id is null
            or p.id = verify_positions.portfolio_id
        union all
        select s.portfolio_id, v.figure, s.symbol, v.expected, v.actual
        from symbols as s
        left join public.positions as h
            on h.user_id = s.user_id and h.portfolio_id = s.portfolio_id and h.symbol = s.symbol
        cross join lateral (
            values
                ('shares owned', s.quantity::numeric, coalesce(h.quantity, 0)),
                ('cost of position', s.cost_basis, coalesce(h.cost_basis, 0)),
                ('reserved shares', s.reserved, coalesce(h.reserved_quantity, 0)),
                ('shares booked', s.quantity, s.booked_shares),
                ('cost booked', s.cost_basis, s.booked_cost),
                ('profit booked', s.realized_pnl, s.booked_profit),
                ('fractions booked', s.receivable, s.booked_fractions)
        ) as v (figure, expected, actual)
        union all
        select t.portfolio_id, 'portfolio of shares', t.portfolio_id::text, 1, 0
        from totals as t
        where not exists (
            select from public.portfolios as p
            where p.user_id = t.user_id
                and p.id = t.portfolio_id
        )
    ) as f (portfolio, figure, subject, expected, actual)
    where f.expected is distinct from f.actual;
$$;

comment on function kaboom.verify_positions is
$$Every figure of positions, and every realised profit, that does not follow from the fills and adjustments.

Arguments: portfolio_id, or null for all. Returns: as kaboom.verify_ledger.$$;

revoke execute on function kaboom.verify_positions from public, anon, authenticated, service_role;
