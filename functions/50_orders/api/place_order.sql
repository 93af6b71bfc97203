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
    -- Refused here, since a cast to the column's type would round, or fail with less to say.
    if coalesce(quantity <> trunc(quantity) or not quantity between 1 and 2147483647, true) then
        raise exception 'quantity % is no number of shares', quantity
            using errcode = 'KB202', hint = 'Send a whole number from 1 to 2147483647.';
    end if;
    if coalesce(price <> round(price, 2) or not (price > 0 and price < 1e8), true) then
        raise exception 'price % is no price in yen', price
            using errcode = 'KB203', hint = 'Send a price above zero and below 100,000,000 with at most two decimals.';
    end if;
    if stop_price <> round(stop_price, 2) or not (stop_price > 0 and stop_price < 1e8) then
        raise exception 'stop_price % is no price in yen', stop_price
            using errcode = 'KB204', hint = 'Send a price above zero and below 100,000,000 with at most two decimals.';
    end if;
    if length(symbol) > 10 then
        raise exception '% is no code of the Tokyo Stock Exchange', left(symbol, 50)
            using errcode = 'KB201', hint = 'Four characters, such as 7203 or 130A.';
    end if;

    insert into public.trades (
        portfolio_id, symbol, trade_type, quantity, price, order_type, stop_price, client_order_id, ai_analysis_id, symbol_name
    )
    values (
        place_order.portfolio_id, place_order.symbol, place_order.trade_type, place_order.quantity, place_order.price,
        place_order.order_type, place_order.stop_price, place_order.client_order_id, place_order.ai_analysis_id,
        place_order.symbol_name
    )
    returning * into placed;
    if not found then
        select t.* into placed
        from public.trades as t
        join public.portfolios as p on p.user_id = t.user_id
        where p.id = place_order.portfolio_id
            and t.client_order_id = place_order.client_order_id;
    end if;
    return placed;
end;
$$;

comment on function public.place_order is
$$Place an order, and reserve the cash or the shares that it needs.

A purchase reserves quantity x price and the commission; market and stop orders a margin above it (setting
order_reservation). The same client_order_id with the same content returns the first order and does nothing else.

Arguments: portfolio_id; symbol, a code of the Tokyo Stock Exchange; trade_type, buy or sell; quantity in shares; price in
yen a share, the limit or for market and stop orders the current price; order_type, limit, market, stop or stop_limit;
stop_price in yen for the last two; client_order_id, unique within the user; ai_analysis_id that it rests on; symbol_name.
Returns: the order.
Errors: KB101, KB102, KB104 portfolio or account; KB110 cash; KB111 shares; KB121 client_order_id; KB150 analysis; KB201 to
KB204, KB208, KB210 arguments.$$;

revoke execute on function public.place_order from public, anon, authenticated, service_role;
grant execute on function public.place_order to authenticated, service_role;
