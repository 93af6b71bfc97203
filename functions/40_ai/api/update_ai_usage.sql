-- Definer, for the service role alone: usage is written by the database only.
create or replace function public.update_ai_usage(user_uuid uuid, cost_usd numeric)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    if coalesce(not (cost_usd >= 0 and cost_usd < 1000000), true) then
        raise exception 'cost_usd % is no cost of a call', coalesce(cost_usd::text, 'null')
            using errcode = 'KB303',
            detail = jsonb_build_object('cost_usd', cost_usd::text)::text,
            hint = 'Send US dollars, zero or more, below 1,000,000.';
    end if;
    perform kaboom.ai_profile(user_uuid);
    perform kaboom.settle_ai_request(
        user_uuid, gen_random_uuid()::text, null, jsonb_build_object('cost', round(cost_usd, 10)),
        false, now()
    );
end;
$$;

comment on function public.update_ai_usage is
$$Book one AI call that was made, and its cost. For the service role.

It never refuses a call for quota or budget: what is above shows in ai_quota_status and ai_usage_thresholds. A
call that is repeated counts again; settle_ai_usage takes a request_id and counts once.

Arguments: user_uuid; cost_usd in US dollars, zero or more, kept to ten decimals.
Errors: KB302 unknown user, KB303 cost not valid, KB401, KB402 settings.$$;

revoke execute on function public.update_ai_usage from public, anon, authenticated, service_role;
grant execute on function public.update_ai_usage to service_role;
