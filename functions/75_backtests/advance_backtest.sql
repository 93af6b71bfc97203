create or replace function kaboom.advance_backtest()
returns trigger
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    if old.status in ('completed', 'failed', 'cancelled') then
        if new is distinct from old then
            raise exception 'backtest % is %, and does not change', old.id, old.status
                using errcode = 'KB502',
                detail = jsonb_build_object('status', old.status, 'wanted', new.status)::text,
                hint = 'Create another backtest.';
        end if;
        return new;
    end if;
    if (old.status = 'running' and new.status = 'pending')
        or (old.status = 'pending' and new.status = 'completed')
    then
        raise exception 'backtest % is %, and cannot become %',
            old.id, old.status, coalesce(new.status, 'null')
            using errcode = 'KB502',
            detail = jsonb_build_object('status', old.status, 'wanted', new.status)::text,
            hint = 'From pending to running, then to completed, failed or cancelled.';
    end if;

    -- Reports may arrive in any order, or again from the start after a worker was lost.
    new.progress_percentage := greatest(old.progress_percentage, new.progress_percentage);
    new.simulated_date := greatest(old.simulated_date, new.simulated_date);
    if new.status = 'running' and old.status = 'pending' then
        new.started_at := now();
    elsif new.status = 'completed' then
        new.progress_percentage := 100;
        new.simulated_date := new.end_date;
        new.completed_at := now();
    end if;
    return new;
end;
$$;

comment on function kaboom.advance_backtest is
$$Trigger, BEFORE UPDATE: a run moves forward only, and does not change once it has ended.

Errors: KB502 the backtest cannot take that status.$$;

revoke execute on function kaboom.advance_backtest from public, anon, authenticated, service_role;
