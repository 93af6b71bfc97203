-- A thin name for an update of portfolios.
create or replace function public.archive_portfolio(portfolio_id uuid)
returns public.portfolios
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    archived public.portfolios;
begin
    update public.portfolios as p
    set is_active = false
    where p.id = archive_portfolio.portfolio_id
    returning p.* into archived;
    if not found then
        raise exception 'portfolio % not found', coalesce(portfolio_id::text, 'null')
            using errcode = 'KB101',
            detail = jsonb_build_object('portfolio_id', portfolio_id)::text,
            hint = 'Use the id of one of your own portfolios.';
    end if;
    return archived;
end;
$$;

comment on function public.archive_portfolio is
$$Archive a portfolio.

It keeps its cash and shares, but takes no order and moves no cash until is_active is true again.

Arguments: portfolio_id. Returns: the portfolio. Errors: KB101 unknown portfolio, KB103 it has open orders,
KB134 portfolio busy.$$;

revoke execute on function public.archive_portfolio from public, anon, authenticated, service_role;
grant execute on function public.archive_portfolio to authenticated, service_role;
