-- An order that was recorded as filled brings its one execution along.
create or replace function kaboom.fill_recorded_order()
returns trigger
language plpgsql
volatile
security definer
set search_path = ''
as $$
begin
    insert into public.trade_executions (
        user_id, execution_id, trade_id, quantity, price, amount, commission, tax,
        cost_change, realized_pnl, entry_no, executed_at
    )
    select new.user_id, coalesce(new.order_id, new.id::text), new.id, new.quantity, new.execution_price, new.total_amount,
        new.commission, new.tax, case new.trade_type when 'buy' then new.net_amount else -new.cost_basis end,
        new.realized_pnl, p.last_entry_no + 1, new.executed_at
    from public.portfolios as p
    where p.user_id = new.user_id
        and p.id = new.portfolio_id;
    return null;
end;
$$;

comment on function kaboom.fill_recorded_order() is
'Trigger: writes the execution of an order that was inserted as filled; its id is order_id, or else the order''s id.';

revoke execute on function kaboom.fill_recorded_order() from public;
