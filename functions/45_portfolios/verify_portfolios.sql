-- The ledger is the truth about cash: the figures of portfolios and of entries are worked
-- out from it and compared.
create or replace function kaboom.verify_portfolios(portfolio_id uuid default null)
returns table (portfolio uuid, figure text, subject text, expected numeric, actual numeric)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    with entries as (
        select l.*,
            sum(l.amount) over (partition by l.user_id, l.portfolio_id order by l.entry_no) as running
        from public.cash_ledger as l
        where verify_portfolios.portfolio_id is null
            or l.portfolio_id = verify_portfolios.portfolio_id
    ),
    numbers as (
        select n.user_id, n.portfolio_id, n.entry_no,
            row_number() over (partition by n.user_id, n.portfolio_id order by n.entry_no) as counted
        from (
            select e.user_id, e.portfolio_id, e.entry_no
            from entries as e
            union all
            select a.user_id, a.portfolio_id, a.entry_no
            from public.position_adjustments as a
            where verify_portfolios.portfolio_id is null
                or a.portfolio_id = verify_portfolios.portfolio_id
        ) as n
    ),
    cash as (
        select e.user_id, e.portfolio_id, sum(e.amount) as balance,
            coalesce(sum(e.amount) filter (where e.kind in ('opening', 'deposit')), 0) as paid_in,
            -coalesce(sum(e.amount) filter (where e.kind = 'withdrawal'), 0) as withdrawn,
            coalesce(sum(e.amount) filter (where e.kind = 'adjustment'), 0) as adjusted,
            coalesce(
                sum(e.amount) filter (where e.kind in ('fee', 'interest', 'capital_gains_tax')), 0
            ) as other_income,
            coalesce(sum(e.amount) filter (where e.kind in ('dividend', 'dividend_tax')), 0) as dividends,
            count(*) filter (where e.kind = 'opening') as openings,
            coalesce(sum(e.amount) filter (where e.kind = 'opening' and e.entry_no = 1), 0) as opened_with
        from entries as e
        group by e.user_id, e.portfolio_id
    ),
    newest as (
        select n.user_id, n.portfolio_id, max(n.entry_no) as entry_no
        from numbers as n
        group by n.user_id, n.portfolio_id
    )
    select f.portfolio, f.figure, f.subject, f.expected, f.actual
    from (
        select p.id, v.figure, p.name, v.expected, v.actual
        from public.portfolios as p
        left join cash as c on c.user_id = p.user_id and c.portfolio_id = p.id
        left join newest as n on n.user_id = p.user_id and n.portfolio_id = p.id
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
                ('last entry number', coalesce(n.entry_no, 0), p.last_entry_no)
        ) as v (figure, expected, actual)
        where verify_portfolios.portfolio_id is null
            or p.id = verify_portfolios.portfolio_id
        union all
        select e.portfolio_id, 'balance after entry', 'entry ' || e.entry_no, e.running, e.balance_after
        from entries as e
        union all
        select n.portfolio_id, 'entry number', 'entry ' || n.entry_no, n.counted, n.entry_no
        from numbers as n
        union all
        select c.portfolio_id, 'portfolio of entries', c.portfolio_id::text, 1, 0
        from cash as c
        where not exists (
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
