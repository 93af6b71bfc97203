-- The owner cancels, the broker also rejects; what has ended stays ended. What the order held becomes free again.
create or replace function kaboom.close_order()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    if not (
        (old.status in ('pending', 'partial') and new.status = 'cancelled')
        or (old.status = 'pending' and new.status = 'rejected')
    ) then
        raise exception 'order % is % and cannot become %', old.id, old.status, new.status
            using errcode = 'KB133', hint = 'Open orders may be cancelled, pending ones rejected; executions fill them.';
    end if;
    -- The row of the order is locked already; waiting here could deadlock with a fill that waits for it.
    perform from public.portfolios as p
    join auth.users as a on a.id = p.user_id
    where p.user_id = old.user_id
        and p.id = old.portfolio_id
    for key share of a skip locked
    for no key update of p skip locked;
    if not found then
        raise exception 'portfolio % is busy', old.portfolio_id
            using errcode = 'KB134', hint = 'Send the request again.';
    end if;
    if old.trade_type = 'buy' then
        update public.portfolios as p
        set reserved_balance = p.reserved_balance - old.reserved_amount,
            updated_at = now()
        where p.user_id = old.user_id
            and p.id = old.portfolio_id;
    else
        update public.positions as h
        set reserved_quantity = h.reserved_quantity - old.remaining_quantity,
            updated_at = now()
        where h.user_id = old.user_id
            and h.portfolio_id = old.portfolio_id
            and h.symbol = old.symbol;
    end if;
    new.reserved_amount := 0;
    return new;
end;
$$;

comment on function kaboom.close_order is
'Trigger: cancels or rejects an order, and releases what it had reserved. KB133, KB134.';

revoke execute on function kaboom.close_order from public, anon, authenticated, service_role;
