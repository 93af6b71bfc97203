-- BEFORE UPDATE: a status only moves forward, and what has ended never changes, so that nobody refreshes an
-- old analysis.
create or replace function kaboom.advance_analysis()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    -- Asked by other triggers.
    elsewhere constant text[] := array['updated_at', 'user_id'];
begin
    if old.status in ('completed', 'failed') then
        if to_jsonb(new) - elsewhere = to_jsonb(old) - elsewhere then
            return new;
        end if;
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

    perform kaboom.check_ai_indicators(new.technical_indicators);
    if new.usage is not null then
        perform kaboom.check_ai_usage(new.usage);
    end if;
    if new.status = 'completed' then
        new := kaboom.draw_ai_consensus(new);
        new.completed_at := now();
    end if;
    if new.status in ('completed', 'failed') then
        new.reserved_until := null;
    end if;
    return new;
end;
$$;

comment on function kaboom.advance_analysis is
$$Trigger: checks each step of an analysis, and completes one with the decision that its results add up to.

Errors: KB308 it has ended, KB309 backwards, KB310 to KB314, KB401, KB402.$$;

revoke execute on function kaboom.advance_analysis from public, anon, authenticated, service_role;
