-- AFTER INSERT, because an insert that ON CONFLICT drops must reserve nothing. Of several orders in one
-- statement each sees what the one before has reserved.
create or replace function kaboom.reserve_for_order()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    portfolio public.portfolios;
begin
    if new.trade_type = 'sell' then
        perform kaboom.reserve_shares(new);
        return null;
    end if;
    update public.portfolios as p
    set reserved_balance = p.reserved_balance + new.reserved_amount,
        updated_at = now()
    where p.user_id = new.user_id
        and p.id = new.portfolio_id
        and p.current_balance - p.reserved_balance >= new.reserved_amount;
    if not found then
        select p.* into portfolio
        from public.portfolios as p
        where p.user_id = new.user_id
            and p.id = new.portfolio_id;
        perform kaboom.assert_cash_covers_order(portfolio, new);
    end if;
    return null;
end;
$$;

comment on function kaboom.reserve_for_order is
'Trigger: reserves the cash or the shares of a new order. Errors: KB110, KB111.';

revoke execute on function kaboom.reserve_for_order from public, anon, authenticated, service_role;
