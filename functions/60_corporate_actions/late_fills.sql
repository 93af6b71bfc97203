create or replace function kaboom.late_fills(
    user_id uuid, portfolio_id uuid, action public.corporate_actions, entry bigint
)
returns table (execution_id text, entry_no bigint, shares numeric)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    converted record;
begin
    for execution_id, entry_no, shares in
        select e.execution_id, e.entry_no, e.quantity
        from public.trades as t
        join public.trade_executions as e on e.user_id = t.user_id and e.trade_id = t.id
        where t.user_id = late_fills.user_id
            and t.portfolio_id = late_fills.portfolio_id
            and t.symbol = action.symbol
            and e.reverses is null
            and e.executed_at < kaboom.day_starts(action.ex_date)
            and e.entry_no > (
                select coalesce(a.folds_before, a.entry_no)
                from public.position_adjustments as a
                where a.user_id = late_fills.user_id
                    and a.portfolio_id = late_fills.portfolio_id
                    and a.entry_no = entry
            )
            and not exists (
                select from public.trade_executions as r
                where r.user_id = e.user_id
                    and r.reverses = e.execution_id
            )
            and not exists (
                select from public.position_adjustments as f
                where f.user_id = e.user_id
                    and f.portfolio_id = t.portfolio_id
                    and f.symbol = t.symbol
                    and f.belongs_to = entry
                    and f.follows = e.execution_id
            )
    loop
        -- Other actions may have converted it before.
        for converted in
            select f.old_shares, f.new_shares
            from public.position_adjustments as f
            where f.user_id = late_fills.user_id
                and f.portfolio_id = late_fills.portfolio_id
                and f.symbol = action.symbol
                and f.follows = late_fills.execution_id
                and not exists (
                    select from public.position_adjustments as r
                    where r.user_id = f.user_id
                        and r.portfolio_id = f.portfolio_id
                        and r.reverses = f.belongs_to
                )
            order by f.entry_no
        loop
            shares := div(shares * converted.new_shares, converted.old_shares);
        end loop;
        return next;
    end loop;
end;
$$;

comment on function kaboom.late_fills is
$$The fills of the time before ex_date that were booked after an action was applied and are not converted yet.

Arguments: user_id; portfolio_id; action; entry, the entry_no of the row that applied it. Returns:
execution_id; entry_no; shares, as other actions have converted them.$$;

revoke execute on function kaboom.late_fills from public, anon, authenticated, service_role;
