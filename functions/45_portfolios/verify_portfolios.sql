-- The ledger is the truth about cash: the figures of portfolios and of entries are worked out from it, and
-- compared.
create or replace function kaboom.verify_portfolios(portfolio_id uuid default null)
returns table (portfolio uuid, figure text, subject text, expected numeric, actual numeric)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    -- One pass in the order of the key: each movement meets its number and, if it moves cash, the balance
    -- up to it.
    with movements as (
        select n.user_id, n.portfolio_id, n.entry_no, n.kind, n.amount, n.balance_after,
            sum(n.amount) over in_order as running,
            row_number() over in_order as counted
        from (
            select l.user_id, l.portfolio_id, l.entry_no, l.kind, l.amount, l.balance_after
            from public.cash_ledger as l
            where verify_portfolios.portfolio_id is null
                or l.portfolio_id = verify_portfolios.portfolio_id
            union all
            select a.user_id, a.portfolio_id, a.entry_no, null, null, null
            from public.position_adjustments as a
            where verify_portfolios.portfolio_id is null
                or a.portfolio_id = verify_portfolios.portfolio_id
        ) as n
        window in_order as (
            partition by n.user_id, n.portfolio_id order by n.entry_no rows unbounded preceding
        )
    ),
    cash as materialized (
        select m.user_id, m.portfolio_id, count(m.kind) as entries, max(m.entry_no) as newest,
            coalesce(sum(m.amount), 0) as balance,
            coalesce(sum(m.amount) filter (where m.kind in ('opening', 'deposit')), 0) as paid_in,
            -coalesce(sum(m.amount) filter (where m.kind = 'withdrawal'), 0) as withdrawn,
            coalesce(sum(m.amount) filter (where m.kind = 'adjustment'), 0) as adjusted,
            coalesce(sum(m.amount) filter (where m.kind in ('fee', 'interest', 'capital_gains_tax')), 0)
                as other_income,
            coalesce(sum(m.amount) filter (where m.kind in ('dividend', 'dividend_tax')), 0) as dividends,
            count(*) filter (where m.kind = 'opening') as openings,
            coalesce(sum(m.amount) filter (where m.kind = 'opening' and m.entry_no = 1), 0) as opened_with,
            array_agg(m.entry_no) filter (where m.running <> m.balance_after) as unbalanced,
            array_agg(m.running) filter (where m.running <> m.balance_after) as running,
            array_agg(m.balance_after) filter (where m.running <> m.balance_after) as balances,
            array_agg(m.counted) filter (where m.counted <> m.entry_no) as counted,
            array_agg(m.entry_no) filter (where m.counted <> m.entry_no) as misnumbered
        from movements as m
        group by m.user_id, m.portfolio_id
    )
    select f.portfolio, f.figure, f.subject, f.expected, f.actual
    from (
        select p.id, v.figure, p.name, v.expected, v.actual
        from public.portfolios as p
        left join cash as c on c.user_id = p.user_id and c.portfolio_id = p.id
        cross join lateral (
            values
                ('balance', coalesce(c.balance, 0), p.current_balance),
                ('capital paid in', coalesce(c.paid_in, 0), p.capital_paid_in),
                ('capital withdrawn', coalesce(c.withdrawn, 0), p.capital_withdrawn),
                ('adjustments', coalesce(c.adjusted, 0), p.adjustments),
                ('other income', coalesce(c.other_income, 0), p.other_income),
                ('dividends received', coalesce(c.dividends, 0), p.dividends_received),
                ('opening entries', 1, coalesce(c.openings, 0)),
                ('initial capital', coalesce(c.opened_with, 0), p.initial_capital),
                ('last entry number', coalesce(c.newest, 0), p.last_entry_no)
        ) as v (figure, expected, actual)
        where verify_portfolios.portfolio_id is null
            or p.id = verify_portfolios.portfolio_id
        union all
        select c.portfolio_id, 'balance after entry', 'entry ' || u.entry_no, u.running, u.balance_after
        from cash as c
        cross join unnest(c.unbalanced, c.running, c.balances) as u (entry_no, running, balance_after)
        union all
        select c.portfolio_id, 'entry number', 'entry ' || u.entry_no, u.counted, u.entry_no
        from cash as c
        cross join unnest(c.misnumbered, c.counted) as u (entry_no, counted)
        union all
        select c.portfolio_id, 'portfolio of entries', c.portfolio_id::text, 1, 0
        from cash as c
        where c.entries > 0
            and not exists (
                select from public.portfolios as p
                where p.user_id = c.user_id
                    and p.id = c.portfolio_id
            )
    ) as f (portfolio, figure, subject, expected, actual)
    where f.expected is distinct from f.actual;
$$;

comment on function kaboom.verify_portfolios is
$$Every figure of portfolios and their cash that does not follow from the cash ledger.

A sound database gives no row.

Arguments: portfolio_id, or null for all. Returns: as kaboom.verify_ledger.$$;

revoke execute on function kaboom.verify_portfolios from public, anon, authenticated, service_role;
