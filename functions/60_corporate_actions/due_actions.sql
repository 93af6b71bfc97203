create or replace function kaboom.due_actions(wanted uuid default null)
returns table (action_id uuid, user_id uuid, portfolio_id uuid)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    with today as (
        select (now() at time zone 'Asia/Tokyo')::date as day
    ),
    actions as materialized (
        select a.*, kaboom.day_starts(a.ex_date) as starts,
            -- Later only what has failed, or what an operator names, is looked at.
            greatest(a.ex_date, a.pay_date, (a.created_at at time zone 'Asia/Tokyo')::date) >= t.day - 62
            or due_actions.wanted is not null as is_recent
        from public.corporate_actions as a
        cross join today as t
        where a.is_in_force
            and (due_actions.wanted is null or a.id = due_actions.wanted)
            and a.ex_date <= t.day
            and (a.kind <> 'dividend' or a.pay_date <= t.day)
    ),
    holders as (
        select a.id, h.user_id, h.portfolio_id
        from actions as a
        join public.positions as h on h.symbol = a.symbol
        where (h.quantity > 0 or h.updated_at >= a.starts)
            and a.is_recent
            and not a.is_void
        union
        select a.id, t.user_id, t.portfolio_id
        from actions as a
        join public.trades as t on t.symbol = a.symbol
        where t.status in ('pending', 'partial')
            and t.created_at < a.starts
            and a.kind <> 'dividend'
            and a.is_recent
            and not a.is_void
    )
    select h.id, h.user_id, h.portfolio_id
    from holders as h
    join actions as a on a.id = h.id
    join public.portfolios as p on p.user_id = h.user_id and p.id = h.portfolio_id
    cross join today as d
    left join public.applied_actions as x
        on x.user_id = h.user_id and x.portfolio_id = h.portfolio_id and x.action_id = h.id
    where x.action_id is null
        or (
            x.state = 'applied'
            and a.kind <> 'dividend'
            and (
                (
                    x.fraction is not null
                    and a.fraction_price is not null
                    and coalesce(a.pay_date <= d.day, true)
                )
                or (
                    x.seen_entry_no < p.last_entry_no
                    and exists (
                        select from public.trades as t
                        join public.trade_executions as e on e.user_id = t.user_id and e.trade_id = t.id
                        where t.user_id = h.user_id
                            and t.portfolio_id = h.portfolio_id
                            and t.symbol = a.symbol
                            and e.entry_no > x.seen_entry_no
                            and e.executed_at < a.starts
                    )
                )
            )
        )
    union
    select x.action_id, x.user_id, x.portfolio_id
    from public.applied_actions as x
    join actions as a on a.id = x.action_id
    where x.state = 'failed'
    union
    -- What an older version did is taken back.
    select a.id, x.user_id, x.portfolio_id
    from actions as a
    join public.corporate_actions as f
        on f.symbol = a.symbol and f.kind = a.kind and f.ex_date = a.ex_date and not f.is_in_force
    join public.applied_actions as x on x.action_id = f.id
    where x.entry_no is not null
        or x.gross is not null
    order by 2, 3, 1;
$$;

comment on function kaboom.due_actions is
$$Which actions are to be applied to which portfolios, or tried again there, in the order of locks.

Arguments: wanted, an action, or null for all actions of the last 62 days and all that failed.
Returns: action_id, user_id and portfolio_id.$$;

revoke execute on function kaboom.due_actions from public, anon, authenticated, service_role;
