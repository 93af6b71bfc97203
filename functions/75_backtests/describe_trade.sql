create or replace function kaboom.describe_trade(sleeve kaboom.sleeve, symbol text, exit_day date)
returns jsonb
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
    select jsonb_build_object(
        'symbol', symbol,
        'entry_date', sleeve.entry_date,
        'exit_date', exit_day,
        'quantity', sleeve.bought,
        'entry_price', round(sleeve.entry_amount / sleeve.bought, 4),
        'exit_price', case when exit_day is not null then round(sleeve.exit_amount / sleeve.bought, 4) end,
        'commission', sleeve.commission,
        -- Shares that are still held count at the last close.
        'profit', sleeve.exit_amount + (sleeve.value - sleeve.cash) - sleeve.entry_amount - sleeve.commission
    );
$$;

comment on function kaboom.describe_trade is
$$An element of trade_history: prices in yen per share (means over the fills), commission and profit in yen.

Arguments: sleeve, valued; symbol; exit_day, null for a trade that is still open.$$;

revoke execute on function kaboom.describe_trade from public, anon, authenticated, service_role;
