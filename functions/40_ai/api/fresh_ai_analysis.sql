-- Invoker: the policies decide whose analyses can be seen.
create or replace function public.fresh_ai_analysis(symbol text, user_id uuid default auth.uid())
returns setof public.ai_analysis_results
language plpgsql
stable
set search_path = pg_catalog, pg_temp
rows 1
as $$
declare
    latest public.ai_analysis_results;
begin
    select a.* into latest
    from public.ai_analysis_results as a
    where a.user_id = fresh_ai_analysis.user_id
        and a.symbol = fresh_ai_analysis.symbol
        and a.status = 'completed'
    order by a.completed_at desc
    limit 1;
    if public.is_fresh(latest) then
        return next latest;
    end if;
end;
$$;

comment on function public.fresh_ai_analysis is
$$The latest analysis of a share, where an order may still rest on it.

Arguments: symbol; user_id, whose, the caller where it is left out. Returns: one row of ai_analysis_results,
or none.
Errors: KB401, KB402 the setting ai_freshness.$$;

revoke execute on function public.fresh_ai_analysis from public, anon, authenticated, service_role;
grant execute on function public.fresh_ai_analysis to authenticated, service_role;
