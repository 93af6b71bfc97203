-- What a closed order held becomes free again.
create or replace function kaboom.release_order()
returns trigger
language plpgsql
volatile
security definer
set search_path = ''
as $$
begin
    if old.trade_type = 'buy' then
        update public.portfolios as p
        set reserved_balance = p.reserved_balance - old.reserved_amount,
            updated_at = now()
        where p.user_id = old.user_id
            and p.id = old.portfolio_id;
    else
        update public.positions as p
        set reserved_quantity = p.reserved_quantity - old.remaining_quantity,
            updated_at = now()
        where p.user_id = old.user_id
            and p.portfolio_id = old.portfolio_id
            and p.symbol = old.symbol;
    end if;
    return null;
end;
$$;

comment on function kaboom.release_order() is 'Trigger: releases what a closed order had reserved.';

revoke execute on function kaboom.release_order() from public;
