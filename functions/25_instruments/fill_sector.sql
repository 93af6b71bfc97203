-- BEFORE INSERT of a position, where nobody gave a sector: the one that instruments has for the symbol.
create or replace function kaboom.fill_sector()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    select i.sector33 into new.sector
    from public.instruments as i
    where i.symbol = new.symbol;
    return new;
end;
$$;

comment on function kaboom.fill_sector is 'Trigger: takes the sector from instruments.';

revoke execute on function kaboom.fill_sector from public, anon, authenticated, service_role;
