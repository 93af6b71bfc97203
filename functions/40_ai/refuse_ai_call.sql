create or replace function kaboom.refuse_ai_call(
    month date, calls_allowed integer, cost_allowed numeric, used public.ai_usage, cost_usd numeric
)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    calls constant integer := coalesce(used.calls, 0);
    reserved constant integer := coalesce(used.reserved_calls, 0);
    spent constant numeric := coalesce(used.cost_usd, 0);
    held constant numeric := coalesce(used.reserved_cost_usd, 0);
begin
    if calls + reserved + 1 > calls_allowed then
        raise exception 'all % AI calls of % are used: % made, % reserved',
            calls_allowed, to_char(month, 'YYYY-MM'), calls, reserved
            using errcode = 'KB301',
            detail = jsonb_build_object(
                'month', month, 'calls_allowed', calls_allowed, 'calls_used', calls,
                'calls_reserved', reserved
            )::text,
            hint = 'Wait for the next month (Asia/Tokyo), or raise the tier or ai_quota_monthly.';
    end if;
    raise exception 'the AI budget of % does not cover % dollars more: of %, % are spent and % reserved',
        to_char(month, 'YYYY-MM'), trim_scale(cost_usd), trim_scale(cost_allowed), trim_scale(spent),
        trim_scale(held)
        using errcode = 'KB304',
        detail = jsonb_build_object(
            'month', month, 'cost_allowed_usd', cost_allowed, 'cost_usd', spent, 'cost_reserved_usd', held,
            'cost_of_call_usd', cost_usd
        )::text,
        hint = 'Ask fewer or cheaper models, wait for the next month (Asia/Tokyo), or raise the tier.';
end;
$$;

comment on function kaboom.refuse_ai_call is
$$Say why an AI call is not admitted.

Arguments: month; what is allowed; used, the row of ai_usage, null where there is none; cost_usd of the call.
Errors: KB301 calls, KB304 dollars.$$;

revoke execute on function kaboom.refuse_ai_call from public, anon, authenticated, service_role;
