create or replace function kaboom.post_adjustment(
    portfolio public.portfolios, adjustment public.position_adjustments
)
returns public.portfolios
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    paid constant numeric := coalesce(adjustment.proceeds, 0);
    invested constant numeric := portfolio.total_invested + adjustment.cost_change;
    realized constant numeric := portfolio.realized_pnl + adjustment.realized_pnl;
    receivable constant numeric := portfolio.fractions_receivable + adjustment.fraction_change;
    -- What neither cash nor fractions nor profit explain has come with shares, or left with them.
    transferred constant numeric := portfolio.cost_transferred + paid + adjustment.cost_change
        + adjustment.fraction_change - adjustment.realized_pnl;
    after public.portfolios := portfolio;
begin
    perform kaboom.assert_cash_covers(
        portfolio.current_balance, portfolio.reserved_balance, -paid,
        'Deposit cash, or cancel a waiting purchase, then try again.'
    );
    perform kaboom.assert_portfolio_holds(transferred, invested, realized, receivable);
    after.current_balance := portfolio.current_balance + paid;
    after.total_invested := invested;
    after.realized_pnl := realized;
    after.fractions_receivable := receivable;
    after.cost_transferred := transferred;
    after.last_entry_no := adjustment.entry_no + (paid <> 0)::integer;
    update public.portfolios as p
    set current_balance = after.current_balance,
        total_invested = after.total_invested,
        realized_pnl = after.realized_pnl,
        fractions_receivable = after.fractions_receivable,
        cost_transferred = after.cost_transferred,
        last_entry_no = after.last_entry_no,
        updated_at = now()
    where p.user_id = portfolio.user_id
        and p.id = portfolio.id;
    if paid <> 0 then
        insert into public.cash_ledger (
            user_id, portfolio_id, entry_no, kind, amount, balance_after, action_id
        )
        values (
            portfolio.user_id, portfolio.id, after.last_entry_no, 'fraction', paid, after.current_balance,
            adjustment.action_id
        );
    end if;
    perform kaboom.move_position(
        adjustment.user_id, adjustment.portfolio_id, adjustment.symbol, adjustment.symbol_name,
        adjustment.quantity::integer, 0, adjustment.cost_change
    );
    return after;
end;
$$;

comment on function kaboom.post_adjustment is
$$Post a movement of shares, or its reversal, to the portfolio, the ledger and the position.

Arguments: portfolio, locked; adjustment, computed. Returns: the portfolio after it. Errors: KB110 not enough
free cash, KB112, KB208 too large.$$;

revoke execute on function kaboom.post_adjustment from public, anon, authenticated, service_role;
