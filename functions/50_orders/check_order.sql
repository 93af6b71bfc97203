-- What can be said of an order without looking at anything else.
create or replace function kaboom.check_order(trade public.trades)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    traits constant record := kaboom.order_type_traits(trade.order_type);
begin
    if kaboom.is_tokyo_code(trade.symbol) is not true then
        raise exception '% is no code of the Tokyo Stock Exchange', coalesce(left(trade.symbol, 50), 'null')
            using errcode = 'KB201',
            detail = jsonb_build_object('symbol', left(trade.symbol, 50))::text,
            hint = 'Send four characters, such as 7203 or 130A.';
    end if;
    if coalesce(trade.trade_type not in ('buy', 'sell'), true) then
        raise exception 'trade_type % is neither buy nor sell', coalesce(trade.trade_type, 'null')
            using errcode = 'KB210',
            detail = jsonb_build_object('trade_type', trade.trade_type)::text,
            hint = 'Send buy or sell.';
    end if;
    if not kaboom.is_quantity(trade.quantity) then
        raise exception 'quantity % is not a number of shares', coalesce(trade.quantity::text, 'null')
            using errcode = 'KB202',
            detail = jsonb_build_object('quantity', trade.quantity)::text,
            hint = 'Send a whole number from 1 to 2147483647.';
    end if;
    if not kaboom.is_price(trade.price) then
        raise exception 'price % is not a price in yen', coalesce(trade.price::text, 'null')
            using errcode = 'KB203',
            detail = jsonb_build_object('price', trade.price)::text,
            hint = 'Send the limit, or for market and stop orders the current price: above zero, '
                'below 100,000,000, ' || 'with at most two decimals.';
    end if;
    if traits.takes_stop_price and not kaboom.is_price(trade.stop_price) then
        raise exception 'a % order needs a stop_price in yen, not %',
            trade.order_type, coalesce(trade.stop_price::text, 'null')
            using errcode = 'KB204',
            detail = jsonb_build_object('order_type', trade.order_type, 'stop_price', trade.stop_price)::text,
            hint = 'Send the trigger in yen: above zero, below 100,000,000, with at most two decimals.';
    end if;
    if not traits.takes_stop_price and trade.stop_price is not null then
        raise exception 'a % order takes no stop_price, but % was sent', trade.order_type, trade.stop_price
            using errcode = 'KB204',
            detail = jsonb_build_object('order_type', trade.order_type, 'stop_price', trade.stop_price)::text,
            hint = 'Leave it out, or place a stop or stop_limit order.';
    end if;
    if not kaboom.is_amount(trade.quantity * trade.price) then
        raise exception 'an order of % yen is more than a portfolio can hold', trade.quantity * trade.price
            using errcode = 'KB208',
            detail = jsonb_build_object('amount', trade.quantity * trade.price, 'below', 1e13)::text,
            hint = 'Keep quantity x price below 10,000,000,000,000 yen.';
    end if;
end;
$$;

comment on function kaboom.check_order is
'Refuse an order that no portfolio could take. Arguments: trade.
Errors: KB201, KB202, KB203, KB204, KB208, KB210, KB212.';

revoke execute on function kaboom.check_order from public, anon, authenticated, service_role;
