create or replace function public.fail_backtest(backtest_id uuid, message text)
returns public.backtest_results
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    failed public.backtest_results;
begin
    if coalesce(message !~ '\S' or octet_length(message) > 10000, true) then
        raise exception 'message is blank or longer than 10000 bytes'
            using errcode = 'KB504',
            detail = jsonb_build_object('argument', 'message')::text,
            hint = 'Say in some words what went wrong.';
    end if;
    update public.backtest_results as b
    set status = 'failed', error_message = fail_backtest.message
    where b.id = backtest_id
    returning b.* into failed;
    if not found then
        raise exception 'there is no backtest %', coalesce(backtest_id::text, 'null')
            using errcode = 'KB501',
            detail = jsonb_build_object('backtest_id', backtest_id)::text,
            hint = 'Use the id of a backtest.';
    end if;
    return failed;
end;
$$;

comment on function public.fail_backtest is
$$Say that a pending or running backtest cannot be completed. For the service role.

Arguments: backtest_id; message, at most 10,000 bytes, which the user sees as error_message. Returns: the
backtest.
Errors: KB501 there is none, KB502 it has ended, KB504 the message is blank or too long.$$;

revoke execute on function public.fail_backtest from public, anon, authenticated, service_role;
grant execute on function public.fail_backtest to service_role;
