-- Shares that were bought, or came, after ex_date are new shares already: the action counts before them.
create or replace function kaboom.place_of_action(
    user_id uuid, portfolio_id uuid, symbol text, ex_date date
)
returns bigint
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    starts constant timestamptz := kaboom.day_starts(ex_date);
begin
    return (
        select min(m.place)
        from (
            select e.entry_no as place
            from public.trades as t
            join public.trade_executions as e on e.user_id = t.user_id and e.trade_id = t.id
            where t.user_id = place_of_action.user_id
                and t.portfolio_id = place_of_action.portfolio_id
                and t.symbol = place_of_action.symbol
                and e.reverses is null
                and e.executed_at >= starts
            union all
            select coalesce(a.folds_before, a.entry_no)
            from public.position_adjustments as a
            left join public.corporate_actions as c on c.id = a.action_id
            where a.user_id = place_of_action.user_id
                and a.portfolio_id = place_of_action.portfolio_id
                and a.symbol = place_of_action.symbol
                and a.kind in ('transfer', 'correction', 'split', 'merger', 'free_allotment')
                and a.follows is null
                and case
                    when a.action_id is null then a.created_at >= starts
                    else c.ex_date > place_of_action.ex_date
                end
        ) as m
    );
end;
$$;

comment on function kaboom.place_of_action is
$$The movement before which an action counts in the moving average of a share: the first
one at or after ex_date.

Arguments: user_id; portfolio_id; symbol; ex_date. Returns: its entry_no; null where there
is none, for the end.$$;

revoke execute on function kaboom.place_of_action from public, anon, authenticated, service_role;
