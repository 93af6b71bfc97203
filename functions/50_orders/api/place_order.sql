-- A thin name for an insert into trades: the same grants, policies and triggers meet it.
create or replace function public.place_order(
    portfolio_id uuid,
    symbol text,
    trade_type text,
    quantity numeric,
    price numeric,
    order_type text default 'limit',
    stop_price numeric default null,
    client_order_id text default null,
    ai_analysis_id uuid default null,
    symbol_name text default null
)
returns public.trades
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    placed public.trades;
begin
    insert into public.trades (
        portfolio_id, symbol, trade_type, quantity, price, order_type, stop_price, client_order_id,
        ai_analysis_id, symbol_name
    )
    values (
        place_order.portfolio_id, place_order.symbol, place_order.trade_type, place_order.quantity,
        place_order.price, place_order.order_type, place_order.stop_price, place_order.client_order_id,
        place_order.ai_analysis_id, place_order.symbol_name
    )
    returning * into placed;
    if not found then
        select t.* into placed
        from public.trades as t
        -- By its key: a join by user would read all orders of the user.
        where t.user_id = (select p.user_id from public.portfolios as p where p.id = place_order.portfolio_id)
            and t.client_order_id = place_order.client_order_id;
    end if;
    return placed;
end;
$$;

comment on function public.place_order is
$$Place an order, and reserve the cash or the shares that it needs.

A limit or stop_limit purchase reserves quantity x price and the commission. A market or stop
purchase reserves by the greatest of price, stop_price and the latest known price, and a margin above
it (setting order_reservation). The same client_order_id with the same content returns the first
order and does nothing else.

Arguments: portfolio_id; symbol, a code of the Tokyo Stock Exchange; trade_type, buy or sell;
quantity in shares; price in yen per share, the limit or for market and stop orders the current price;
order_type, limit, market, stop or stop_limit; stop_price in yen per share for the last two; client_order_id,
1 to 100 characters, unique within the user; ai_analysis_id, a fresh analysis that says the same; symbol_name.
Returns: the order.
Errors: KB101 unknown portfolio, KB102 archived, KB104 account closed for orders, KB108 as many open orders
as the limit allows, KB110 not enough free cash, KB111 not enough free shares, KB121 client_order_id used
for another order, KB134 portfolio busy, KB150 analysis unusable, KB151 analysis disagrees, KB201 symbol,
KB202 quantity, KB203 price, KB204 stop_price, KB208 order too large, KB210 trade_type, KB211 client_order_id
not valid, KB212 order_type, KB220 too many rows, KB230 unknown instrument, KB231 not traded, KB232 odd
lot, KB233 off the tick, KB234 outside the limits of the day, KB401 a setting is missing, KB402 a
setting is not valid.$$;

revoke execute on function public.place_order from public, anon, authenticated, service_role;
grant execute on function public.place_order to authenticated, service_role;
