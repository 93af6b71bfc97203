-- After the order stands, so that an insert that did nothing reserves nothing.
create or replace function kaboom.reserve_for_order()
returns trigger
language plpgsql
volatile
security definer
set search_path = ''
as $$
begin
    if new.trade_type = 'buy' then
        update public.portfolios as p
        set reserved_balance = p.reserved_balance + new.reserved_amount,
            updated_at = now()
        where p.user_id = new.user_id
            and p.id = new.portfolio_id;
    else
        update public.positions as h
        set reserved_quantity = h.reserved_quantity + new.quantity,
            updated_at = now()
        where h.user_id = new.user_id
            and h.portfolio_id = new.portfolio_id
            and h.symbol = new.symbol;
    end if;
    return null;
end;
$$;

comment on function kaboom.reserve_for_order() is 'Trigger: reserves the cash or the shares of a new order.';

revoke execute on function kaboom.reserve_for_order() from public;
