create or replace function kaboom.assert_portfolio_is_active(portfolio public.portfolios)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    if not portfolio.is_active then
        raise exception 'portfolio % is archived', portfolio.id
            using errcode = 'KB102',
            detail = jsonb_build_object('portfolio_id', portfolio.id)::text,
            hint = 'Set is_active to true first.';
    end if;
end;
$$;

comment on function kaboom.assert_portfolio_is_active is
'Refuse work in an archived portfolio. Arguments: portfolio. Errors: KB102 it is archived.';

revoke execute on function kaboom.assert_portfolio_is_active from public, anon, authenticated, service_role;
