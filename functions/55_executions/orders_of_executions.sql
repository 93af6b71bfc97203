-- By keys alone, however many orders and executions the users have: offset 0 keeps each lookup a lookup.
create or replace function kaboom.orders_of_executions(executions jsonb)
returns table (
    index integer,
    element jsonb,
    trade public.trades,
    portfolio public.portfolios,
    current_position public.positions,
    earlier public.trade_executions,
    trade_no integer,
    portfolio_no integer,
    position_no integer,
    execution_no integer
)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select (e.no - 1)::integer, e.value, t.row, p.row, h.row, x.row,
        dense_rank() over (order by (t.row).id)::integer,
        dense_rank() over (order by (t.row).user_id, (t.row).portfolio_id)::integer,
        dense_rank() over (order by (t.row).user_id, (t.row).portfolio_id, (t.row).symbol)::integer,
        dense_rank() over (order by (t.row).user_id, e.value ->> 'execution_id')::integer
    from jsonb_array_elements(executions) with ordinality as e (value, no)
    left join lateral (
        select t as row
        from public.trades as t
        where t.id = kaboom.try_uuid(e.value ->> 'trade_id')
        offset 0
    ) as t on true
    left join lateral (
        select p as row
        from public.portfolios as p
        where p.user_id = (t.row).user_id
            and p.id = (t.row).portfolio_id
        offset 0
    ) as p on true
    left join lateral (
        select h as row
        from public.positions as h
        where h.user_id = (t.row).user_id
            and h.portfolio_id = (t.row).portfolio_id
            and h.symbol = (t.row).symbol
        offset 0
    ) as h on true
    left join lateral (
        select x as row
        from public.trade_executions as x
        where x.user_id = (t.row).user_id
            and x.execution_id = e.value ->> 'execution_id'
        offset 0
    ) as x on true
    order by e.no;
$$;

comment on function kaboom.orders_of_executions is
$$The elements of a batch of executions, with what there is of each in the database.

Arguments: executions, a JSON array of objects. Returns: index from 0; element; its order, portfolio,
position and the execution that has its id, each null where there is none; trade_no, portfolio_no, position_no
and execution_no, equal where two elements have the same one.$$;

revoke execute on function kaboom.orders_of_executions from public, anon, authenticated, service_role;
