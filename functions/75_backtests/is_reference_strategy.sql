create or replace function kaboom.is_reference_strategy(strategy_name text)
returns boolean
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
    select coalesce(strategy_name in ('buy_and_hold', 'sma_cross'), false);
$$;

comment on function kaboom.is_reference_strategy is
$$Whether the database runs a strategy itself.

Arguments: strategy_name.$$;

revoke execute on function kaboom.is_reference_strategy from public, anon, authenticated, service_role;
