-- Rates are looked for as ln(1 + rate), so that they grow evenly in both directions from 0, and no further
-- than a double can hold.
create or replace function kaboom.bracket_rate(
    flows double precision[],
    years double precision[],
    out low double precision,
    out high double precision,
    out sign_of_low double precision
)
returns record
language sql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
as $$
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
    select b.former_point, b.point, sign(b.former_worth)
    from (
        select
            w.point,
            w.worth,
            lag(w.point) over (order by w.point) as former_point,
            lag(w.worth) over (order by w.point) as former_worth
        from worths as w
    ) as b
    where sign(b.former_worth) <> sign(b.worth)
    order by least(abs(b.former_point), abs(b.point)), b.point
    limit 1;
$$;

comment on function kaboom.bracket_rate is
$$Two rates between which flows change from a profit to a loss, or the other way; the pair nearest to 0.

Arguments: flows, amounts; years of each since the first. Returns: low and high, each ln(1 + rate), and
sign_of_low, the sign of what the flows are worth at low; null where no pair is found.$$;

revoke execute on function kaboom.bracket_rate from public, anon, authenticated, service_role;
