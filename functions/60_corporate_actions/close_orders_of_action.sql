-- As brokers in Tokyo do: quantity and price of an order that was placed before ex_date are
-- those of the old shares.
create or replace function kaboom.close_orders_of_action(
    portfolio public.portfolios, action public.corporate_actions
)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    -- closed_at says that it is the broker's word, so that an order that the broker has is closed, too.
    update public.trades as t
    set status = 'cancelled',
        closed_at = now(),
        reason = format(
            '%s of %s into %s shares on %s', action.kind, action.old_shares, action.new_shares, action.ex_date
        )
    where t.user_id = portfolio.user_id
        and t.portfolio_id = portfolio.id
        and t.symbol = action.symbol
        and t.status in ('pending', 'partial')
        and t.created_at < kaboom.day_starts(action.ex_date);
end;
$$;

comment on function kaboom.close_orders_of_action is
$$Close the open orders of a share that were placed before ex_date, and release what they reserve.

Arguments: portfolio, locked; action, a movement by a ratio. Errors: KB134 an order is being changed.$$;

revoke execute on function kaboom.close_orders_of_action from public, anon, authenticated, service_role;
