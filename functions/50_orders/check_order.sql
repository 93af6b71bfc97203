-- What can be said of an order without looking at anything else.
create or replace function kaboom.check_order(trade public.trades)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    if coalesce(trade.symbol !~ '^[1-9][0-9ACDFGHJKLMNPRSTUWXY][0-9][0-9ACDFGHJKLMNPRSTUWXY]$', true) then
        raise exception '% is no code of the Tokyo Stock Exchange', trade.symbol
            using errcode = 'KB201', hint = 'Four characters, such as 7203 or 130A.';
    end if;
    if coalesce(trade.trade_type not in ('buy', 'sell'), true) then
        raise exception 'trade_type % is neither buy nor sell', trade.trade_type
            using errcode = 'KB210', hint = 'Send buy or sell.';
    end if;
    if coalesce(trade.quantity <= 0, true) then
        raise exception 'quantity % is not above zero', trade.quantity
            using errcode = 'KB202', hint = 'Order at least one share.';
    end if;
    if coalesce(not (trade.price > 0 and trade.price < 'infinity'), true) then
        raise exception 'price % is not above zero', trade.price
            using errcode = 'KB203', hint = 'Send the limit, or for market and stop orders the current price.';
    end if;
    if trade.quantity * trade.price >= 1e13 then
        raise exception 'an order of % yen is more than a portfolio can hold', trade.quantity * trade.price
            using errcode = 'KB208', hint = 'Keep quantity x price below 10,000,000,000,000 yen.';
    end if;
    if trade.order_type in ('stop', 'stop_limit')
        and coalesce(not (trade.stop_price > 0 and trade.stop_price < 'infinity'), true)
    then
        raise exception 'a % order needs a stop_price, not %', trade.order_type, trade.stop_price
            using errcode = 'KB204', hint = 'Send the trigger in yen, above zero.';
    end if;
    if trade.order_type in ('market', 'limit') and trade.stop_price is not null then
        raise exception 'a % order takes no stop_price, but % was sent', trade.order_type, trade.stop_price
            using errcode = 'KB204', hint = 'Leave it out, or place a stop or stop_limit order.';
    end if;
    if trade.status is not null and trade.status not in ('pending', 'filled') then
        raise exception 'an order cannot start as %', trade.status
            using errcode = 'KB133', hint = 'Leave status out; the service role may record an order as filled.';
    end if;
    if trade.status = 'filled'
        and not (
            coalesce(trade.execution_price > 0 and trade.execution_price < 'infinity', true)
            and coalesce(trade.commission >= 0 and trade.commission < 'infinity', true)
            and coalesce(trade.tax >= 0 and trade.tax < 'infinity', true)
        )
    then
        raise exception 'execution_price %, commission % or tax % is not valid', trade.execution_price, trade.commission, trade.tax
            using errcode = 'KB206', hint = 'Send a price above zero and costs of zero or more, or leave them out.';
    end if;
end;
$$;

comment on function kaboom.check_order is
'Refuse an order that no portfolio could take. Errors: KB133, KB201 to KB204, KB206, KB208, KB210.';

revoke execute on function kaboom.check_order from public, anon, authenticated, service_role;
