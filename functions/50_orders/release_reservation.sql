create or replace function kaboom.release_reservation(trade public.trades)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    -- The row of the order is locked already; waiting here could deadlock with a fill that waits for it.
    perform from public.portfolios as p
    join auth.users as a on a.id = p.user_id
    where p.user_id = trade.user_id
        and p.id = trade.portfolio_id
    for no key update of a, p skip locked;
    if not found then
        raise exception 'portfolio % is busy', trade.portfolio_id
            using errcode = 'KB134',
            detail = jsonb_build_object('portfolio_id', trade.portfolio_id)::text,
            hint = 'Send the request again.';
    end if;
    if trade.trade_type = 'buy' then
        update public.portfolios as p
        set reserved_balance = p.reserved_balance - trade.reserved_amount,
            updated_at = now()
        where p.user_id = trade.user_id
            and p.id = trade.portfolio_id;
    else
        update public.positions as h
        set reserved_quantity = h.reserved_quantity - kaboom.reserved_shares(trade),
            updated_at = now()
        where h.user_id = trade.user_id
            and h.portfolio_id = trade.portfolio_id
            and h.symbol = trade.symbol;
    end if;
end;
$$;

comment on function kaboom.release_reservation is
'Free what an open order reserves. Arguments: trade, its row locked. Errors: KB134 its portfolio is busy.';

revoke execute on function kaboom.release_reservation from public, anon, authenticated, service_role;
