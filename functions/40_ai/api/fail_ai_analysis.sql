-- Definer, for the service role alone: it locks the account, which no API role may read.
create or replace function public.fail_ai_analysis(analysis_id uuid, message text)
returns public.ai_analysis_results
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    analysis public.ai_analysis_results := kaboom.lock_analysis(analysis_id);
begin
    if coalesce(btrim(message), '') = '' then
        raise exception 'the failure of analysis % has no message', coalesce(analysis_id::text, 'null')
            using errcode = 'KB306',
            detail = jsonb_build_object('path', 'message')::text,
            hint = 'Say in message what went wrong.';
    end if;
    if analysis.status = 'failed' and analysis.error_message = left(message, 10000) then
        return analysis;
    end if;
    update public.ai_analysis_results as a
    set status = 'failed', error_message = left(message, 10000)
    where a.id = analysis.id
    returning a.* into analysis;
    return analysis;
end;
$$;

comment on function public.fail_ai_analysis is
$$End an analysis that could not be made, and give its reservation back. For the service role.

A call that failed and did cost something is booked with settle_ai_usage. A repeated call returns the
first result.

Arguments: analysis_id; message, what went wrong, of which the first 10,000 characters are kept.
Returns: the analysis. Errors: KB306 no message, KB307 no such analysis, KB308 it has ended otherwise.$$;

revoke execute on function public.fail_ai_analysis from public, anon, authenticated, service_role;
grant execute on function public.fail_ai_analysis to service_role;
