create or replace function kaboom.assert_cost_stays_possible(
    adjustment public.position_adjustments, current_position public.positions
)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    owned constant numeric := coalesce(current_position.quantity, 0) + adjustment.quantity;
    cost constant numeric := coalesce(current_position.cost_basis, 0) + adjustment.cost_change;
begin
    if cost < 0 or (owned = 0 and cost <> 0) then
        raise exception 'a cost of % yen would be left for % shares of %', cost, owned, adjustment.symbol
            using errcode = 'KB213',
            detail = jsonb_build_object(
                'shares', owned, 'cost', cost, 'cost_change', adjustment.cost_change
            )::text,
            hint = 'Correct the cost so that it is zero or more, and zero where no share is left.';
    end if;
end;
$$;

comment on function kaboom.assert_cost_stays_possible is
$$Refuse a correction that would leave a cost below zero, or a cost without shares.

Arguments: adjustment, computed; current_position, null where there is none. Errors: KB213.$$;

revoke execute on function kaboom.assert_cost_stays_possible from public, anon, authenticated, service_role;
