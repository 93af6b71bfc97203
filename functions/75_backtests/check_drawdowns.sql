create or replace function kaboom.check_drawdowns(equity_curve jsonb, drawdowns double precision[])
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    path text;
    given numeric;
    computed double precision;
begin
    select format('$[%s].drawdown', p.place - 1), (p.point ->> 'drawdown')::numeric, d.depth
    into path, given, computed
    from jsonb_array_elements(equity_curve) with ordinality as p (point, place)
    join unnest(drawdowns) with ordinality as d (depth, place) on d.place = p.place
    -- Four decimals are enough to see that the same thing was measured.
    where abs((p.point ->> 'drawdown')::numeric - d.depth::numeric) > 0.0001
        or (p.point ->> 'drawdown')::numeric > 0
    order by p.place
    limit 1;
    if found then
        raise exception 'equity_curve: % is %, but the values give %', path, left(given::text, 60), computed
            using errcode = 'KB505',
            detail = jsonb_build_object('argument', 'equity_curve', 'path', path, 'computed', computed)::text,
            hint = 'Leave drawdown out, or send value / highest value so far - 1, initial_capital included.';
    end if;
end;
$$;

comment on function kaboom.check_drawdowns is
$$Refuse an equity curve whose drawdowns are not those of its values.

Arguments: equity_curve, checked; drawdowns, computed, one for each element. Errors: KB505, with the JSON
path.$$;

revoke execute on function kaboom.check_drawdowns from public, anon, authenticated, service_role;
