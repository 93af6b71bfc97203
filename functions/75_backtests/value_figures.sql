create or replace function kaboom.value_figures(dates date[], amounts numeric[], initial_capital numeric)
returns jsonb
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
    select jsonb_build_object(
        'first_day', dates[1],
        'last_day', dates[cardinality(dates)],
        'final_capital', e.final_capital,
        'total_return', e.final_capital - initial_capital,
        'return_percentage', round((e.final_capital - initial_capital) / initial_capital * 100, 4)
    )
    from (select round(amounts[cardinality(amounts)], 2) as final_capital) as e;
$$;

comment on function kaboom.value_figures is
$$What became of the capital.

Arguments: dates and amounts of a curve; initial_capital in yen. Returns: an object with first_day, last_day,
final_capital and total_return (yen), return_percentage.$$;

revoke execute on function kaboom.value_figures from public, anon, authenticated, service_role;
