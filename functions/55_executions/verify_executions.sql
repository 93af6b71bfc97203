-- The executions are the truth about orders: their figures and the cash of each execution are
-- worked out and compared.
create or replace function kaboom.verify_executions(portfolio_id uuid default null)
returns table (portfolio uuid, figure text, subject text, expected numeric, actual numeric)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    with executions as materialized (
        select e.*, t.portfolio_id, t.trade_type, kaboom.net_cash(t.trade_type, e) as net
        from public.trade_executions as e
        join public.trades as t on t.user_id = e.user_id and t.id = e.trade_id
        where verify_executions.portfolio_id is null
            or t.portfolio_id = verify_executions.portfolio_id
    ),
    filled as (
        select e.user_id, e.trade_id, sum(e.quantity) as quantity, sum(e.amount) as amount,
            sum(e.commission) as commission, sum(e.tax) as tax, sum(e.realized_pnl) as realized,
            sum(e.cost_change) as cost,
            max(e.executed_at) filter (
                where e.reverses is null
                    and not exists (
                        select from public.trade_executions as r
                        where r.user_id = e.user_id
                            and r.reverses = e.execution_id
                    )
            ) as executed_at
        from executions as e
        group by e.user_id, e.trade_id
    ),
    moved as (
        select l.user_id, l.execution_id, min(l.entry_no) as entry_no,
            min(l.portfolio_id::text)::uuid as portfolio_id,
            coalesce(sum(l.amount) filter (where l.kind = 'buy'), 0) as buy,
            coalesce(sum(l.amount) filter (where l.kind = 'sell'), 0) as sell,
            coalesce(sum(l.amount) filter (where l.kind = 'reversal'), 0) as reversal,
            coalesce(sum(l.amount) filter (where l.kind = 'commission'), 0) as commission,
            coalesce(sum(l.amount) filter (where l.kind = 'tax'), 0) as tax
        from public.cash_ledger as l
        where l.execution_id is not null
            and (verify_executions.portfolio_id is null or l.portfolio_id = verify_executions.portfolio_id)
        group by l.user_id, l.execution_id
    )
    select f.portfolio, f.figure, f.subject, f.expected, f.actual
    from (
        select t.portfolio_id, v.figure, 'order ' || t.id, v.expected, v.actual
        from public.trades as t
        left join filled as f on f.user_id = t.user_id and f.trade_id = t.id
        cross join lateral (
            values
                ('filled quantity', coalesce(f.quantity, 0), t.filled_quantity),
                (
                    'order amount',
                    case when f.quantity > 0 then f.amount else t.quantity * t.price end,
                    t.total_amount
                ),
                ('order commission', coalesce(f.commission, 0), t.commission),
                ('order tax', coalesce(f.tax, 0), t.tax),
                ('order profit', coalesce(f.realized, 0), coalesce(t.realized_pnl, 0)),
                (
                    'order cost',
                    case t.trade_type when 'sell' then -coalesce(f.cost, 0) else 0 end,
                    coalesce(t.cost_basis, 0)
                ),
                ('execution price', round(f.amount / nullif(f.quantity, 0), 2), t.execution_price),
                ('executed at', extract(epoch from f.executed_at), extract(epoch from t.executed_at))
        ) as v (figure, expected, actual)
        where verify_executions.portfolio_id is null
            or t.portfolio_id = verify_executions.portfolio_id
        union all
        select e.portfolio_id, v.figure, 'execution ' || e.execution_id, v.expected, v.actual
        from executions as e
        left join moved as m on m.user_id = e.user_id and m.execution_id = e.execution_id
        cross join lateral (
            values
                ('amount of execution', e.quantity * e.price, e.amount),
                ('entry of execution', e.entry_no, m.entry_no),
                (
                    'purchase in ledger',
                    case when e.reverses is null and e.trade_type = 'buy' then -e.amount else 0 end,
                    m.buy
                ),
                (
                    'sale in ledger',
                    case when e.reverses is null and e.trade_type = 'sell' then e.amount else 0 end,
                    m.sell
                ),
                ('reversal in ledger', case when e.reverses is null then 0 else e.net end, m.reversal),
                (
                    'commission in ledger',
                    case when e.reverses is null then -e.commission else 0 end,
                    m.commission
                ),
                ('tax in ledger', case when e.reverses is null then -e.tax else 0 end, m.tax),
                ('profit of execution', e.net, case when e.reverses is null
                    then coalesce(e.realized_pnl, 0) - e.cost_change else e.net end)
        ) as v (figure, expected, actual)
        union all
        select m.portfolio_id, 'execution of entries', 'execution ' || m.execution_id, 1, 0
        from moved as m
        where not exists (
            select from executions as e
            where e.user_id = m.user_id
                and e.execution_id = m.execution_id
        )
        union all
        select null, 'order of executions', 'execution ' || e.execution_id, 1, 0
        from public.trade_executions as e
        where verify_executions.portfolio_id is null
            and not exists (
                select from public.trades as t
                where t.user_id = e.user_id
                    and t.id = e.trade_id
            )
    ) as f (portfolio, figure, subject, expected, actual)
    where f.expected is distinct from f.actual;
$$;

comment on function kaboom.verify_executions is
$$Every figure of orders, and all cash of executions, that does not follow from the executions.

Arguments: portfolio_id, or null for all. Returns: as kaboom.verify_ledger.$$;

revoke execute on function kaboom.verify_executions from public, anon, authenticated, service_role;
