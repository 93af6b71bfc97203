-- Lock order of every money transaction: auth.users, user_profiles, portfolios, positions, trades.
-- Under the lock of the account an id that is unique within the user is looked up and taken in one go.
create or replace function kaboom.lock_portfolio(user_id uuid, portfolio_id uuid)
returns public.portfolios
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
set lock_timeout = '2s'
as $$
declare
    owner uuid := lock_portfolio.user_id;
    portfolio public.portfolios;
begin
    if owner is null then
        select p.user_id into owner
        from public.portfolios as p
        where p.id = lock_portfolio.portfolio_id;
    end if;
    select p.* into portfolio
    from public.portfolios as p
    join public.user_profiles as u on u.id = p.user_id
    join auth.users as a on a.id = p.user_id
    where p.user_id = owner
        and p.id = lock_portfolio.portfolio_id
    for no key update of a, u, p;
    if not found then
        raise exception 'portfolio % not found', coalesce(portfolio_id::text, 'null')
            using errcode = 'KB101',
            detail = jsonb_build_object('portfolio_id', portfolio_id)::text,
            hint = 'Use the id of one of your own portfolios.';
    end if;
    return portfolio;
exception
    when lock_not_available then
        raise exception 'portfolio % is busy', portfolio_id
            using errcode = 'KB134',
            detail = jsonb_build_object('portfolio_id', portfolio_id)::text,
            hint = 'Send the request again.';
end;
$$;

comment on function kaboom.lock_portfolio is
$$Lock an account and a portfolio of it, in this order, and return the portfolio as it is from then on.

Arguments: user_id, or null where the caller does not know the owner; portfolio_id.
Errors: KB101 no such portfolio, KB134 another transaction has held it for two seconds.$$;

revoke execute on function kaboom.lock_portfolio from public, anon, authenticated, service_role;
