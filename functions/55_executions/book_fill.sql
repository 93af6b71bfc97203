-- BEFORE INSERT: a fill is admitted, computed and posted while its portfolio is locked. The broker's word is the truth:
-- fills of a closed order are booked, too, where their quantity still fits.
create or replace function kaboom.book_fill()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    portfolio public.portfolios;
    trade public.trades;
    earlier public.trade_executions;
begin
    perform kaboom.count_row('trade_executions');
    perform kaboom.check_fill(new);
    new.executed_at_is_stated := new.executed_at is not null;
    portfolio := kaboom.lock_portfolio_of_order(new.user_id, new.trade_id);
    new.user_id := portfolio.user_id;
    select t.* into strict trade
    from public.trades as t
    where t.user_id = new.user_id
        and t.id = new.trade_id;
    select e.* into earlier
    from public.trade_executions as e
    where e.user_id = new.user_id
        and e.execution_id = new.execution_id;
    if found then
        perform kaboom.assert_same_fill(earlier, new);
        return null;
    end if;
    if new.quantity > trade.remaining_quantity then
        raise exception 'a fill of % exceeds the remaining % of order %', new.quantity, trade.remaining_quantity, trade.id
            using errcode = 'KB132',
            detail = jsonb_build_object('trade_id', trade.id, 'quantity', new.quantity,
                'remaining', trade.remaining_quantity)::text,
            hint = 'Ask the broker for the right quantity; where the fill replaces another one, reverse that one first.';
    end if;
    new.executed_at := coalesce(new.executed_at, now());
    new := kaboom.compute_fill(portfolio, trade, new);
    perform kaboom.post_execution(portfolio, trade, new);
    return new;
end;
$$;

comment on function kaboom.book_fill is
$$Trigger: checks, computes and posts a fill.

Errors: KB101, KB110, KB111, KB112, KB122, KB130, KB132, KB202, KB203, KB206, KB208, KB209, KB211, KB220.$$;

revoke execute on function kaboom.book_fill from public, anon, authenticated, service_role;
