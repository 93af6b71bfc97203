-- Income tax with the surtax for reconstruction, and resident tax, each rounded down to the yen.
create or replace function kaboom.dividend_tax(account_kind text, gross numeric)
returns numeric
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    return case account_kind when 'nisa' then 0 else floor(gross * 0.15315) + floor(gross * 0.05) end;
end;
$$;

comment on function kaboom.dividend_tax is
$$Tax that is withheld from a dividend in yen: 15.315 % and 5 %; nothing in a NISA account.

Arguments: account_kind of the portfolio; gross in yen. Source: 所得税法, 復興財源確保法, 地方税法; rates since 2014.$$;

revoke execute on function kaboom.dividend_tax from public, anon, authenticated, service_role;
