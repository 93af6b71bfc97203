-- A computed column for PostgREST, and the one place that knows how long an analysis holds. Definer, because
-- a user may not call the setting's function; it looks at nothing but the row that it is given.
create or replace function public.is_fresh(analysis public.ai_analysis_results)
returns boolean
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
    select analysis.status = 'completed'
        and analysis.completed_at
            >= now() - make_interval(secs => 3600 * kaboom.setting_ai_freshness()::float8);
$$;

comment on function public.is_fresh(public.ai_analysis_results) is
$$Whether an order may still rest on an analysis.

It is completed, and not longer ago than the setting ai_freshness says.

Arguments: a row of ai_analysis_results. With PostgREST: /ai_analysis_results?select=*,is_fresh.
Errors: KB401, KB402 the setting.$$;

revoke execute on function public.is_fresh(public.ai_analysis_results)
from public, anon, authenticated, service_role;
grant execute on function public.is_fresh(public.ai_analysis_results) to authenticated, service_role;
