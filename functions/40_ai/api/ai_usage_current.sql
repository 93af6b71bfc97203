-- A computed column for PostgREST under the specification's name. A stored one would show the month of the
-- last call until something resets it.
create or replace function public.ai_usage_current(profile public.user_profiles)
returns integer
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select coalesce(
        (
            select u.calls
            from public.ai_usage as u
            where u.user_id = profile.id
                and u.month = date_trunc('month', now() at time zone 'Asia/Tokyo')::date
        ),
        0
    );
$$;

comment on function public.ai_usage_current(public.user_profiles) is
$$AI calls of a user in the current month of Asia/Tokyo, 0 where there are none yet.

Arguments: profile, a row of user_profiles. With PostgREST: /user_profiles?select=*,ai_usage_current.$$;

revoke execute on function public.ai_usage_current(public.user_profiles)
from public, anon, authenticated, service_role;
grant execute on function public.ai_usage_current(public.user_profiles) to authenticated, service_role;
