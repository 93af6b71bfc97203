create or replace function kaboom.monthly_returns(dates date[], amounts numeric[], opening numeric)
returns jsonb
language sql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
as $$
    with months as (
        select
            to_char(v.day, 'YYYY-MM') as month,
            (array_agg(v.amount order by v.place desc))[1] as last_amount,
            (array_agg(v.former order by v.place) filter (where v.former is not null))[1] as first_base
        from (
            select p.place, p.day, p.amount, lag(p.amount, 1, opening) over (order by p.place) as former
            from unnest(dates, amounts) with ordinality as p (day, amount, place)
        ) as v
        group by 1
    )
    select coalesce(
        jsonb_object_agg(
            m.month, (m.last_amount - m.first_base)::double precision / m.first_base::double precision
        )
            filter (where m.first_base is not null),
        '{}'
    )
    from months as m;
$$;

comment on function kaboom.monthly_returns is
$$Returns compounded by calendar month.

Arguments: dates and amounts of a curve; opening, what its first return is measured from, or null.
Returns: an object of months (2024-01) and fractions, with the months that hold a return.$$;

revoke execute on function kaboom.monthly_returns from public, anon, authenticated, service_role;
