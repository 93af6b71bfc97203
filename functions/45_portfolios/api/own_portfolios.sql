-- A computed relationship for PostgREST: its argument has no name, so that it is no function of the API.
-- SQL without SET, or the planner could not inline it.
create or replace function public.own_portfolios(public.user_profiles)
returns setof public.portfolios
rows 10
language sql
stable
as $$
    select p.*
    from public.portfolios as p
    where p.user_id = $1.id;
$$;

comment on function public.own_portfolios(public.user_profiles) is
$$The portfolios of a user.

With PostgREST: /user_profiles?select=display_name,own_portfolios(name,valuation(total_value)).$$;

revoke execute on function public.own_portfolios(public.user_profiles)
from public, anon, authenticated, service_role;
grant execute on function public.own_portfolios(public.user_profiles) to authenticated, service_role;
