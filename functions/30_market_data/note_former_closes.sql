-- AFTER DELETE, AFTER UPDATE: where a bar was, another close counts now.
create or replace function kaboom.note_former_closes()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    used date;
begin
    if exists (select from former as f where f.timeframe = '1d') then
        used := kaboom.lock_used_closes(true);
        insert into kaboom.changed_closes (symbol, day)
        select f.symbol, min(f.data_date)
        from former as f
        where f.timeframe = '1d'
            and f.data_date <= used
        group by f.symbol;
    end if;
    return null;
end;
$$;

comment on function kaboom.note_former_closes is
'Trigger: notes the daily bars that go or change after the close of their day was used.';

revoke execute on function kaboom.note_former_closes from public, anon, authenticated, service_role;
