-- Whoever moves money or shares of a portfolio holds it, and the account before it: what is unique within a user - the ids of
-- orders, fills and movements of cash - is thereby looked up and taken in one go. The audit's foreign key will want a share of
-- auth.users; taken first, as one who erases an account begins there, too.
create or replace function kaboom.lock_portfolio(user_id uuid, portfolio_id uuid)
returns public.portfolios
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    portfolio public.portfolios;
begin
    select p.* into portfolio
    from public.portfolios as p
    join public.user_profiles as u on u.id = p.user_id
    join auth.users as a on a.id = p.user_id
    where p.id = lock_portfolio.portfolio_id
        and p.user_id = coalesce(lock_portfolio.user_id, p.user_id)
    for key share of a
    for no key update of u, p;
    if not found then
        raise exception 'portfolio % not found', portfolio_id
            using errcode = 'KB101', hint = 'Use the id of one of your own portfolios.';
    end if;
    return portfolio;
end;
$$;

comment on function kaboom.lock_portfolio is
$$Lock an account and a portfolio of it, in this order, and return the portfolio as it is from then on.

Arguments: user_id, or null for whoever owns it; portfolio_id. Errors: KB101 no such portfolio.$$;

revoke execute on function kaboom.lock_portfolio from public, anon, authenticated, service_role;
