create or replace function kaboom.affordable_quantity(
    cash numeric, price numeric, commission_rate numeric, trading_unit integer
)
returns integer
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
    -- The commission is rounded to hundredths, perhaps up: then one unit less is what the cash covers.
    select trading_unit * (
        q.units - (q.units * lot.amount + round(q.units * lot.amount * commission_rate, 2) > cash)::integer
    )
    from (select price * trading_unit as amount) as lot
    cross join lateral (
        select least(
            floor(cash / (lot.amount * (1 + commission_rate))), 2000000000 / trading_unit
        )::integer as units
    ) as q;
$$;

comment on function kaboom.affordable_quantity is
$$How many shares some cash buys, in whole trading units, with the commission.

Arguments: cash in yen; price in yen per share; commission_rate, a fraction; trading_unit, shares.$$;

revoke execute on function kaboom.affordable_quantity from public, anon, authenticated, service_role;
