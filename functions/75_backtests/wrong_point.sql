create or replace function kaboom.wrong_point(
    equity_curve jsonb, first_day date, last_day date, out path text, out given jsonb, out wanted text
)
returns record
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
    select
        format('$[%s]', u.place - 1) || coalesce('.' || u.problem[1], ''),
        case when u.problem[1] is null then u.point else u.point -> u.problem[1] end,
        u.problem[2]
    from (
        select
            p.place,
            p.point,
            case
                when jsonb_typeof(p.point) <> 'object'
                    then array[null, 'an object with date and value']
                when coalesce(
                    jsonb_typeof(p.point -> 'date') <> 'string'
                    or p.point ->> 'date' !~ '^[12]\d{3}-\d\d-\d\d$'
                    or not p.point @? '$.date.datetime("YYYY-MM-DD")',
                    true
                ) then array['date', 'a day such as 2024-01-31']
                when p.point ->> 'date' <= lag(p.point ->> 'date') over (order by p.place) collate "C"
                    then array['date', 'later than the day before it']
                when (p.point ->> 'date')::date not between first_day and last_day
                    then array['date', format('from %s to %s', days.first_text, days.last_text)]
                when jsonb_typeof(p.point -> 'value') is distinct from 'number'
                    then array['value', 'a number of yen']
                -- After a value of zero there is no return to compute: only the last may be zero.
                when (p.point ->> 'value')::numeric not between 0.000001 and 9999999999999.99
                    and not ((p.point ->> 'value')::numeric = 0 and p.place = count(*) over ())
                    then array['value', 'yen above zero and below 1e13; the last may be zero']
                when jsonb_typeof(p.point -> 'drawdown') not in ('number', 'null')
                    then array['drawdown', 'a fraction, or missing']
            end as problem
        from jsonb_array_elements(equity_curve) with ordinality as p (point, place)
        cross join (
            select
                to_char(first_day, 'YYYY-MM-DD') as first_text,
                to_char(last_day, 'YYYY-MM-DD') as last_text
        ) as days
    ) as u
    where u.problem is not null
    order by u.place
    limit 1;
$$;

comment on function kaboom.wrong_point is
$$The first element of an equity curve from which no figures could be computed.

Arguments: equity_curve, an array; first_day and last_day that a date may have.
Returns: path, its JSON path, null where all are right; given, what is there, null where it is missing;
wanted, what belongs there.$$;

revoke execute on function kaboom.wrong_point from public, anon, authenticated, service_role;
