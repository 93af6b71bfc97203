-- auth.users first, because the foreign key of the events takes a share of it, and an erasure begins there.
create or replace function kaboom.lock_analysis(analysis_id uuid)
returns public.ai_analysis_results
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    analysis public.ai_analysis_results;
begin
    perform from auth.users as u
    where u.id = (
            select a.user_id
            from public.ai_analysis_results as a
            where a.id = lock_analysis.analysis_id
        )
    for key share;
    select a.* into analysis
    from public.ai_analysis_results as a
    where a.id = lock_analysis.analysis_id
    for no key update;
    if not found then
        raise exception 'analysis % not found', coalesce(analysis_id::text, 'null')
            using errcode = 'KB307',
            detail = jsonb_build_object('analysis_id', analysis_id)::text,
            hint = 'Use the id of an analysis.';
    end if;
    return analysis;
end;
$$;

comment on function kaboom.lock_analysis is
$$Lock an analysis, after a share of the account that it belongs to, and return it as it is from then on.

Arguments: analysis_id. Errors: KB307 there is no such analysis.$$;

revoke execute on function kaboom.lock_analysis from public, anon, authenticated, service_role;
