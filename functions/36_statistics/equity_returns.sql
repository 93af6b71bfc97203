-- The difference is taken in exact decimals: as quotient less one, a small return would lose half of its
-- digits.
create or replace function kaboom.equity_returns(amounts numeric[], opening numeric)
returns double precision[]
language sql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
as $$
    select coalesce(
        array_agg((v.amount - v.former)::double precision / v.former::double precision order by v.place)
            filter (where v.former is not null),
        '{}'
    )
    from (
        select a.place, a.amount, lag(a.amount, 1, opening) over (order by a.place) as former
        from unnest(amounts) with ordinality as a (amount, place)
    ) as v;
$$;

comment on function kaboom.equity_returns is
$$Returns from one value to the next, as fractions.

Arguments: amounts, above zero but the last; opening, what the first return is measured from, or null where
the second value gives the first return.$$;

revoke execute on function kaboom.equity_returns from public, anon, authenticated, service_role;
