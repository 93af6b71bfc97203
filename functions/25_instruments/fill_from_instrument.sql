-- BEFORE INSERT, where nobody gave a name or a sector: what instruments knows of the symbol.
create or replace function kaboom.fill_from_instrument()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    instrument public.instruments;
begin
    select i.* into instrument
    from public.instruments as i
    where i.symbol = new.symbol;
    if found then
        new.symbol_name := coalesce(new.symbol_name, instrument.name);
        if tg_table_name = 'positions' then
            new.sector := coalesce(new.sector, instrument.sector33);
        end if;
    end if;
    return new;
end;
$$;

comment on function kaboom.fill_from_instrument is
'Trigger: takes symbol_name, and the sector of a position, from instruments.';

revoke execute on function kaboom.fill_from_instrument from public, anon, authenticated, service_role;
