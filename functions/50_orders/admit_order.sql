-- For orders that are sent and for orders that are recorded: check, lock, look the ids up,
-- ask account and analysis.
create or replace function kaboom.admit_order(trade public.trades)
returns public.trades
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    portfolio public.portfolios;
begin
    perform kaboom.count_row('trades');
    trade := kaboom.checked_order(trade);
    portfolio := kaboom.lock_portfolio(trade.user_id, trade.portfolio_id);
    trade.user_id := portfolio.user_id;
    if (trade.client_order_id is not null or trade.order_id is not null or trade.status = 'filled')
        and kaboom.match_earlier_order(trade)
    then
        return null;
    end if;
    return kaboom.judge_order(trade, portfolio);
end;
$$;

comment on function kaboom.admit_order is
$$Admit an order, or find that it was admitted before. Locks its account and its portfolio.

Arguments: trade, as sent. Returns: the order with its user_id, its commission rate and what it takes from its
analysis; null where the same order is there already.
Errors: KB101, KB102, KB104, KB121, KB122, KB150, KB151, KB201 to KB204, KB208,
KB210 to KB212, KB220, KB401.$$;

revoke execute on function kaboom.admit_order from public, anon, authenticated, service_role;
