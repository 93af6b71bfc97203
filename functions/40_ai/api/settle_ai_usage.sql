-- Definer, for the service role alone: usage is written by the database only.
create or replace function public.settle_ai_usage(user_id uuid, request_id text, usage jsonb)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    analysis uuid;
begin
    perform kaboom.ai_profile(user_id);
    if coalesce(btrim(request_id) = '' or length(request_id) > 100, true) then
        raise exception 'request_id % is no id of a request', coalesce(left(request_id, 50), 'null')
            using errcode = 'KB306',
            detail = jsonb_build_object('path', 'request_id', 'given', left(request_id, 200))::text,
            hint = 'Send a request_id of 1 to 100 characters.';
    end if;
    perform kaboom.check_ai_usage(usage);

    select a.id into analysis
    from public.ai_analysis_results as a
    where a.user_id = settle_ai_usage.user_id
        and a.request_id = settle_ai_usage.request_id;
    if found then
        perform kaboom.lock_analysis(analysis);
        update public.ai_analysis_results as a
        set reserved_until = null
        where a.id = analysis
            and a.reserved_until is not null;
    end if;
    perform kaboom.settle_ai_request(user_id, request_id, analysis, usage, false, now());
end;
$$;

comment on function public.settle_ai_usage is
$$Book what a request has cost, by the provider's figures. For the service role.

The first settlement counts the call and ends its reservation, even after that has expired or was given back.
The same figures again do nothing; better figures of the same generations are booked as a correction; other
generations are added.

Arguments: user_id; request_id, that of the analysis, or one of your own for a call without one; usage,
the usage object of OpenRouter, or its response {"id", "model", "usage"}, or a list of these, one for each
call to a model. Errors: KB302 unknown user, KB306 request_id, KB307 the analysis is being erased, KB311 usage
with the JSON path of the element, KB401, KB402 settings.$$;

revoke execute on function public.settle_ai_usage from public, anon, authenticated, service_role;
grant execute on function public.settle_ai_usage to service_role;
