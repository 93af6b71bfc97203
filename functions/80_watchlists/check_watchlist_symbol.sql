-- BEFORE INSERT OR UPDATE: users type codes in many ways, and a share is on a list once.
create or replace function kaboom.check_watchlist_symbol()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    normalised constant text := public.normalise_symbol(new.symbol);
begin
    if coalesce(not kaboom.is_tokyo_code(normalised), true) then
        raise exception '% is no code of the Tokyo Stock Exchange', coalesce(new.symbol, 'null')
            using errcode = 'KB201',
            detail = jsonb_build_object('symbol', new.symbol)::text,
            hint = 'Four characters, such as 7203 or 130A, or five for another class of shares, such as '
                '25935.';
    end if;
    new.symbol := normalised;
    return new;
end;
$$;

comment on function kaboom.check_watchlist_symbol is
'Trigger: normalises the symbol of a watchlist item. Errors: KB201 it is no code.';

revoke execute on function kaboom.check_watchlist_symbol from public, anon, authenticated, service_role;
