-- The one order in which fills and adjustments are folded: by their entry numbers, but for an adjustment that
-- folds before an earlier movement (folds_before). Two of those follow each other by ex_date.
create or replace function kaboom.share_movements(
    user_id uuid,
    portfolio_id uuid,
    symbols text[],
    without_execution text,
    without_adjustment bigint,
    planned public.position_adjustments
)
returns table (
    symbol text, place bigint, adjustment bigint, kind text, quantity numeric, amount numeric, costs numeric,
    old_shares integer[], new_shares integer[], paid numeric
)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    with adjustments as materialized (
        select a.*
        from public.position_adjustments as a
        where a.user_id = share_movements.user_id
            and a.portfolio_id = share_movements.portfolio_id
            and a.symbol = any (symbols)
            and a.kind <> all ('{recount,reversal}')
            and coalesce(without_adjustment not in (a.entry_no, coalesce(a.belongs_to, 0)), true)
            and not exists (
                select from public.position_adjustments as r
                where r.user_id = a.user_id
                    and r.portfolio_id = a.portfolio_id
                    and r.reverses in (a.entry_no, a.belongs_to)
            )
        union all
        select p.*
        from (select (planned).*) as p
        where p.entry_no is not null
    ),
    movements as (
        select t.symbol, null::bigint as adjustment, t.trade_type::text as kind, e.quantity, e.amount,
            e.commission + e.tax as costs, c.old_shares, c.new_shares, null::numeric as paid,
            e.entry_no as fold_no, null::bigint as folds_before, null::date as ex_date, e.entry_no
        from public.trades as t
        join public.trade_executions as e on e.user_id = t.user_id and e.trade_id = t.id
        left join (
            select a.follows, array_agg(a.old_shares order by a.entry_no) as old_shares,
                array_agg(a.new_shares order by a.entry_no) as new_shares
            from adjustments as a
            group by a.follows
        ) as c on c.follows = e.execution_id
        where t.user_id = share_movements.user_id
            and t.portfolio_id = share_movements.portfolio_id
            and t.symbol = any (symbols)
            and e.reverses is null
            and e.execution_id is distinct from without_execution
            and not exists (
                select from public.trade_executions as r
                where r.user_id = e.user_id
                    and r.reverses = e.execution_id
            )
        union all
        select a.symbol, a.entry_no, a.kind::text, a.quantity, a.cost, 0, array[a.old_shares],
            array[a.new_shares], f.paid, coalesce(a.folds_before, a.entry_no), a.folds_before, c.ex_date,
            a.entry_no
        from adjustments as a
        left join public.corporate_actions as c on c.id = a.action_id
        left join (
            select x.belongs_to, sum(x.proceeds) as paid
            from adjustments as x
            where x.kind = 'fraction'
            group by x.belongs_to
        ) as f on f.belongs_to = a.entry_no
        where a.follows is null
            and a.kind <> 'fraction'
    )
    select m.symbol,
        row_number() over (
            partition by m.symbol order by m.fold_no, m.folds_before nulls last, m.ex_date, m.entry_no
        ),
        m.adjustment, m.kind, m.quantity, m.amount, m.costs, m.old_shares, m.new_shares, m.paid
    from movements as m;
$$;

comment on function kaboom.share_movements is
$$The fills and adjustments of shares that are not taken back, numbered in the order in which they are folded.

Arguments: user_id; portfolio_id; symbols; without_execution and without_adjustment, an execution_id and the
entry_no of an adjustment to leave out with all that belongs to it, or null; planned, an adjustment that is
not written yet, or null.
Returns: symbol; place, from 1 for each symbol; adjustment, its entry_no, null for a fill; kind: buy, sell or
that of the adjustment; quantity in shares, of an adjustment negative where shares leave; amount in yen, of an
adjustment its stated cost; costs, commission and tax in yen; old_shares and new_shares, the ratios by which
shares change; paid, yen for a fraction that it left over, null while unpaid.$$;

revoke execute on function kaboom.share_movements from public, anon, authenticated, service_role;
