create or replace function kaboom.assert_order_is_known(trade public.trades, trade_id uuid)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    if trade.id is null then
        raise exception 'order % not found', coalesce(trade_id::text, 'null')
            using errcode = 'KB130',
            detail = jsonb_build_object('trade_id', trade_id)::text,
            hint = 'Use the id of an order.';
    end if;
end;
$$;

comment on function kaboom.assert_order_is_known is
'Refuse what names no order. Arguments: trade, null where none was found; trade_id, as named. Errors: KB130.';

revoke execute on function kaboom.assert_order_is_known from public, anon, authenticated, service_role;
