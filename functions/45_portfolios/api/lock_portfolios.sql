-- For batches over several portfolios. Definer, because an account begins with a row of auth.users.
create or replace function public.lock_portfolios(portfolio_ids uuid[])
returns setof public.portfolios
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set lock_timeout = '2s'
-- Because each row is then looked up by its key, however many users there are.
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
begin
    if array_ndims(portfolio_ids) > 1 then
        raise exception 'portfolio_ids has % dimensions', array_ndims(portfolio_ids)
            using errcode = 'KB703',
            detail = jsonb_build_object(
                'argument', 'portfolio_ids', 'dimensions', array_ndims(portfolio_ids)
            )::text,
            hint = 'Send a list of single values.';
    end if;
    return query
        select p.*
        from public.portfolios as p
        join public.user_profiles as u on u.id = p.user_id
        join auth.users as a on a.id = p.user_id
        where p.id = any (portfolio_ids)
        order by p.user_id, p.id
        for no key update of a, u, p;
exception
    when lock_not_available then
        raise exception 'one of % portfolios is busy', cardinality(portfolio_ids)
            using errcode = 'KB134',
            detail = jsonb_build_object('portfolios', cardinality(portfolio_ids))::text,
            hint = 'Send the request again.';
end;
$$;

comment on function public.lock_portfolios is
$$Lock portfolios with their accounts to the end of the transaction. For the service role.

A batch that works in several portfolios locks all of them first, so that it cannot deadlock with another one:
they are locked in the order of their users and ids, whatever the order of the argument.

Arguments: portfolio_ids; unknown ones are left out. Returns: the portfolios as they are
from then on, in that order.
Errors: KB134 another transaction has held one of them for two seconds, KB703 portfolio_ids
has several dimensions.$$;

revoke execute on function public.lock_portfolios from public, anon, authenticated, service_role;
grant execute on function public.lock_portfolios to service_role;
