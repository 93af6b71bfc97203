create or replace function kaboom.match_earlier_analysis(analysis public.ai_analysis_results)
returns boolean
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    earlier public.ai_analysis_results;
begin
    select a.* into earlier
    from public.ai_analysis_results as a
    where a.user_id = analysis.user_id
        and a.request_id = analysis.request_id;
    if not found then
        return false;
    end if;
    -- A request is repeated where it asks for the same, even if the first one has ended since; a result is
    -- repeated only where it is the same result.
    if earlier.requested = analysis.requested
        and (analysis.model_results is null or analysis.model_results = earlier.model_results) then
        return true;
    end if;
    raise exception 'request_id % belongs to another request: %',
        analysis.request_id, left(earlier.requested::text, 500)
        using errcode = 'KB305',
        detail = jsonb_build_object(
            'request_id', analysis.request_id, 'analysis_id', earlier.id, 'earlier', earlier.requested,
            'now', analysis.requested
        )::text,
        hint = 'Use a new request_id.';
end;
$$;

comment on function kaboom.match_earlier_analysis is
$$Whether a request has been made before under its request_id.

Arguments: analysis, the row that is to be inserted, with requested. Errors: KB305 the id belongs to another
request.$$;

revoke execute on function kaboom.match_earlier_analysis from public, anon, authenticated, service_role;
