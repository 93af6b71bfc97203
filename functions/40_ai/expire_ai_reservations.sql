-- Takes only rows that nobody holds, the request's and its month's, so that it neither waits for a settlement
-- nor makes one wait in a circle; what is busy has its turn at the next run.
create or replace function kaboom.expire_ai_reservations(
    at_most integer default 500, at timestamptz default now()
)
returns integer
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    chosen uuid[];
    expired record;
begin
    -- All locks first: a row that this transaction has changed since would be passed over.
    select array_agg(l.id) into chosen
    from (
        select a.id
        from public.ai_analysis_results as a
        join public.ai_usage as u on u.user_id = a.user_id and u.month = kaboom.ai_month(a.created_at)
        where a.reserved_until <= at
        order by a.reserved_until
        limit at_most
        for no key update of a, u skip locked
    ) as l;
    for expired in
        update public.ai_analysis_results as a
        set reserved_until = null
        where a.id = any(chosen)
        returning a.user_id, a.request_id
    loop
        perform kaboom.release_ai_usage(expired.user_id, expired.request_id, 'expired', at);
    end loop;

    -- Fewer than it might take means that the others are busy, or that there are none.
    return case
        when cardinality(chosen) = at_most
            then (select count(*)::integer from public.ai_analysis_results as a where a.reserved_until <= at)
        else 0
    end;
end;
$$;

comment on function kaboom.expire_ai_reservations is
$$Give back the reservations of analyses that nobody has ended in time.

A later settlement still counts, and is marked late.

Arguments: at_most, how many in one call; at, the moment up to which they have to have expired. Returns: how
many are left to the next call, 0 where the others are busy.$$;

revoke execute on function kaboom.expire_ai_reservations from public, anon, authenticated, service_role;
