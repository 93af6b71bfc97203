-- By time of execution, and not by what is held when the news arrives.
create or replace function kaboom.shares_held_before(
    user_id uuid, portfolio_id uuid, symbol text, ex_date date
)
returns integer
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    held numeric := 0::numeric;
    movement record;
begin
    for movement in
        select case t.trade_type when 'buy' then e.quantity else -e.quantity end as quantity,
            e.executed_at as moment, e.entry_no, 1 as old_shares, 1 as new_shares
        from public.trades as t
        join public.trade_executions as e on e.user_id = t.user_id and e.trade_id = t.id
        where t.user_id = shares_held_before.user_id
            and t.portfolio_id = shares_held_before.portfolio_id
            and t.symbol = shares_held_before.symbol
            and e.reverses is null
            and e.executed_at < kaboom.day_starts(shares_held_before.ex_date)
            and not exists (
                select from public.trade_executions as r
                where r.user_id = e.user_id
                    and r.reverses = e.execution_id
            )
        union all
        select case when a.action_id is null then a.quantity else 0 end,
            case when a.action_id is null then a.created_at else kaboom.day_starts(c.ex_date) end, a.entry_no,
            coalesce(a.old_shares, 1), coalesce(a.new_shares, 1)
        from public.position_adjustments as a
        left join public.corporate_actions as c on c.id = a.action_id
        where a.user_id = shares_held_before.user_id
            and a.portfolio_id = shares_held_before.portfolio_id
            and a.symbol = shares_held_before.symbol
            and a.kind in ('transfer', 'correction', 'split', 'merger', 'free_allotment')
            and a.follows is null
            and case
                when a.action_id is null then a.created_at < kaboom.day_starts(shares_held_before.ex_date)
                else c.ex_date < shares_held_before.ex_date
            end
            and not exists (
                select from public.position_adjustments as r
                where r.user_id = a.user_id
                    and r.portfolio_id = a.portfolio_id
                    and r.reverses = a.entry_no
            )
        order by 2, 3
    loop
        held := div(held * movement.new_shares, movement.old_shares) + movement.quantity;
    end loop;
    return greatest(held, 0)::integer;
end;
$$;

comment on function kaboom.shares_held_before is
$$Shares that a portfolio held at the end of the last session before a day, by what is known now.

Arguments: user_id; portfolio_id; symbol; ex_date, the day.$$;

revoke execute on function kaboom.shares_held_before from public, anon, authenticated, service_role;
