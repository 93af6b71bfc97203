-- The one order in which fills and adjustments are folded: by their entry numbers, but for an adjustment that folds
-- before an earlier execution (folds_before).
create or replace function kaboom.share_movements(user_id uuid, portfolio_id uuid, symbol text)
returns table (
    execution_id text, adjustment bigint, kind text, quantity numeric, amount numeric, costs numeric, fold_no bigint,
    entry_no bigint
)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select e.execution_id, null::bigint, t.trade_type::text, e.quantity, e.amount, e.commission + e.tax, e.entry_no, e.entry_no
    from public.trades as t
    join public.trade_executions as e on e.user_id = t.user_id and e.trade_id = t.id
    where t.user_id = share_movements.user_id
        and t.portfolio_id = share_movements.portfolio_id
        and t.symbol = share_movements.symbol
        and e.reverses is null
        and not exists (
            select from public.trade_executions as r
            where r.user_id = e.user_id
                and r.reverses = e.execution_id
        )
    union all
    select null, a.entry_no, a.kind::text, a.quantity, a.cost, 0, coalesce(a.folds_before, a.entry_no), a.entry_no
    from public.position_adjustments as a
    where a.user_id = share_movements.user_id
        and a.portfolio_id = share_movements.portfolio_id
        and a.symbol = share_movements.symbol
        and a.reverses is null
        and not exists (
            select from public.position_adjustments as r
            where r.user_id = a.user_id
                and r.portfolio_id = a.portfolio_id
                and r.reverses = a.entry_no
        )
    order by 7, 2 nulls last, 8;
$$;

comment on function kaboom.share_movements is
$$The fills and adjustments of a share that are not taken back, in the order in which they are folded.

Arguments: user_id; portfolio_id; symbol. Returns: execution_id, or adjustment (its entry_no); kind: buy, sell, transfer or
correction; quantity in shares, of an adjustment negative where shares leave; amount in yen, of an adjustment its stated
cost; costs, commission and tax in yen; fold_no and entry_no, its place.$$;

revoke execute on function kaboom.share_movements from public, anon, authenticated, service_role;
