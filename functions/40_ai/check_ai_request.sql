create or replace function kaboom.check_ai_request(analysis public.ai_analysis_results)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    problem record;
begin
    if coalesce(analysis.symbol !~ '^[1-9][0-9ACDFGHJKLMNPRSTUWXY][0-9][0-9ACDFGHJKLMNPRSTUWXY]$', true) then
        raise exception '% is no code of the Tokyo Stock Exchange', coalesce(analysis.symbol, 'null')
            using errcode = 'KB201',
            detail = jsonb_build_object('symbol', analysis.symbol)::text,
            hint = 'Four characters, such as 7203 or 130A.';
    end if;

    select p.path, p.wanted, p.given into problem
    from (
        select 'request_id' as path, 'a text that is not blank' as wanted,
            to_jsonb(analysis.request_id) as given
        where btrim(analysis.request_id) = ''
        union all
        select l.name, 'one list of 1 to 20', to_jsonb(l.list)
        from (
            values
                ('analysis_types', analysis.analysis_types, 50), ('models', analysis.models_used, 200),
                ('timeframes', analysis.timeframes, 10)
        ) as l (name, list, length)
        where coalesce(array_ndims(l.list) <> 1 or cardinality(l.list) > 20, l.list is not null)
        union all
        select
            format('%s[%s]', l.name, e.place - 1), format('a text of 1 to %s characters, once', l.length),
            to_jsonb(e.element)
        from (
            values
                ('analysis_types', analysis.analysis_types, 50), ('models', analysis.models_used, 200),
                ('timeframes', analysis.timeframes, 10)
        ) as l (name, list, length)
        cross join unnest(l.list) with ordinality as e (element, place)
        where coalesce(
            btrim(e.element) = ''
            or length(e.element) > l.length
            or array_position(l.list, e.element) < e.place + array_lower(l.list, 1) - 1,
            true
        )
    ) as p
    limit 1;
    if found then
        raise exception '% must be %, not %',
            problem.path, problem.wanted, coalesce(left(problem.given::text, 50), 'null')
            using errcode = 'KB306',
            detail = jsonb_build_object('path', problem.path, 'given', left(problem.given::text, 1000))::text,
            hint = format('Send %s in %s.', problem.wanted, problem.path);
    end if;
end;
$$;

comment on function kaboom.check_ai_request is
$$Check what a request for an analysis names.

Arguments: analysis, the row that is to be inserted; a list that is null is left to the defaults.
Errors: KB201 symbol, KB306 request_id or an element of a list.$$;

revoke execute on function kaboom.check_ai_request from public, anon, authenticated, service_role;
