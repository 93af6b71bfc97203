-- AFTER UPDATE OF status, where an analysis has failed.
create or replace function kaboom.release_analysis()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform kaboom.release_ai_usage(new.user_id, new.request_id, 'released', now());
    return null;
end;
$$;

comment on function kaboom.release_analysis is 'Trigger: gives back what a failed analysis has reserved.';

revoke execute on function kaboom.release_analysis from public, anon, authenticated, service_role;
