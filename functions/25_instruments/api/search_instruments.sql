create or replace function public.search_instruments(query text)
returns setof public.instruments
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    with wanted as (
        select lower(normalize(btrim(left(query, 200)), nfkc)) as words,
            public.normalise_symbol(normalize(left(query, 200), nfkc)) as code
    ),
    matched as (
        select i.symbol,
            case
                when i.symbol = w.code then 1
                when starts_with(i.symbol, w.code) then 2
                when starts_with(lower(normalize(i.name, nfkc)), w.words) then 3
                when starts_with(lower(i.name_en), w.words) then 3
                when position(w.words in lower(normalize(i.name, nfkc))) > 0 then 4
                when position(w.words in lower(i.name_en)) > 0 then 4
            end as place
        from public.instruments as i
        cross join wanted as w
        where w.words <> ''
    )
    select i.*
    from matched as m
    join public.instruments as i on i.symbol = m.symbol
    where m.place is not null
    order by not i.is_active, m.place, i.symbol
    limit 100;
$$;

comment on function public.search_instruments is
$$Find shares and funds by code and by name.

Arguments: query: a code in any spelling, the beginning of one, or a part of the Japanese or English name,
whatever its case and width. Returns: at most 100 instruments: active ones first, then by code, by beginning
of the name, by part of it.$$;

revoke execute on function public.search_instruments from public, anon, authenticated, service_role;
grant execute on function public.search_instruments to authenticated, service_role;
