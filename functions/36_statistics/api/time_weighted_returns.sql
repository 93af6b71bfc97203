-- Row by row, because each growth is the one before it times a factor, and PostgreSQL has no product of rows.
create or replace function public.time_weighted_returns(amounts numeric[], inflows numeric[], outflows numeric[])
returns table (place integer, period_return numeric, growth numeric)
language plpgsql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
as $$
declare
    dimensions constant integer := greatest(
        array_ndims(amounts), array_ndims(inflows), array_ndims(outflows)
    );
    period record;
begin
    if dimensions > 1 then
        raise exception 'a list has % dimensions', dimensions
            using errcode = 'KB703',
            detail = jsonb_build_object('dimensions', dimensions)::text,
            hint = 'Send lists of single values.';
    end if;
    if exists (
        select from unnest(amounts, inflows, outflows) as u (amount, inflow, outflow)
        where (abs(u.amount) < 1e30 and abs(u.inflow) < 1e30 and abs(u.outflow) < 1e30) is not true
    ) then
        return;
    end if;
    growth := 1;
    for period in
        select u.place, u.amount + u.outflow as ends_with,
            lag(u.amount) over (order by u.place) + u.inflow as begins_with
        from unnest(amounts, inflows, outflows) with ordinality as u (amount, inflow, outflow, place)
        order by u.place
    loop
        place := period.place::integer;
        -- As decimals of 40 places: a quotient of numerics has 16 digits by default.
        period_return := case
            when period.begins_with > 0
                then greatest((period.ends_with - period.begins_with)::numeric(80, 40) / period.begins_with, -1)
            else 0
        end;
        growth := round(growth * (1 + period_return), 40);
        return next;
    end loop;
end;
$$;

comment on function public.time_weighted_returns is
$$Returns of each period of a curve of values without the effect of what was paid in and taken out.

(value + outflow) / (value before + inflow) - 1: what comes in counts from the start of its period, what goes out until the end.
A period that begins with nothing returns 0; none loses more than all.

Arguments: amounts, the values at the end of each period; the first one is where the returns begin; inflows and outflows of each
period, zero or more. Returns a row for each amount: place, from 1; period_return, a fraction, 0 for the first; growth, what one
yen has become so far. No row where an amount is missing or not finite.
Errors: KB703 a list has several dimensions.

Source: true time-weighted rate of return, CFA Institute, Global Investment Performance Standards (2020), with daily values.$$;

revoke execute on function public.time_weighted_returns from public, anon, authenticated, service_role;
grant execute on function public.time_weighted_returns to authenticated, service_role;
