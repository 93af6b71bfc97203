-- Shared by what a user asks for and by what the service role inserts.
create or replace function kaboom.admit_ai_request(analysis public.ai_analysis_results)
returns public.ai_analysis_results
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    perform kaboom.ai_profile(analysis.user_id);
    analysis.request_id := coalesce(analysis.request_id, analysis.id::text);
    perform kaboom.check_ai_request(analysis);
    analysis.requested := kaboom.describe_ai_request(analysis);
    if kaboom.match_earlier_analysis(analysis) then
        return null;
    end if;

    analysis := kaboom.fill_ai_defaults(analysis);
    analysis.reserved_until := null;
    if analysis.status in ('pending', 'processing') then
        analysis.reserved_until := analysis.created_at
            + make_interval(secs => 3600 * (kaboom.setting_ai_reservation()).hours::float8);
    end if;
    return analysis;
end;
$$;

comment on function kaboom.admit_ai_request is
$$Check a request for an analysis, fill its defaults in, and say until when it reserves its cost.

Arguments: analysis, the row that is to be inserted. Returns: the row; null where the same
request was made before.
Errors: KB201 symbol, KB302 user, KB305 the id belongs to another request, KB306 an argument,
KB401, KB402 settings.$$;

revoke execute on function kaboom.admit_ai_request from public, anon, authenticated, service_role;
