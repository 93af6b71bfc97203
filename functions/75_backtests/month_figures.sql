create or replace function kaboom.month_figures(monthly_returns jsonb)
returns jsonb
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
    select jsonb_build_object(
        'monthly_returns', monthly_returns,
        'best_month', max(m.value::double precision),
        'worst_month', min(m.value::double precision)
    )
    from jsonb_each_text(monthly_returns) as m;
$$;

comment on function kaboom.month_figures is
$$Monthly returns with the best and the worst, fractions.

Arguments: monthly_returns, an object of months and fractions.$$;

revoke execute on function kaboom.month_figures from public, anon, authenticated, service_role;
