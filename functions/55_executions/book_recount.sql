-- A split has multiplied a fill, too: when the fill is taken back, so is what the split made of it.
-- The fold needs no such row, because it multiplies what is left.
create or replace function kaboom.book_recount(
    portfolio public.portfolios, symbol text, quantity numeric, fraction_change numeric
)
returns public.portfolios
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    recount public.position_adjustments;
    after public.portfolios;
begin
    if quantity = 0 and fraction_change = 0 then
        return portfolio;
    end if;
    recount.user_id := portfolio.user_id;
    recount.portfolio_id := portfolio.id;
    recount.entry_no := portfolio.last_entry_no + 1;
    recount.symbol := book_recount.symbol;
    recount.kind := 'recount';
    -- The newest one, where several have multiplied the fill.
    recount.action_id := (
        select a.action_id
        from public.position_adjustments as a
        join public.corporate_actions as c on c.id = a.action_id
        where a.user_id = portfolio.user_id
            and a.portfolio_id = portfolio.id
            and a.symbol = book_recount.symbol
            and a.old_shares is not null
            and not exists (
                select from public.position_adjustments as r
                where r.user_id = a.user_id
                    and r.portfolio_id = a.portfolio_id
                    and r.reverses in (a.entry_no, a.belongs_to)
            )
        order by c.ex_date desc
        limit 1
    );
    recount.quantity := book_recount.quantity;
    -- What becomes a fraction leaves the cost of the shares.
    recount.cost_change := -book_recount.fraction_change;
    recount.realized_pnl := 0;
    recount.fraction_change := book_recount.fraction_change;
    after := kaboom.post_adjustment(portfolio, recount);
    perform kaboom.write_adjustment(recount);
    return after;
end;
$$;

comment on function kaboom.book_recount is
$$Book what the reversal of a fill changes of splits, mergers and free allotments that came after it.

Arguments: portfolio, locked; symbol; quantity, shares beside those of the fill itself; fraction_change, yen.
Returns: the portfolio after it. Errors: KB112, KB208 too large.$$;

revoke execute on function kaboom.book_recount from public, anon, authenticated, service_role;
