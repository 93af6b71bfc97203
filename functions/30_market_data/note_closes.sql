-- A writer of other timeframes takes no lock.
create or replace function kaboom.note_closes(symbols text[], days date[])
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    used date;
begin
    if symbols is null then
        return;
    end if;
    used := kaboom.lock_used_closes(true);
    insert into kaboom.changed_closes (symbol, day)
    select c.symbol, min(c.day)
    from unnest(symbols, days) as c (symbol, day)
    where c.day <= used
    group by c.symbol;
end;
$$;

comment on function kaboom.note_closes is
$$Note the daily bars that come, change or go after the close of their day was used.

Arguments: symbols and days in Asia/Tokyo, two arrays of one length; null for none.$$;

revoke execute on function kaboom.note_closes from public, anon, authenticated, service_role;
