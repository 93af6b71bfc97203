-- What the ledger says of each action is compared with what is noted of it.
create or replace function kaboom.verify_corporate_actions(portfolio_id uuid default null)
returns table (portfolio uuid, figure text, subject text, expected numeric, actual numeric)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    with moved as (
        select l.user_id, l.portfolio_id, l.action_id,
            coalesce(sum(l.amount) filter (where l.kind = 'dividend'), 0) as dividend,
            coalesce(-sum(l.amount) filter (where l.kind = 'dividend_tax'), 0) as tax,
            coalesce(sum(l.amount) filter (where l.kind = 'fraction'), 0) as fraction
        from public.cash_ledger as l
        where l.action_id is not null
            and (
                verify_corporate_actions.portfolio_id is null
                or l.portfolio_id = verify_corporate_actions.portfolio_id
            )
        group by l.user_id, l.portfolio_id, l.action_id
    ),
    paid as (
        select a.user_id, a.portfolio_id, a.action_id, sum(a.proceeds) as fraction,
            max(a.entry_no) filter (
                where a.belongs_to is null
                    and a.old_shares is not null
                    and not exists (
                        select from public.position_adjustments as r
                        where r.user_id = a.user_id
                            and r.portfolio_id = a.portfolio_id
                            and r.reverses = a.entry_no
                    )
            ) as entry_no
        from public.position_adjustments as a
        where a.action_id is not null
            and (
                verify_corporate_actions.portfolio_id is null
                or a.portfolio_id = verify_corporate_actions.portfolio_id
            )
        group by a.user_id, a.portfolio_id, a.action_id
    ),
    noted as (
        select x.user_id, x.portfolio_id, x.action_id, coalesce(x.gross, 0) as gross,
            coalesce(x.tax, 0) as tax, x.entry_no
        from public.applied_actions as x
        where verify_corporate_actions.portfolio_id is null
            or x.portfolio_id = verify_corporate_actions.portfolio_id
    )
    select f.portfolio, f.figure, f.subject, f.expected, f.actual
    from (
        select k.portfolio_id, v.figure, 'action ' || k.action_id, v.expected, v.actual
        from (
            select m.user_id, m.portfolio_id, m.action_id from moved as m
            union
            select p.user_id, p.portfolio_id, p.action_id from paid as p
            union
            select n.user_id, n.portfolio_id, n.action_id from noted as n
        ) as k
        left join moved as m
            on (m.user_id, m.portfolio_id, m.action_id) = (k.user_id, k.portfolio_id, k.action_id)
        left join paid as p
            on (p.user_id, p.portfolio_id, p.action_id) = (k.user_id, k.portfolio_id, k.action_id)
        left join noted as n
            on (n.user_id, n.portfolio_id, n.action_id) = (k.user_id, k.portfolio_id, k.action_id)
        cross join lateral (
            values
                ('dividend in ledger', coalesce(n.gross, 0), coalesce(m.dividend, 0)),
                ('dividend tax in ledger', coalesce(n.tax, 0), coalesce(m.tax, 0)),
                ('fraction in ledger', coalesce(p.fraction, 0), coalesce(m.fraction, 0)),
                ('row of action', coalesce(p.entry_no, 0), coalesce(n.entry_no, 0))
        ) as v (figure, expected, actual)
        union all
        select a.portfolio_id, 'row it belongs to', 'entry ' || a.entry_no, 1, 0
        from public.position_adjustments as a
        where a.belongs_to is not null
            and (
                verify_corporate_actions.portfolio_id is null
                or a.portfolio_id = verify_corporate_actions.portfolio_id
            )
            and not exists (
                select from public.position_adjustments as m
                where m.user_id = a.user_id
                    and m.portfolio_id = a.portfolio_id
                    and m.entry_no = a.belongs_to
                    and m.action_id = a.action_id
                    and m.belongs_to is null
            )
    ) as f (portfolio, figure, subject, expected, actual)
    where f.expected is distinct from f.actual;
$$;

comment on function kaboom.verify_corporate_actions is
$$Every figure of dividends and fractions in which the ledger, the movements of shares
and applied_actions differ.

Arguments: portfolio_id, or null for all. Returns: as kaboom.verify_ledger.$$;

revoke execute on function kaboom.verify_corporate_actions from public, anon, authenticated, service_role;
