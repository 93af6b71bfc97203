-- AFTER UPDATE, DELETE: for the daily bars that go, because another close counts then.
create or replace function kaboom.note_former_closes()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform kaboom.note_closes(array_agg(f.symbol), array_agg(f.day))
    from (
        select f.symbol::text as symbol, min(f.data_date) as day
        from former as f
        where f.timeframe = '1d'
        group by f.symbol
    ) as f;
    return null;
end;
$$;

comment on function kaboom.note_former_closes is
'Trigger: notes the daily bars that change or go after the close of their day was used.';

revoke execute on function kaboom.note_former_closes from public, anon, authenticated, service_role;
