create or replace function kaboom.assert_symbol_is_normalised(symbol text)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    normalised constant text := public.normalise_symbol(symbol);
begin
    if symbol is distinct from normalised then
        raise exception 'symbol % is %', coalesce(symbol, 'null'), coalesce('written ' || normalised, 'none')
            using errcode = 'KB601',
            detail = jsonb_build_object('symbol', symbol, 'normalised', normalised)::text,
            hint = format('Send %s.', coalesce(normalised, 'a symbol such as 7203'));
    end if;
end;
$$;

comment on function kaboom.assert_symbol_is_normalised is
$$Refuse a symbol that is not written as normalise_symbol writes it.

Arguments: symbol. Errors: KB601, whose hint is the right form.$$;

revoke execute on function kaboom.assert_symbol_is_normalised from public, anon, authenticated, service_role;
