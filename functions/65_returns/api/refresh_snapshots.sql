-- Definer: the work is internal, and only the service role may call for it.
create or replace function public.refresh_snapshots(at_most integer default 100)
returns integer
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    waiting constant uuid[] := array(select d.id from kaboom.due_snapshots() as d (id));
    portion constant integer := least(greatest(coalesce(at_most, 100), 1), 1000);
begin
    if cardinality(waiting) = 0 then
        return kaboom.prepare_snapshots();
    end if;
    perform kaboom.take_snapshots(waiting[1 : portion]);
    return greatest(cardinality(waiting) - portion, 1);
end;
$$;

comment on function public.refresh_snapshots is
$$Make the snapshots of portfolios that lack a session, or met something late. For the service role.

Call it again until it returns 0; the jobs "prepare snapshots" and "take snapshots" do so by themselves.

Arguments: at_most, portfolios in this call, 1 to 1,000. Returns: how many portfolios are left,
or 1 where another call has to look for what has come meanwhile. Errors: KB620 the calendar does
not cover the sessions.$$;

revoke execute on function public.refresh_snapshots from public, anon, authenticated, service_role;
grant execute on function public.refresh_snapshots to service_role;
