create or replace function kaboom.is_tokyo_code(symbol text)
returns boolean
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    return symbol ~ '^[1-9][0-9ACDFGHJKLMNPRSTUWXY][0-9][0-9ACDFGHJKLMNPRSTUWXY][1-9]?$';
end;
$$;

comment on function kaboom.is_tokyo_code is
$$Whether a symbol is a normalised code of the Tokyo Stock Exchange: 7203, 130A, or 25935 of another class of shares.

Arguments: symbol. Returns: null for null.$$;

revoke execute on function kaboom.is_tokyo_code from public, anon, authenticated, service_role;
