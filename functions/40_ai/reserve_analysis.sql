-- AFTER INSERT, because of two requests with one id only one inserts its row, and only that one may count.
create or replace function kaboom.reserve_analysis()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform kaboom.reserve_ai_usage(
        new.user_id, new.request_id, new.id,
        kaboom.estimate_ai_cost(
            new.models_used, new.analysis_types, (new.created_at at time zone 'Asia/Tokyo')::date
        ),
        new.created_at
    );
    return null;
end;
$$;

comment on function kaboom.reserve_analysis is
$$Trigger: reserves the cost of an analysis that waits, in the month of its created_at.

Errors: KB301 quota, KB302 user, KB304 budget, KB305 request_id, KB401, KB402 settings.$$;

revoke execute on function kaboom.reserve_analysis from public, anon, authenticated, service_role;
