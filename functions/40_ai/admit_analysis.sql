-- BEFORE INSERT: checks the row. The argument `request` says that a user asks for an analysis, which is then
-- to be made.
create or replace function kaboom.admit_analysis()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    if tg_nargs > 0 then
        new.status := 'pending';
    end if;
    perform kaboom.ai_profile(new.user_id);
    new.request_id := coalesce(new.request_id, new.id::text);
    perform kaboom.check_ai_request(new);
    new.requested := kaboom.describe_ai_request(new);
    if kaboom.match_earlier_analysis(new) then
        return null;
    end if;

    new := kaboom.fill_ai_defaults(new);
    perform kaboom.check_ai_indicators(new.technical_indicators);
    if new.usage is not null then
        perform kaboom.check_ai_usage(new.usage);
    end if;
    new.reserved_until := null;
    if new.status = 'completed' then
        new := kaboom.draw_ai_consensus(new);
        -- One that was completed elsewhere keeps its time, and is as old as it says; none lies ahead.
        new.completed_at := least(new.completed_at, now());
    elsif new.status in ('pending', 'processing') then
        new.reserved_until := new.created_at
            + make_interval(secs => 3600 * (kaboom.setting_ai_reservation()).hours::float8);
    end if;
    return new;
end;
$$;

comment on function kaboom.admit_analysis is
$$Trigger: checks an analysis that is asked for or was made elsewhere; a repeated request_id inserts nothing.

Errors: KB201, KB302, KB305, KB306, KB310 to KB314, KB401, KB402.$$;

revoke execute on function kaboom.admit_analysis from public, anon, authenticated, service_role;
