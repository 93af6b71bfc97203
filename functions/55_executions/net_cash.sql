create or replace function kaboom.net_cash(trade_type text, execution public.trade_executions)
returns numeric
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    return case trade_type when 'buy' then -execution.amount else execution.amount end
        - execution.commission - execution.tax;
end;
$$;

comment on function kaboom.net_cash is
$$Yen that an execution brings into a portfolio: a sale its amount less costs, a purchase less than nothing.

Arguments: trade_type of its order; execution, completed, negative where it is a reversal.$$;

revoke execute on function kaboom.net_cash from public, anon, authenticated, service_role;
