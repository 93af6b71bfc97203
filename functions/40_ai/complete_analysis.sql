-- BEFORE UPDATE OF status, where an open analysis becomes completed.
create or replace function kaboom.complete_analysis()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform kaboom.check_ai_indicators(new.technical_indicators);
    if new.usage is not null then
        perform kaboom.check_ai_usage(new.usage);
    end if;
    new := kaboom.draw_ai_consensus(new);
    new.completed_at := now();
    return new;
end;
$$;

comment on function kaboom.complete_analysis is
$$Trigger: checks the results of an analysis, and completes it with the decision that they add up to.

Errors: KB310 to KB314, KB401, KB402.$$;

revoke execute on function kaboom.complete_analysis from public, anon, authenticated, service_role;
