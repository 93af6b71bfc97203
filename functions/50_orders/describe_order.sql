-- For people who compare two orders. Fields that the sentence does not mention follow by
-- name, so none is forgotten.
create or replace function kaboom.describe_order(trade public.trades)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    rest jsonb := kaboom.order_request(trade)
        - '{portfolio_id,symbol,trade_type,quantity,price,order_type}'::text[];
begin
    return format(
        '%s %s of %s @ %s (%s%s%s) in portfolio %s',
        trade.trade_type, trade.quantity, trade.symbol, trade.price, trade.order_type,
        (
            select string_agg(format(', %s %s', r.key, r.value), '' order by r.key)
            from jsonb_each_text(rest) as r
        ),
        ', filled @ ' || trade.execution_price, trade.portfolio_id
    );
end;
$$;

comment on function kaboom.describe_order is 'What was ordered, in words. Arguments: trade.';

revoke execute on function kaboom.describe_order from public, anon, authenticated, service_role;
