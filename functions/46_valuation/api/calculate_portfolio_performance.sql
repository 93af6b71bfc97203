-- The specification's name for four figures of the summary. PL/pgSQL, because it is created
-- before the function it calls.
create or replace function public.calculate_portfolio_performance(portfolio_uuid uuid)
returns table (total_value numeric, total_return numeric, return_percentage numeric, position_count integer)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return query
    select s.total_value, s.total_return, s.return_percentage, s.position_count
    from public.portfolio_summary(calculate_portfolio_performance.portfolio_uuid) as s;
end;
$$;

comment on function public.calculate_portfolio_performance is
$$What a portfolio is worth and has returned; see portfolio_summary for all figures.

Arguments: portfolio_uuid. Returns one row, none for a portfolio that the caller does not own: total_value
(cash and market value, yen), total_return (total_value less net capital paid in, yen), return_percentage (of
capital paid in), position_count.$$;

revoke execute on function public.calculate_portfolio_performance
from public, anon, authenticated, service_role;
grant execute on function public.calculate_portfolio_performance to authenticated, service_role;
