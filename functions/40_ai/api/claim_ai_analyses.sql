-- Rows that another worker is taking are passed over, so that workers never wait for each other.
create or replace function public.claim_ai_analyses(
    worker text, how_many integer default 1, lease interval default '5 minutes'
)
returns setof public.ai_analysis_results
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    if coalesce(btrim(worker) = '' or length(worker) > 100, true) then
        raise exception 'worker % is no name of a worker', coalesce(left(worker, 50), 'null')
            using errcode = 'KB306',
            detail = jsonb_build_object('path', 'worker', 'given', left(worker, 200))::text,
            hint = 'Send a name of 1 to 100 characters.';
    end if;
    if coalesce(how_many not between 1 and 1000, true) then
        raise exception 'how_many % is no number of analyses to claim', coalesce(how_many::text, 'null')
            using errcode = 'KB306',
            detail = jsonb_build_object('path', 'how_many', 'given', how_many)::text,
            hint = 'Send a number from 1 to 1000.';
    end if;
    if coalesce(not lease between interval '1 second' and interval '1 day', true) then
        raise exception 'lease % is no time to hold an analysis', coalesce(lease::text, 'null')
            using errcode = 'KB306',
            detail = jsonb_build_object('path', 'lease', 'given', lease)::text,
            hint = 'Send an interval from 1 second to 1 day.';
    end if;
    return query
    update public.ai_analysis_results as a
    set status = 'processing',
        claimed_by = claim_ai_analyses.worker,
        claimed_until = now() + claim_ai_analyses.lease
    from (
        select w.id
        from public.ai_analysis_results as w
        where w.status in ('pending', 'processing')
            and w.reserved_until is not null
            and w.reserved_until > now()
            and (w.status = 'pending' or coalesce(w.claimed_until <= now(), true))
        order by w.created_at
        limit claim_ai_analyses.how_many
        for no key update skip locked
    ) as waiting
    where a.id = waiting.id
    returning a.*;
end;
$$;

comment on function public.claim_ai_analyses is
$$Take analyses that wait, the oldest first, and make them processing. For the service role.

A claim keeps other workers away until its lease runs out; then the analysis is given again. One whose
reservation has expired is given to nobody.

Arguments: worker, your name; how_many, 1 to 1000; lease, 1 second to 1 day.
Returns: the analyses; none where none waits. Errors: KB306 an argument.$$;

revoke execute on function public.claim_ai_analyses from public, anon, authenticated, service_role;
grant execute on function public.claim_ai_analyses to service_role;
