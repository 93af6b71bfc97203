-- AFTER INSERT OR UPDATE OF status: the usage follows the status in the same transaction. After the row,
-- because two requests with one id meet at its key, and only the one whose row it is may count.
create or replace function kaboom.meter_analysis()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    if new.status in ('pending', 'processing') then
        if tg_op = 'INSERT' then
            perform kaboom.reserve_ai_usage(
                new.user_id, new.request_id, new.id,
                kaboom.estimate_ai_cost(
                    new.models_used, new.analysis_types, (new.created_at at time zone 'Asia/Tokyo')::date
                ),
                new.created_at
            );
        end if;
    elsif new.status = 'failed' then
        if tg_op = 'UPDATE' then
            perform kaboom.release_ai_usage(new.user_id, new.request_id, 'released', now());
        end if;
    -- One that was made elsewhere brings its usage, or the client books it with update_ai_usage.
    elsif tg_op = 'UPDATE' or new.usage is not null then
        perform kaboom.settle_ai_request(
            new.user_id, new.request_id, new.id,
            coalesce(new.usage, kaboom.ai_usage_of_results(new.model_results)),
            new.usage is null,
            case tg_op when 'INSERT' then new.created_at else now() end
        );
    end if;
    return null;
end;
$$;

comment on function kaboom.meter_analysis is
$$Trigger: reserves the cost of an analysis, books it when that is completed, gives it back when it fails.

Errors: KB301 quota, KB302 user, KB304 budget, KB305 request_id.$$;

revoke execute on function kaboom.meter_analysis from public, anon, authenticated, service_role;
