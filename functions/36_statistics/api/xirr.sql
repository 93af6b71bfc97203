-- Bisection rather than Newton's method, because it always ends and needs no guess.
create or replace function public.xirr(amounts numeric[], dates date[])
returns double precision
language plpgsql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
as $$
declare
    dimensions constant integer := greatest(array_ndims(amounts), array_ndims(dates));
    flows double precision[];
    years double precision[];
    low double precision;
    high double precision;
    sign_of_low double precision;
    middle double precision;
    worth double precision;
begin
    if dimensions > 1 then
        raise exception 'a list has % dimensions', dimensions
            using errcode = 'KB703',
            detail = jsonb_build_object('dimensions', dimensions)::text,
            hint = 'Send lists of single values.';
    end if;
    select array_agg(f.amount::double precision order by f.place), array_agg(f.days / 365::double precision order by f.place)
    into flows, years
    from (
        select u.place, u.amount, u.day - min(u.day) over () as days
        from unnest(amounts, dates) with ordinality as u (amount, day, place)
        -- A list that is shorter than the other one is filled up with nulls.
        where not exists (
            select from unnest(amounts, dates) as w (amount, day)
            where (abs(w.amount) < 1e30 and isfinite(w.day)) is not true
        )
    ) as f;

    -- Rates are looked for as ln(1 + rate), so that they grow evenly in both directions from 0, and no further than a
    -- double can hold. The change of sign that is nearest to 0 counts.
    with points as (
        select (s.sign * least(700, 600 / t.longest) / power(2::double precision, h.halvings)) as point
        from (select max(u.year) as longest from unnest(years) as u (year)) as t
        cross join (values (-1), (1)) as s (sign)
        cross join generate_series(0, 20) as h (halvings)
        where t.longest > 0
        union all
        select 0
    ),
    worths as (
        select p.point, sum(f.amount * exp(-p.point * f.year)) as worth
        from points as p
        cross join unnest(flows, years) as f (amount, year)
        group by p.point
    )
    select b.former_point, b.point, sign(b.former_worth) into low, high, sign_of_low
    from (
        select w.point, w.worth, lag(w.point) over (order by w.point) as former_point,
            lag(w.worth) over (order by w.point) as former_worth
        from worths as w
    ) as b
    where sign(b.former_worth) <> sign(b.worth)
    order by least(abs(b.former_point), abs(b.point)), b.point
    limit 1;

    while high - low > 1e-15 loop
        middle := (low + high) / 2;
        exit when middle in (low, high);
        select sum(f.amount * exp(-middle * f.year)) into worth
        from unnest(flows, years) as f (amount, year);
        if sign(worth) = sign_of_low then
            low := middle;
        else
            high := middle;
        end if;
    end loop;
    return round((exp((low + high) / 2) - 1)::numeric, 14)::double precision;
end;
$$;

comment on function public.xirr is
$$The internal rate of return of flows at any dates (XIRR): the yearly rate at which they are worth nothing together.

The sum of amount / (1 + rate)^(days / 365) is 0, days from the first date on. Found by bisection, so that 1 + rate is exact
to 12 digits, and rounded to 14 decimals. Where several rates solve it, the one nearest to 0.

Arguments: amounts, negative where they are paid in, positive where they are taken out or are what is left at the end; dates, one
for each amount, in any order. Returns: a fraction per year; null where no rate solves it (no change of sign, a single date) or
a double cannot hold it, and where an amount or a date is missing or not finite.
Errors: KB703 a list has several dimensions.

Source: the function XIRR of OpenDocument 1.3 part 4, 6.12.52; agrees with pyxirr.$$;

revoke execute on function public.xirr from public, anon, authenticated, service_role;
grant execute on function public.xirr to authenticated, service_role;
