-- Commission and reservation are fixed when the order is placed, so that a later change of settings moves no money.
create or replace function kaboom.fix_order_terms(trade public.trades, tier text)
returns public.trades
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    margin constant numeric := kaboom.setting_order_reservation();
    needed numeric;
begin
    select case tier when 'basic' then r.basic when 'premium' then r.premium else r.enterprise end
    into trade.commission_rate
    from kaboom.setting_commission_rates() as r;
    trade.reserve_price := trade.price * case when trade.order_type in ('market', 'stop') then 1 + margin else 1 end;
    trade.filled_quantity := 0;
    trade.total_amount := trade.quantity * trade.price;
    trade.commission := 0;
    trade.tax := 0;
    trade.execution_price := null;
    trade.executed_at := null;
    needed := kaboom.reservation_amount(trade.quantity, trade.reserve_price, trade.commission_rate, 0);
    if needed >= 1e13 then
        raise exception 'an order of % yen is more than a portfolio can hold', needed
            using errcode = 'KB208', hint = 'Keep quantity x price with margin and commission below 10,000,000,000,000 yen.';
    end if;
    trade.reserved_amount := case trade.trade_type when 'buy' then needed else 0 end;
    return trade;
end;
$$;

comment on function kaboom.fix_order_terms is
$$The order with its commission rate and its reservation.

Arguments: trade, checked; tier of its owner, which decides the rate: basic pays default, the others their own key or
premium. Errors: KB208 too large, KB401 where a setting is missing.$$;

revoke execute on function kaboom.fix_order_terms from public, anon, authenticated, service_role;
