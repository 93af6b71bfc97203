create or replace function kaboom.check_equity_curve(equity_curve jsonb, first_day date, last_day date)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    path text := '$';
    given jsonb;
    wanted text;
begin
    if jsonb_typeof(equity_curve) is distinct from 'array' then
        wanted := 'an array of objects with date and value';
    elsif jsonb_array_length(equity_curve) = 0 then
        wanted := 'at least one day';
    elsif octet_length(equity_curve::text) > 8388608 then
        wanted := 'at most 8388608 bytes long';
    else
        select format('$[%s].%s', j.place - 1, j.member), j.point -> j.member, j.wanted
        into path, given, wanted
        from (
            select
                p.place,
                p.point,
                case
                    when jsonb_typeof(p.point) <> 'object'
                        then array['date', 'in an object with date and value']
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
                select to_char(first_day, 'YYYY-MM-DD') as first_text, to_char(last_day, 'YYYY-MM-DD') as last_text
            ) as days
        ) as u
        cross join lateral (select u.place, u.point, u.problem[1] as member, u.problem[2] as wanted) as j
        where u.problem is not null
        order by u.place
        limit 1;
    end if;
    if wanted is not null then
        raise exception 'equity_curve: % must be %', path, wanted || coalesce(', not ' || left(given::text, 60), '')
            using errcode = 'KB505',
            detail = jsonb_build_object('argument', 'equity_curve', 'path', path)::text,
            hint = 'Send one object a day, in order: {"date": "2024-01-31", "value": 1000000}.';
    end if;
end;
$$;

comment on function kaboom.check_equity_curve is
$$Refuse an equity curve from which no figures could be computed.

Arguments: equity_curve, [{"date", "value", "drawdown"}]; first_day and last_day that a date may have.
Errors: KB505, with the JSON path of the first element that is wrong.$$;

revoke execute on function kaboom.check_equity_curve from public, anon, authenticated, service_role;
