-- BEFORE INSERT: a movement of shares that is no fill is admitted, computed and posted while
-- its portfolio is locked.
create or replace function kaboom.book_adjustment()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    portfolio public.portfolios;
    current_position public.positions;
begin
    perform kaboom.count_row('position_adjustments');
    perform kaboom.check_adjustment_key(new.idempotency_key);
    perform kaboom.check_adjustment(new);
    portfolio := kaboom.lock_portfolio(new.user_id, new.portfolio_id);
    new.user_id := portfolio.user_id;
    if kaboom.match_earlier_adjustment(new) then
        return null;
    end if;
    perform kaboom.assert_portfolio_is_active(portfolio);
    new.entry_no := portfolio.last_entry_no + 1;
    new.realized_pnl := 0;

    select h.* into current_position
    from public.positions as h
    where h.user_id = new.user_id
        and h.portfolio_id = new.portfolio_id
        and h.symbol = new.symbol;
    if new.quantity < 0 then
        perform kaboom.assert_shares_cover(new.symbol, current_position, -new.quantity);
    end if;
    if new.quantity < 0 and new.kind = 'transfer' then
        new.cost := null;
        new.cost_change := -kaboom.cost_of_sale(
            current_position.cost_basis, current_position.quantity, -new.quantity
        );
    else
        new.cost := round(new.cost, 2);
        new.cost_change := new.cost;
        perform kaboom.assert_cost_stays_possible(new, current_position);
    end if;
    perform kaboom.post_adjustment(portfolio, new);
    return new;
end;
$$;

comment on function kaboom.book_adjustment is
$$Trigger: checks, computes and posts a transfer or a correction of shares.

Errors: KB101, KB102, KB111, KB112, KB120, KB201, KB202, KB207, KB208, KB211, KB213, KB220.$$;

revoke execute on function kaboom.book_adjustment from public, anon, authenticated, service_role;
