-- The one place that refuses for want of shares.
create or replace function kaboom.assert_shares_cover(
    symbol text, current_position public.positions, needed numeric
)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    owned constant integer := coalesce(current_position.quantity, 0);
    reserved constant integer := coalesce(current_position.reserved_quantity, 0);
begin
    if owned - reserved < needed then
        raise exception 'free shares % of % do not cover %', owned - reserved, symbol, needed
            using errcode = 'KB111',
            detail = jsonb_build_object(
                'symbol', symbol, 'free', owned - reserved, 'needed', needed, 'reserved', reserved
            )::text,
            hint = case when reserved > 0 then 'Cancel a waiting sale, or sell less.' else 'Sell less.' end;
    end if;
end;
$$;

comment on function kaboom.assert_shares_cover is
$$Refuse to take more shares than are free.

Arguments: symbol; current_position, null where there is none; needed shares. Errors: KB111
not enough free shares.$$;

revoke execute on function kaboom.assert_shares_cover from public, anon, authenticated, service_role;
