-- BEFORE UPDATE: a status only moves forward, and what has ended never changes, so that nobody
-- refreshes an old analysis.
create or replace function kaboom.check_analysis_step()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    -- Changes of these are the business of other triggers.
    elsewhere constant text[] := array['updated_at', 'user_id'];
begin
    if old.status in ('completed', 'failed') and to_jsonb(new) - elsewhere <> to_jsonb(old) - elsewhere then
        raise exception 'analysis % is % and never changes', old.id, old.status
            using errcode = 'KB308',
            detail = jsonb_build_object('analysis_id', old.id, 'status', old.status)::text,
            hint = 'Ask for a new analysis; what a call did cost is booked with settle_ai_usage.';
    end if;
    if old.status = 'processing' and new.status = 'pending' then
        raise exception 'analysis % is processing already', old.id
            using errcode = 'KB309',
            detail = jsonb_build_object('analysis_id', old.id, 'from', old.status, 'to', new.status)::text,
            hint = 'Its claim ends by itself; then claim_ai_analyses gives it to another worker.';
    end if;
    if new.status in ('completed', 'failed') then
        new.reserved_until := null;
    end if;
    return new;
end;
$$;

comment on function kaboom.check_analysis_step is
$$Trigger: refuses what changes an analysis that has ended, or takes a status back.

Errors: KB308 it has ended, KB309 backwards.$$;

revoke execute on function kaboom.check_analysis_step from public, anon, authenticated, service_role;
