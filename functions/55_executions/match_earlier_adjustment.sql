create or replace function kaboom.match_earlier_adjustment(adjustment public.position_adjustments)
returns boolean
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    earlier public.position_adjustments;
begin
    select a.* into earlier
    from public.position_adjustments as a
    where a.user_id = adjustment.user_id
        and a.idempotency_key = adjustment.idempotency_key;
    if not found then
        return false;
    end if;
    if earlier.portfolio_id = adjustment.portfolio_id
        and earlier.kind = adjustment.kind
        and (case adjustment.kind
            when 'reversal' then earlier.reverses = adjustment.reverses
            else (earlier.symbol, earlier.quantity) = (adjustment.symbol, adjustment.quantity)
                and coalesce(earlier.cost, 0) = coalesce(adjustment.cost, 0)
        end)
    then
        return true;
    end if;
    raise exception 'idempotency_key % belongs to the % of % of % in portfolio %',
        adjustment.idempotency_key, earlier.kind, earlier.quantity, earlier.symbol, earlier.portfolio_id
        using errcode = 'KB120',
        detail = jsonb_build_object(
            'idempotency_key', adjustment.idempotency_key,
            'earlier', jsonb_build_object(
                'portfolio_id', earlier.portfolio_id, 'kind', earlier.kind, 'symbol', earlier.symbol,
                'quantity', earlier.quantity, 'cost', earlier.cost
            )
        )::text,
        hint = 'Use a new key for a new movement.';
end;
$$;

comment on function kaboom.match_earlier_adjustment is
$$Whether this very movement of shares has been booked before.

Arguments: adjustment, with its user_id. Errors: KB120 its key belongs to another movement.$$;

revoke execute on function kaboom.match_earlier_adjustment from public, anon, authenticated, service_role;
