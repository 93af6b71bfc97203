-- A computed column for PostgREST. Definer, because a user may not call the setting's function; it looks at
-- nothing but the row that it is given.
create or replace function public.ai_calls_allowed(profile public.user_profiles)
returns integer
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
    select l.calls from kaboom.ai_limits(profile) as l;
$$;

comment on function public.ai_calls_allowed(public.user_profiles) is
$$AI calls that a user may have in a month: ai_quota_monthly, or else those of the tier (setting tier_limits).

Arguments: profile, a row of user_profiles. With PostgREST: /user_profiles?select=*,ai_calls_allowed.
Errors: KB401, KB402 the setting.$$;

revoke execute on function public.ai_calls_allowed(public.user_profiles)
from public, anon, authenticated, service_role;
grant execute on function public.ai_calls_allowed(public.user_profiles) to authenticated, service_role;
