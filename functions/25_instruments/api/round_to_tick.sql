create or replace function public.round_to_tick(
    symbol text, price numeric, direction text, day date default (now() at time zone 'Asia/Tokyo')::date
)
returns numeric
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    tick numeric;
    steps numeric;
begin
    if coalesce(not (price > 0 and price < 1e10), true) then
        raise exception 'price % is not above zero', coalesce(price::text, 'null')
            using errcode = 'KB203',
            detail = jsonb_build_object('price', price)::text,
            hint = 'Send yen a share.';
    end if;
    if coalesce(direction not in ('down', 'up', 'nearest'), true) then
        raise exception 'direction % is neither down, up nor nearest', coalesce(direction, 'null')
            using errcode = 'KB235',
            detail = jsonb_build_object('direction', direction)::text,
            hint = 'Send down, up or nearest.';
    end if;

    select t.tick into tick
    from public.instruments as i
    join public.tick_sizes as t on t.tick_group = i.tick_group
    where i.symbol = public.normalise_symbol(round_to_tick.symbol)
        and i.valid_from <= round_to_tick.day
        and t.valid_from = (
            select max(v.valid_from)
            from public.tick_sizes as v
            where v.tick_group = i.tick_group
                and v.valid_from <= round_to_tick.day
        )
        and t.price_above < round_to_tick.price
    order by t.price_above desc
    limit 1;
    if tick is null then
        return price;
    end if;

    steps := price / tick;
    steps := case direction when 'down' then floor(steps) when 'up' then ceil(steps) else round(steps) end;
    -- No price is zero, so the smallest one is the nearest even from above.
    return greatest(steps, 1) * tick;
end;
$$;

comment on function public.round_to_tick is
$$The price at which an order may stand, near another price.

Arguments: symbol, in any spelling; price in yen a share; direction: down, up, or nearest (upwards from the
middle); day in Asia/Tokyo, today unless stated. Returns: yen a share, at least one tick; the price itself
where instruments and tick_sizes say nothing. Errors: KB203 price not above zero, KB235 unknown direction.$$;

revoke execute on function public.round_to_tick from public, anon, authenticated, service_role;
grant execute on function public.round_to_tick to authenticated, service_role;
