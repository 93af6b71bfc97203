create or replace function kaboom.fill_to_reverse(trade public.trades, execution_id text)
returns public.trade_executions
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    original public.trade_executions;
begin
    select e.* into original
    from public.trade_executions as e
    where e.user_id = trade.user_id
        and e.execution_id = fill_to_reverse.execution_id
        and e.trade_id = trade.id
        and e.reverses is null;
    if not found then
        raise exception 'order % has no fill %', trade.id, coalesce(execution_id, 'null')
            using errcode = 'KB140',
            detail = jsonb_build_object('trade_id', trade.id, 'execution_id', execution_id)::text,
            hint = 'Name a fill of that order; a reversal cannot be reversed.';
    end if;
    return original;
end;
$$;

comment on function kaboom.fill_to_reverse is
'The fill of an order that is to be taken back. Arguments: trade; execution_id.
Errors: KB140 the order has no such fill.';

revoke execute on function kaboom.fill_to_reverse from public, anon, authenticated, service_role;
