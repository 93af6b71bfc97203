-- The account comes first, as everywhere: the tally's foreign key takes a share of it, and an erasure begins
-- there, too.
create or replace function kaboom.lock_backtest(backtest_id uuid)
returns public.backtest_results
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    run public.backtest_results;
begin
    select b.* into run
    from public.backtest_results as b
    join auth.users as a on a.id = b.user_id
    where b.id = backtest_id
    for key share of a
    for no key update of b;
    if not found then
        raise exception 'there is no backtest %', coalesce(backtest_id::text, 'null')
            using errcode = 'KB501',
            detail = jsonb_build_object('backtest_id', backtest_id)::text,
            hint = 'Use the id of a backtest.';
    end if;
    return run;
end;
$$;

comment on function kaboom.lock_backtest is
$$A backtest, locked with its account until the transaction ends.

Arguments: backtest_id. Errors: KB501 there is none.$$;

revoke execute on function kaboom.lock_backtest from public, anon, authenticated, service_role;
