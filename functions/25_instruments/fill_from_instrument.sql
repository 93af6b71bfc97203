-- BEFORE INSERT, where nobody gave a name: the one that instruments has for the symbol.
create or replace function kaboom.fill_from_instrument()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    select i.name into new.symbol_name
    from public.instruments as i
    where i.symbol = new.symbol;
    return new;
end;
$$;

comment on function kaboom.fill_from_instrument is
'Trigger: takes symbol_name from instruments.';

revoke execute on function kaboom.fill_from_instrument from public, anon, authenticated, service_role;
