create or replace function kaboom.wanted_partitions()
returns table (name text, parent text, low timestamptz, high timestamptz)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    with today as (
        select now() at time zone 'Asia/Tokyo' as tokyo
    ),
    bars as (
        select '1d' as timeframe, make_date(y, 1, 1)::timestamp as start
        from today as t
        cross join lateral generate_series(2000, extract(year from t.tokyo)::integer + 2) as y
        union all
        select '1m', m
        from today as t
        cross join lateral generate_series(
            date_trunc('month', t.tokyo) - make_interval(months => (kaboom.setting_market_data_retention())),
            date_trunc('month', t.tokyo) + interval '2 months',
            interval '1 month'
        ) as m
    )
    select p.name, p.parent, p.low, p.high
    from bars as b
    cross join lateral kaboom.bar_partition(b.timeframe, b.start at time zone 'Asia/Tokyo') as p
    union all
    select 'audit_logs_' || to_char(w, 'IYYY"_w"IW'), 'public.audit_logs',
        w at time zone 'Asia/Tokyo', (w + interval '1 week') at time zone 'Asia/Tokyo'
    from today as t
    cross join lateral generate_series(
        date_trunc('week', t.tokyo), date_trunc('week', t.tokyo) + interval '12 weeks', interval '1 week'
    ) as w;
$$;

comment on function kaboom.wanted_partitions is
$$The partitions that ought to be there now.

Returns: the arguments of make_partition. Errors: KB401 the setting market_data_retention is missing.$$;

revoke execute on function kaboom.wanted_partitions from public, anon, authenticated, service_role;
