create or replace function public.report_backtest_progress(
    backtest_id uuid, simulated_date date, progress_percentage numeric
)
returns public.backtest_results
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    reported public.backtest_results;
begin
    select b.* into reported
    from public.backtest_results as b
    where b.id = backtest_id
    for no key update;
    if not found then
        raise exception 'there is no backtest %', coalesce(backtest_id::text, 'null')
            using errcode = 'KB501',
            detail = jsonb_build_object('backtest_id', backtest_id)::text,
            hint = 'Use the id of a backtest.';
    end if;
    if reported.status <> 'running' then
        raise exception 'backtest % is %, not running', backtest_id, reported.status
            using errcode = 'KB502',
            detail = jsonb_build_object('status', reported.status, 'wanted', 'running')::text,
            hint = 'Start a pending backtest first; stop the work on one that has ended.';
    end if;
    if coalesce(simulated_date not between reported.start_date and reported.end_date, true)
        or coalesce(progress_percentage not between 0 and 100, true)
    then
        raise exception 'simulated_date % or progress_percentage % is not valid',
            coalesce(simulated_date::text, 'null'), coalesce(left(progress_percentage::text, 60), 'null')
            using errcode = 'KB504',
            detail = jsonb_build_object(
                'start_date', reported.start_date, 'end_date', reported.end_date
            )::text,
            hint = 'Send a day of the period, and a percentage from 0 to 100.';
    end if;
    update public.backtest_results as b
    set simulated_date = report_backtest_progress.simulated_date,
        progress_percentage = report_backtest_progress.progress_percentage,
        claimed_at = case when b.claimed_at < now() then now() else b.claimed_at end,
        claimed_until = case
            when b.claimed_at < now() then now() + (b.claimed_until - b.claimed_at)
            else b.claimed_until
        end
    where b.id = backtest_id
    returning b.* into reported;
    return reported;
end;
$$;

comment on function public.report_backtest_progress is
$$Say how far a running backtest has come, and renew the lease of its worker. For the service role.

Progress never goes backwards: an earlier day or a smaller percentage changes nothing.

Arguments: backtest_id; simulated_date, a day of its period; progress_percentage, 0 to 100. Returns: the
backtest.
Errors: KB501 there is none, KB502 it is not running (cancelled, say), KB504 day or percentage is out of
bounds.$$;

revoke execute on function public.report_backtest_progress from public, anon, authenticated, service_role;
grant execute on function public.report_backtest_progress to service_role;
