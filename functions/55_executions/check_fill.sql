-- What can be said of a fill without looking at anything else.
create or replace function kaboom.check_fill(execution public.trade_executions)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    perform kaboom.check_execution_id(execution.execution_id);
    if not kaboom.is_quantity(execution.quantity) then
        raise exception 'quantity % is not a number of shares', coalesce(execution.quantity::text, 'null')
            using errcode = 'KB202',
            detail = jsonb_build_object('quantity', execution.quantity)::text,
            hint = 'Send the shares that were filled: a whole number from 1 to 2147483647.';
    end if;
    if not kaboom.is_price(execution.price) then
        raise exception 'price % is not a price in yen', coalesce(execution.price::text, 'null')
            using errcode = 'KB203',
            detail = jsonb_build_object('price', execution.price)::text,
            hint = 'Send the price of the fill: above zero, below 100,000,000, with at most two decimals.';
    end if;
    perform kaboom.check_costs(execution.commission, execution.tax);
end;
$$;

comment on function kaboom.check_fill is
'Refuse a fill that no order could take. Arguments: execution. Errors: KB202, KB203, KB206, KB209, KB211.';

revoke execute on function kaboom.check_fill from public, anon, authenticated, service_role;
