create or replace function kaboom.reserved_shares(trade public.trades)
returns integer
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    return case
        when trade.trade_type = 'sell' and trade.status in ('pending', 'partial')
            then trade.quantity::integer - trade.filled_quantity
        else 0
    end;
end;
$$;

comment on function kaboom.reserved_shares is
'Shares that an order reserves: what remains of an open sale, else 0. Arguments: trade.';

revoke execute on function kaboom.reserved_shares from public, anon, authenticated, service_role;
