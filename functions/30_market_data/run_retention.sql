-- A procedure without SET and without SECURITY DEFINER, because only such a one can COMMIT and so let the
-- readers through between two attempts.
create or replace procedure kaboom.run_retention(attempts integer default 50)
language plpgsql
as $$
begin
    for attempt in 1 .. attempts loop
        perform public.cleanup_old_market_data();
        commit;
        exit when not exists (select from kaboom.old_bar_partitions());
        perform pg_catalog.pg_sleep(0.2 + 0.3 * pg_catalog.random());
    end loop;
end;
$$;

comment on procedure kaboom.run_retention is
$$Drop old months of minute bars, with an attempt about every half second until all are gone. For the owner.

Arguments: attempts, at most so many.$$;

revoke execute on procedure kaboom.run_retention from public, anon, authenticated, service_role;
