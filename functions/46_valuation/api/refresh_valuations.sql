-- Definer: the work is internal, and only the service role may call for it.
create or replace function public.refresh_valuations(at_most integer default 100)
returns integer
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    waiting constant uuid[] := array(select r.id from kaboom.portfolios_to_revalue() as r (id));
    portion constant integer := least(greatest(coalesce(at_most, 100), 1), 1000);
    chosen uuid[];
begin
    -- One that is trading right now takes no place in the portion, so that the others have their turn.
    chosen := array(
        select p.id
        from public.portfolios as p
        where p.id = any (waiting)
        order by p.user_id, p.id
        limit portion
        for no key update skip locked
    );
    perform kaboom.revalue_portfolios(chosen);
    return case when cardinality(chosen) = portion then cardinality(waiting) - portion else 0 end;
end;
$$;

comment on function public.refresh_valuations is
$$Bring prices, weights and returns of positions and portfolios up to the latest prices. For the service role.

Only portfolios in which a price, cash or shares have moved are written, and those that another
transaction has locked have their turn at the next call. Call again until it returns 0; the job "refresh
valuations" does so by itself.

Arguments: at_most, portfolios to value in this call, 1 to 1,000: a fill of one of them waits
until the call is committed.
Returns: how many portfolios are left, not counting those that are locked when no other one is.$$;

revoke execute on function public.refresh_valuations from public, anon, authenticated, service_role;
grant execute on function public.refresh_valuations to service_role;
