-- BEFORE INSERT: a fill is admitted, computed and posted while its portfolio is locked. The broker's word is
-- the truth: fills of a closed order are booked, too, where their quantity still fits.
create or replace function kaboom.book_fill()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    portfolio public.portfolios;
    before record;
begin
    perform kaboom.count_row('trade_executions');
    perform kaboom.check_fill(new);
    portfolio := kaboom.lock_portfolio_of_order(new.user_id, new.trade_id);
    select t as trade, h as current_position, e as earlier into strict before
    from public.trades as t
    left join public.positions as h
        on h.user_id = t.user_id and h.portfolio_id = t.portfolio_id and h.symbol = t.symbol
    left join public.trade_executions as e on e.user_id = t.user_id and e.execution_id = new.execution_id
    where t.user_id = portfolio.user_id
        and t.id = new.trade_id;
    if (before.earlier).execution_id is not null then
        perform kaboom.assert_same_fill(before.earlier, new);
        return null;
    end if;
    perform kaboom.assert_fill_fits(before.trade, new.quantity);
    new := kaboom.compute_fill(portfolio, before.trade, before.current_position, new);
    perform kaboom.post_execution(portfolio, before.trade, before.current_position, new);
    return new;
end;
$$;

comment on function kaboom.book_fill is
$$Trigger: checks, computes and posts a fill.

Errors: KB101, KB110, KB111, KB112, KB122, KB130, KB132, KB202, KB203, KB206, KB208, KB209, KB211, KB220.$$;

revoke execute on function kaboom.book_fill from public, anon, authenticated, service_role;
