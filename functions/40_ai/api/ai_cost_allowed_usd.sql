-- A computed column for PostgREST. Definer, because a user may not call the setting's function; it looks at
-- nothing but the row that it is given.
create or replace function public.ai_cost_allowed_usd(profile public.user_profiles)
returns numeric
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
    select l.cost_usd from kaboom.ai_limits(profile) as l;
$$;

comment on function public.ai_cost_allowed_usd(public.user_profiles) is
$$US dollars that the AI calls of a user may cost in a month: those of the tier (setting tier_limits).

Null where there is no such limit.

Arguments: profile, a row of user_profiles. With PostgREST: /user_profiles?select=*,ai_cost_allowed_usd.
Errors: KB401, KB402 the setting.$$;

revoke execute on function public.ai_cost_allowed_usd(public.user_profiles)
from public, anon, authenticated, service_role;
grant execute on function public.ai_cost_allowed_usd(public.user_profiles) to authenticated, service_role;
