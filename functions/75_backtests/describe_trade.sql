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
        -- After many splits, or where nothing but fractions of a share was left, less than a price may be.
        'entry_price', greatest(round(sleeve.entry_amount / sleeve.bought, 4), 0.0001),
        'exit_price', case
            when exit_day is not null then greatest(round(sleeve.exit_amount / sleeve.bought, 4), 0.0001)
        end,
        'commission', sleeve.commission,
        -- Shares that are still held count at the last close.
        'profit', sleeve.exit_amount + (sleeve.value - sleeve.cash) - sleeve.entry_amount - sleeve.commission
    );
$$;

comment on function kaboom.describe_trade is
$$An element of trade_history: prices in yen per share (means over the fills), commission and profit in yen.

Arguments: sleeve, valued; symbol; exit_day, null for a trade that is still open.$$;

revoke execute on function kaboom.describe_trade from public, anon, authenticated, service_role;
