create or replace function kaboom.post_adjustment(portfolio public.portfolios, adjustment public.position_adjustments)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    moved constant numeric := portfolio.cost_transferred + adjustment.cost_change - adjustment.realized_pnl;
begin
    perform kaboom.assert_portfolio_holds(
        moved, portfolio.total_invested + adjustment.cost_change, portfolio.realized_pnl + adjustment.realized_pnl
    );
    update public.portfolios as p
    set total_invested = p.total_invested + adjustment.cost_change,
        realized_pnl = p.realized_pnl + adjustment.realized_pnl,
        cost_transferred = moved,
        last_entry_no = adjustment.entry_no,
        updated_at = now()
    where p.user_id = portfolio.user_id
        and p.id = portfolio.id;
    perform kaboom.move_position(
        adjustment.user_id, adjustment.portfolio_id, adjustment.symbol, adjustment.symbol_name,
        adjustment.quantity::integer, 0, adjustment.cost_change
    );
end;
$$;

comment on function kaboom.post_adjustment is
$$Post a movement of shares, or its reversal, to the portfolio and the position.

Arguments: portfolio, locked; adjustment, computed. Errors: KB112, KB208 too large.$$;

revoke execute on function kaboom.post_adjustment from public, anon, authenticated, service_role;
