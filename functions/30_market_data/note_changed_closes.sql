-- AFTER INSERT, UPDATE, DELETE: for the bars that come, and for those that go, because another close counts then. A writer of
-- other timeframes only looks at its bars.
create or replace function kaboom.note_changed_closes()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    used date;
begin
    if exists (select from bars as b where b.timeframe = '1d') then
        used := kaboom.lock_used_closes(true);
        insert into kaboom.changed_closes (symbol, day)
        select b.symbol, min(b.data_date)
        from bars as b
        where b.timeframe = '1d'
            and b.data_date <= used
        group by b.symbol;
    end if;
    return null;
end;
$$;

comment on function kaboom.note_changed_closes is
'Trigger: notes the daily bars that come, change or go after the close of their day was used.';

revoke execute on function kaboom.note_changed_closes from public, anon, authenticated, service_role;
