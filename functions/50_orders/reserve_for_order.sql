-- After the order stands, so that an insert that did nothing reserves nothing, and of several orders in one statement each
-- meets what the one before has reserved.
create or replace function kaboom.reserve_for_order()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    free numeric;
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
        select p.current_balance - p.reserved_balance into free
        from public.portfolios as p
        where p.user_id = new.user_id
            and p.id = new.portfolio_id;
        raise exception 'free cash % does not cover %', free, new.reserved_amount
            using errcode = 'KB110', hint = 'Order less, cancel a waiting purchase, or deposit cash first.';
    end if;
    return null;
end;
$$;

comment on function kaboom.reserve_for_order is
'Trigger: reserves the cash or the shares of a new order. KB110, KB111.';

revoke execute on function kaboom.reserve_for_order from public, anon, authenticated, service_role;
