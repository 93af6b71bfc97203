-- Waits in short stretches, because writers of daily bars queue up behind it.
create or replace function kaboom.use_closes(through date)
returns date
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
set lock_timeout = '50ms'
as $$
declare
    used date := (select u.through from kaboom.used_closes as u);
begin
    for attempt in 1 .. 100 loop
        exit when used >= use_closes.through;
        begin
            perform kaboom.lock_used_closes(false);
            insert into kaboom.used_closes as u (through)
            values (use_closes.through)
            on conflict (is_only) do update
            set through = greatest(u.through, excluded.through)
            returning u.through into used;
        exception
            when lock_not_available then
                perform pg_sleep(0.1 * random());
        end;
    end loop;
    return used;
end;
$$;

comment on function kaboom.use_closes is
$$Let the closes of days be used for figures that are kept.

From the commit on, bars of these days that change are noted in changed_closes; so use them in a later
transaction.

Arguments: through, the last of these days. Returns: up to which day they may be used; an earlier one, or
null, where writers of daily bars keep the lock for many seconds.$$;

revoke execute on function kaboom.use_closes from public, anon, authenticated, service_role;
