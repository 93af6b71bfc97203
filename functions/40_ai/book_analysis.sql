-- AFTER INSERT OR UPDATE OF status: an analysis that is completed is paid in the same transaction.
-- One that was made elsewhere brings its usage, or the client books it with update_ai_usage.
create or replace function kaboom.book_analysis()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform kaboom.settle_ai_request(
        new.user_id, new.request_id, new.id,
        coalesce(new.usage, kaboom.ai_usage_of_results(new.model_results)),
        new.usage is null,
        case tg_op when 'INSERT' then new.created_at else now() end
    );
    return null;
end;
$$;

comment on function kaboom.book_analysis is
$$Trigger: books what a completed analysis has cost, by its usage, else by its results.

Errors: KB401, KB402 settings.$$;

revoke execute on function kaboom.book_analysis from public, anon, authenticated, service_role;
