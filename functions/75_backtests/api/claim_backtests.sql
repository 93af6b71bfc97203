create or replace function public.claim_backtests(
    worker text,
    how_many integer default 1,
    lease interval default '10 minutes',
    strategies text[] default null
)
returns setof public.backtest_results
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    if coalesce(worker !~ '\S' or octet_length(worker) > 200 or worker = 'kaboom', true)
        or coalesce(how_many not between 1 and 100, true)
        or coalesce(lease not between '1 second' and '1 day', true)
    then
        raise exception 'worker %, how_many % or lease % is not valid',
            coalesce(left(worker, 60), 'null'),
            coalesce(how_many::text, 'null'),
            coalesce(left(lease::text, 60), 'null')
            using errcode = 'KB504',
            detail = jsonb_build_object('how_many', how_many, 'lease', left(lease::text, 60))::text,
            hint = 'Send a name of at most 200 bytes (not kaboom), 1 to 100,'
                ' and a lease of 1 second to 1 day.';
    end if;
    return query
    with chosen as (
        select b.id
        from public.backtest_results as b
        where b.status in ('pending', 'running')
            and (b.claimed_until <= now() or (b.status = 'pending' and b.claimed_until is null))
            and (strategies is null or b.strategy_name = any (strategies))
        order by b.created_at, b.id
        limit how_many
        for no key update skip locked
    )
    update public.backtest_results as b
    set claimed_by = worker, claimed_at = now(), claimed_until = now() + lease
    from chosen as c
    where b.id = c.id
    returning b.*;
end;
$$;

comment on function public.claim_backtests is
$$Give waiting backtests to a worker, oldest first. For the service role.

Notes worker and lease; the backtest stays pending until start_backtest. One whose lease has ended, pending or
running, is given to the next worker. Each report of progress renews the lease.

Arguments: worker, a name; how_many, 1 to 100; lease, 1 second to 1 day; strategies, the names that the worker
knows, null for all. Returns: the backtests, in no order. Errors: KB504 an argument is out of bounds.$$;

revoke execute on function public.claim_backtests from public, anon, authenticated, service_role;
grant execute on function public.claim_backtests to service_role;
