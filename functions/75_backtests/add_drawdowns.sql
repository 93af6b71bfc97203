create or replace function kaboom.add_drawdowns(equity_curve jsonb, drawdowns double precision[])
returns jsonb
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    whole jsonb;
begin
    select jsonb_agg(
        case
            when jsonb_typeof(p.point -> 'drawdown') = 'number' then p.point
            else p.point || jsonb_build_object('drawdown', round(d.depth::numeric, 10))
        end
        order by p.place
    )
    into whole
    from jsonb_array_elements(equity_curve) with ordinality as p (point, place)
    join unnest(drawdowns) with ordinality as d (depth, place) on d.place = p.place;
    if octet_length(whole::text) > 8388608 then
        raise exception 'equity_curve: with its drawdowns $ would be longer than 8388608 bytes'
            using errcode = 'KB505',
            detail = jsonb_build_object('argument', 'equity_curve', 'path', '$')::text,
            hint = 'Send fewer days, or nothing but date and value of each.';
    end if;
    return whole;
end;
$$;

comment on function kaboom.add_drawdowns is
$$An equity curve in which each element has its drawdown, to ten decimals where it was missing.

Arguments: equity_curve, checked; drawdowns, one for each element. Errors: KB505 it would be too long.$$;

revoke execute on function kaboom.add_drawdowns from public, anon, authenticated, service_role;
