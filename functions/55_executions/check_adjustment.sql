-- What can be said of a movement of shares without looking at anything else.
create or replace function kaboom.check_adjustment(adjustment public.position_adjustments)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    if kaboom.is_tokyo_code(adjustment.symbol) is not true then
        raise exception '% is no code of the Tokyo Stock Exchange',
            coalesce(left(adjustment.symbol, 50), 'null')
            using errcode = 'KB201',
            detail = jsonb_build_object('symbol', left(adjustment.symbol, 50))::text,
            hint = 'Send four characters, such as 7203 or 130A.';
    end if;
    if not (
        kaboom.is_quantity(abs(adjustment.quantity))
        or (adjustment.kind = 'correction' and coalesce(adjustment.quantity = 0, false))
    ) then
        raise exception 'quantity % is not a number of shares', coalesce(adjustment.quantity::text, 'null')
            using errcode = 'KB202',
            detail = jsonb_build_object('quantity', adjustment.quantity)::text,
            hint = 'Send a whole number, negative where shares leave.';
    end if;
    if not (
        case
            when adjustment.kind = 'correction' then kaboom.is_amount(adjustment.cost)
            when adjustment.quantity > 0 then kaboom.is_amount(adjustment.cost) and adjustment.cost >= 0
            else coalesce(adjustment.cost, 0) = 0
        end
    ) then
        raise exception 'cost % does not fit % shares',
            coalesce(adjustment.cost::text, 'null'), coalesce(adjustment.quantity::text, 'null')
            using errcode = 'KB213',
            detail = jsonb_build_object('quantity', adjustment.quantity, 'cost', adjustment.cost)::text,
            hint = 'State what incoming shares cost in yen, zero or more, with at most two decimals. '
                'Shares that leave take ' || 'their part of the moving average: leave cost out.';
    end if;
end;
$$;

comment on function kaboom.check_adjustment is
'Refuse a movement of shares that no portfolio could take. Arguments: adjustment.
Errors: KB201, KB202, KB213.';

revoke execute on function kaboom.check_adjustment from public, anon, authenticated, service_role;
