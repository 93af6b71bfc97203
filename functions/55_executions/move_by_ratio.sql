-- Quantity is multiplied exactly; the cost stays, but for the part of what is left over whole shares.
create or replace function kaboom.move_by_ratio(
    symbol text,
    owned integer,
    cost_basis numeric,
    old_shares integer,
    new_shares integer,
    out quantity integer,
    out fraction numeric,
    out fraction_cost numeric
)
returns record
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    moved constant numeric := owned::numeric * new_shares;
    rest constant numeric := mod(moved, old_shares);
begin
    quantity := kaboom.shares_that_fit(symbol, div(moved, old_shares));
    fraction := nullif(rest::numeric(50, 20) / old_shares, 0);
    fraction_cost := case
        when rest = 0 then 0
        when quantity = 0 then cost_basis
        else kaboom.cost_of_sale(cost_basis, moved, rest)
    end;
end;
$$;

comment on function kaboom.move_by_ratio is
$$What a split, a merger of shares or a free allotment makes of a position.

Arguments: symbol; owned, shares before; cost_basis, yen before; old_shares and new_shares, the ratio.
Returns: quantity, whole shares after; fraction, the part of a share that is left over, null for none;
fraction_cost, its part of the cost in yen.
Errors: KB208 too many shares.$$;

revoke execute on function kaboom.move_by_ratio from public, anon, authenticated, service_role;
