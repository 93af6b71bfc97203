-- A computed column for PostgREST, and the one place that knows how long an analysis holds.
create or replace function public.is_fresh(analysis public.ai_analysis_results)
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select analysis.status = 'completed'
        and analysis.created_at between now() - interval '1 hour' and now();
$$;

comment on function public.is_fresh(public.ai_analysis_results) is
$$Whether an analysis may still carry an order: completed, and at most one hour old.

Arguments: a row of ai_analysis_results. With PostgREST: /ai_analysis_results?select=*,is_fresh.$$;

revoke execute on function public.is_fresh(public.ai_analysis_results) from public, anon, authenticated, service_role;
grant execute on function public.is_fresh(public.ai_analysis_results) to authenticated, service_role;
