create or replace function kaboom.drawdown_figures(dates date[], drawdowns double precision[])
returns jsonb
language sql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
as $$
    with days as materialized (
        select
            d.place, d.day, d.depth,
            -- The last day at the highest value before this one; the capital itself has no day of its own.
            coalesce(
                max(d.day) filter (where d.depth = 0) over (
                    order by d.place rows between unbounded preceding and 1 preceding
                ),
                dates[1]
            ) as since,
            lag(d.depth, 1, 0::double precision) over (order by d.place) as depth_before
        from unnest(dates, drawdowns) with ordinality as d (day, depth, place)
    ),
    bottom as (
        select d.place, d.day, d.depth, d.since
        from days as d
        where d.depth < 0
        order by d.depth, d.place
        limit 1
    )
    select jsonb_build_object(
        'max_drawdown', coalesce(b.depth, 0),
        'max_drawdown_start', b.since,
        'max_drawdown_date', b.day,
        'max_drawdown_end', (select min(d.day) from days as d where d.place > b.place and d.depth = 0),
        'longest_drawdown_days', (
            select coalesce(max(d.day - d.since), 0)
            from days as d
            where d.depth < 0
                or d.depth_before < 0
        )
    )
    from (values (1)) as always (one)
    left join bottom as b on true;
$$;

comment on function kaboom.drawdown_figures is
$$The deepest and the longest fall of a curve.

Arguments: dates; drawdowns, what kaboom.drawdowns gives for them.
Returns: an object with max_drawdown (a fraction, negative; 0 where nothing fell), max_drawdown_start (the
last day at the highest value before the fall; the first day of the curve where that value is the capital),
max_drawdown_date (the bottom), max_drawdown_end (the first day back at that value, null until then),
longest_drawdown_days (calendar days from the last day at a highest value to the first day back there, or to
the end of the curve).$$;

revoke execute on function kaboom.drawdown_figures from public, anon, authenticated, service_role;
