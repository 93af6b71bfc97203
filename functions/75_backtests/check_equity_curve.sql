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
        select w.path, w.given, w.wanted into path, given, wanted
        from kaboom.wrong_point(equity_curve, first_day, last_day) as w;
    end if;
    if wanted is not null then
        raise exception 'equity_curve: % must be %',
            path, wanted || coalesce(', not ' || left(given::text, 60), '')
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
