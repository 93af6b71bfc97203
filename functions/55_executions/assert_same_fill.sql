create or replace function kaboom.assert_same_fill(
    earlier public.trade_executions, sent public.trade_executions
)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    if (earlier.trade_id, earlier.quantity, earlier.price) = (sent.trade_id, sent.quantity, sent.price)
        and earlier.commission = coalesce(sent.commission, earlier.commission)
        and earlier.tax = coalesce(sent.tax, earlier.tax)
    then
        perform kaboom.assert_same_day(earlier, sent.executed_at);
        return;
    end if;
    raise exception
        'execution_id % is % @ % of order % with commission % and tax %, not % @ % of order % with % and %',
        sent.execution_id, earlier.quantity, earlier.price, earlier.trade_id, earlier.commission, earlier.tax,
        sent.quantity, sent.price, sent.trade_id, coalesce(sent.commission, earlier.commission),
        coalesce(sent.tax, earlier.tax)
        using errcode = 'KB122',
        detail = jsonb_build_object('execution_id', sent.execution_id, 'earlier', jsonb_build_object(
            'trade_id', earlier.trade_id, 'quantity', earlier.quantity, 'price', earlier.price,
            'commission', earlier.commission, 'tax', earlier.tax))::text,
        hint = 'Each fill has an id of its own; ask the broker which one is right.';
end;
$$;

comment on function kaboom.assert_same_fill is
$$Refuse a fill that comes with the id of another fill. The same fill sent again passes.

Arguments: earlier, the fill that has the id; sent, the one that comes now; costs that it
does not state may be any.
Errors: KB122 another content, or another day.$$;

revoke execute on function kaboom.assert_same_fill from public, anon, authenticated, service_role;
