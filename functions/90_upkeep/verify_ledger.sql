-- The ledger and the executions are the truth; everything else is worked out from them once more and compared.
create or replace function kaboom.verify_ledger(portfolio_id uuid default null)
returns table (portfolio uuid, figure text, subject text, expected numeric, actual numeric)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    with chosen as materialized (
        select p.*
        from public.portfolios as p
        where verify_ledger.portfolio_id is null
            or p.id = verify_ledger.portfolio_id
    ),
    entries as (
        select l.*,
            row_number() over per_portfolio as counted,
            sum(l.amount) over per_portfolio as running
        from public.cash_ledger as l
        join chosen as c on c.user_id = l.user_id and c.id = l.portfolio_id
        window per_portfolio as (partition by l.user_id, l.portfolio_id order by l.entry_no)
    ),
    cash as (
        select e.portfolio_id, sum(e.amount) as balance, count(*) as entries,
            sum(e.amount) filter (where e.kind in ('opening', 'deposit')) as paid_in,
            -coalesce(sum(e.amount) filter (where e.kind = 'withdrawal'), 0) as withdrawn,
            coalesce(sum(e.amount) filter (where e.kind = 'adjustment'), 0) as adjusted
        from entries as e
        group by e.portfolio_id
    ),
    orders as materialized (
        select t.*,
            coalesce(f.filled, 0) as filled, f.amount as executed, coalesce(f.commission, 0) as paid_commission,
            coalesce(f.tax, 0) as paid_tax, f.realized, f.cost
        from public.trades as t
        join chosen as c on c.user_id = t.user_id and c.id = t.portfolio_id
        left join lateral (
            select sum(e.quantity) as filled, sum(e.amount) as amount, sum(e.commission) as commission, sum(e.tax) as tax,
                sum(e.realized_pnl) as realized, sum(e.cost_change) as cost
            from public.trade_executions as e
            where e.user_id = t.user_id
                and e.trade_id = t.id
        ) as f on true
    ),
    order_sums as (
        select o.portfolio_id, sum(o.reserved_amount) as reserved, coalesce(sum(o.realized), 0) as realized,
            sum(o.paid_commission) as commission, sum(o.paid_tax) as tax
        from orders as o
        group by o.portfolio_id
    ),
    symbols as (
        select s.user_id, s.portfolio_id, s.symbol, sum(s.waiting) as waiting, sum(s.profit) as booked_profit
        from (
            select o.user_id, o.portfolio_id, o.symbol, coalesce(o.realized, 0) as profit,
                case when o.trade_type = 'sell' and o.status in ('pending', 'partial') then o.quantity - o.filled_quantity else 0 end
                    as waiting
            from orders as o
            union all
            select h.user_id, h.portfolio_id, h.symbol, 0, 0
            from public.positions as h
            join chosen as c on c.user_id = h.user_id and c.id = h.portfolio_id
        ) as s
        group by s.user_id, s.portfolio_id, s.symbol
    ),
    holdings as (
        select s.portfolio_id, s.symbol, s.waiting, s.booked_profit, h.quantity, h.reserved_quantity, h.cost_basis,
            r.quantity as replayed, r.cost_basis as replayed_cost, r.realized_pnl as replayed_profit
        from symbols as s
        left join public.positions as h
            on h.user_id = s.user_id and h.portfolio_id = s.portfolio_id and h.symbol = s.symbol
        cross join lateral kaboom.replay_executions(s.user_id, s.portfolio_id, s.symbol) as r
    ),
    invested as (
        select h.portfolio_id, sum(h.replayed_cost) as cost
        from holdings as h
        group by h.portfolio_id
    ),
    executions as (
        select o.portfolio_id, e.execution_id, e.amount, e.entry_no,
            coalesce(e.realized_pnl, 0) - e.cost_change as net,
            case o.trade_type when 'buy' then -e.amount else e.amount end - e.commission - e.tax as priced,
            (
                select sum(l.amount)
                from public.cash_ledger as l
                where l.user_id = e.user_id
                    and l.execution_id = e.execution_id
            ) as moved
        from orders as o
        join public.trade_executions as e on e.user_id = o.user_id and e.trade_id = o.id
    )
    select f.portfolio, f.figure, f.subject, f.expected, f.actual
    from (
        select c.id, v.figure, c.name, v.expected, v.actual
        from chosen as c
        left join cash as m on m.portfolio_id = c.id
        left join order_sums as o on o.portfolio_id = c.id
        left join invested as i on i.portfolio_id = c.id
        cross join lateral (
            values
                ('balance', coalesce(m.balance, 0), c.current_balance),
                ('capital paid in', coalesce(m.paid_in, 0), c.capital_paid_in),
                ('capital withdrawn', coalesce(m.withdrawn, 0), c.capital_withdrawn),
                ('adjustments', coalesce(m.adjusted, 0), c.adjustments),
                ('last entry number', coalesce(m.entries, 0), c.last_entry_no),
                ('reserved balance', coalesce(o.reserved, 0), c.reserved_balance),
                ('realised profit', coalesce(o.realized, 0), c.realized_pnl),
                ('commission paid', coalesce(o.commission, 0), c.commission_paid),
                ('tax paid', coalesce(o.tax, 0), c.tax_paid),
                ('cost of shares', coalesce(i.cost, 0), c.total_invested)
        ) as v (figure, expected, actual)
        union all
        select e.portfolio_id, v.figure, 'entry ' || e.entry_no, v.expected, v.actual
        from entries as e
        cross join lateral (
            values ('entry number', e.counted::numeric, e.entry_no), ('balance after entry', e.running, e.balance_after)
        ) as v (figure, expected, actual)
        union all
        select h.portfolio_id, v.figure, h.symbol, v.expected, v.actual
        from holdings as h
        cross join lateral (
            values
                ('shares held', h.replayed::numeric, coalesce(h.quantity, 0)),
                ('cost of position', h.replayed_cost, coalesce(h.cost_basis, 0)),
                ('reserved shares', h.waiting, coalesce(h.reserved_quantity, 0)),
                ('realised profit of share', h.replayed_profit, h.booked_profit)
        ) as v (figure, expected, actual)
        union all
        select o.portfolio_id, v.figure, 'order ' || o.id, v.expected, v.actual
        from orders as o
        cross join lateral (
            values
                ('filled quantity', o.filled::numeric, o.filled_quantity),
                ('order amount', case when o.filled > 0 then o.executed else o.quantity * o.price end, o.total_amount),
                ('order commission', o.paid_commission, o.commission),
                ('order tax', o.paid_tax, o.tax),
                ('order profit', coalesce(o.realized, 0), coalesce(o.realized_pnl, 0)),
                ('order cost', case o.trade_type when 'sell' then -coalesce(o.cost, 0) else 0 end, coalesce(o.cost_basis, 0)),
                ('execution price', round(o.executed / nullif(o.filled, 0), 2), o.execution_price),
                ('reserved amount', case
                    when o.trade_type = 'buy' and o.status in ('pending', 'partial') then kaboom.reservation_amount(
                        o.quantity - o.filled_quantity, o.reserve_price, o.commission_rate, coalesce(o.executed, 0)
                    )
                    else 0
                end, o.reserved_amount)
        ) as v (figure, expected, actual)
        union all
        select x.portfolio_id, v.figure, 'execution ' || x.execution_id, v.expected, v.actual
        from executions as x
        cross join lateral (
            values ('cash of execution', x.priced, coalesce(x.moved, 0)), ('profit of execution', x.priced, x.net)
        ) as v (figure, expected, actual)
    ) as f (portfolio, figure, subject, expected, actual)
    where f.expected is distinct from f.actual;
$$;

comment on function kaboom.verify_ledger is
$$Every figure that does not follow from the cash ledger and the executions. A sound database gives no row.

Arguments: portfolio_id, or null for all portfolios. Returns: portfolio; figure, what is wrong; subject, whose figure
(name, entry, symbol, order or execution); expected and actual, yen or shares.$$;

revoke execute on function kaboom.verify_ledger from public, anon, authenticated, service_role;
