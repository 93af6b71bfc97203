-- BEFORE INSERT by the service role: a request for a user, or an analysis that was made elsewhere.
create or replace function kaboom.admit_analysis()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    admitted public.ai_analysis_results := kaboom.admit_ai_request(new);
begin
    if admitted.id is null then
        return null;
    end if;
    perform kaboom.check_ai_indicators(admitted.technical_indicators);
    if admitted.usage is not null then
        perform kaboom.check_ai_usage(admitted.usage);
    end if;
    if admitted.status = 'completed' then
        admitted := kaboom.draw_ai_consensus(admitted);
        -- One that was completed elsewhere keeps its time, and is as old as it says; none lies ahead.
        admitted.completed_at := least(admitted.completed_at, now());
    end if;
    return admitted;
end;
$$;

comment on function kaboom.admit_analysis is
$$Trigger: checks an analysis that the service role inserts; a repeated request_id inserts nothing.

Errors: KB201, KB302, KB305, KB306, KB310 to KB314, KB401, KB402.$$;

revoke execute on function kaboom.admit_analysis from public, anon, authenticated, service_role;
