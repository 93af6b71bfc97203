create or replace function kaboom.drawdowns(amounts numeric[], capital numeric)
returns double precision[]
language sql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
as $$
    select array_agg((v.amount - v.peak)::double precision / v.peak::double precision order by v.place)
    from (
        select a.place, a.amount, greatest(capital, max(a.amount) over (order by a.place)) as peak
        from unnest(amounts) with ordinality as a (amount, place)
    ) as v;
$$;

comment on function kaboom.drawdowns is
$$How far each value of a curve lies below the highest one so far, as a fraction: 0, or negative.

Arguments: amounts, the values; capital, which counts as a value before the first.$$;

revoke execute on function kaboom.drawdowns from public, anon, authenticated, service_role;
