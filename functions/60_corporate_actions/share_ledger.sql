-- What was booked, in the order of booking: a row never changes, so the last one shows the position.
create or replace view public.share_ledger
with (security_invoker = true)
as
select
    m.user_id,
    m.portfolio_id,
    m.symbol,
    m.entry_no,
    m.kind,
    m.quantity,
    m.cost_change,
    m.realized_pnl,
    sum(m.quantity) over w as quantity_after,
    sum(m.cost_change) over w as cost_after,
    m.execution_id,
    m.action_id,
    m.moved_at
from (
    select t.user_id, t.portfolio_id, t.symbol, e.entry_no,
        case when e.reverses is null then t.trade_type else 'reversal' end as kind,
        case t.trade_type when 'buy' then e.quantity else -e.quantity end as quantity, e.cost_change,
        coalesce(e.realized_pnl, 0) as realized_pnl, e.execution_id, null::uuid as action_id,
        e.executed_at as moved_at
    from public.trades as t
    join public.trade_executions as e on e.user_id = t.user_id and e.trade_id = t.id
    union all
    select a.user_id, a.portfolio_id, a.symbol, a.entry_no, a.kind, a.quantity, a.cost_change, a.realized_pnl,
        a.follows, a.action_id, a.created_at
    from public.position_adjustments as a
) as m
window w as (partition by m.user_id, m.portfolio_id, m.symbol order by m.entry_no);

comment on view public.share_ledger is
$$Every movement of shares, with what the position came to: fills, transfers, corrections,
corporate actions and reversals.

In the order of booking. Everyone signed in reads their own.$$;
comment on column public.share_ledger.user_id is 'Owner of the portfolio.';
comment on column public.share_ledger.portfolio_id is 'The portfolio whose shares moved.';
comment on column public.share_ledger.symbol is 'Code of the share.';
comment on column public.share_ledger.entry_no is 'Its place among all entries of the portfolio.';
comment on column public.share_ledger.kind is
'buy, sell, reversal, or a kind of position_adjustments; see movement_kinds.';
comment on column public.share_ledger.quantity is 'Shares; positive into the portfolio, negative out of it.';
comment on column public.share_ledger.cost_change is 'What the row added to the cost of the position in yen.';
comment on column public.share_ledger.realized_pnl is 'Realised profit and loss that the row booked, in yen.';
comment on column public.share_ledger.quantity_after is 'Shares owned after the row.';
comment on column public.share_ledger.cost_after is 'Cost of the shares owned after the row, in yen.';
comment on column public.share_ledger.execution_id is
'The fill or its reversal; of an action the late fill that it converts; null for others.';
comment on column public.share_ledger.action_id is 'The corporate action; null for others.';
comment on column public.share_ledger.moved_at is 'When the fill happened, or when the row was booked.';

-- Nobody has the right to write; see kaboom.refuse_view_writes.
create or replace trigger refuse_view_writes
instead of insert or update or delete on public.share_ledger
for each row execute function kaboom.refuse_view_writes();

revoke all on public.share_ledger from public, anon, authenticated, service_role;
grant select on public.share_ledger to authenticated, service_role;
