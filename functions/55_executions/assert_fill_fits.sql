create or replace function kaboom.assert_fill_fits(trade public.trades, quantity numeric)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    remaining constant integer := trade.quantity::integer - trade.filled_quantity;
begin
    if assert_fill_fits.quantity > remaining then
        raise exception 'a fill of % exceeds the remaining % of order %',
            assert_fill_fits.quantity, remaining, trade.id
            using errcode = 'KB132',
            detail = jsonb_build_object(
                'trade_id', trade.id, 'quantity', assert_fill_fits.quantity, 'remaining', remaining
            )::text,
            hint = 'Ask the broker for the right quantity; where the fill replaces another one, '
                'reverse that one first.';
    end if;
end;
$$;

comment on function kaboom.assert_fill_fits is
'Refuse a fill of more than remains of its order.
Arguments: trade before the fill; quantity, its shares. Errors: KB132.';

revoke execute on function kaboom.assert_fill_fits from public, anon, authenticated, service_role;
