-- Because feeds write one share in many ways, and two spellings would be two shares.
create or replace function public.normalise_symbol(symbol text)
returns text
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    spelled constant text := upper(btrim(symbol, E' \t\r\n　'));
    code constant text := substring(
        spelled from '^([1-9][0-9ACDFGHJKLMNPRSTUWXY][0-9][0-9ACDFGHJKLMNPRSTUWXY][0-9]?)(?:\.T)?$'
    );
begin
    return case
        -- What programs write for a missing value is the symbol of nothing, and so is a list, or what cannot
        -- be seen.
        when code is null then case
            when spelled ~ '^[A-Z0-9^][A-Z0-9^.=_/&:+-]*$'
                and spelled not in ('NAN', 'NAT', 'NA', 'N/A', 'NONE', 'NULL')
                then spelled
        end
        -- A fifth digit 0 is the ordinary share.
        when length(code) = 5 then rtrim(left(code, 4) || replace(right(code, 1), '0', ' '))
        else code
    end;
end;
$$;

comment on function public.normalise_symbol is
$$The one way in which Kaboom writes a symbol.

7203.T of yfinance and 72030 of J-Quants become 7203, 130a becomes 130A; 25935 is another class of shares and
stays; an index or a currency pair such as ^N225 only becomes upper case.

Arguments: symbol, in any spelling. Returns: the symbol; null for what is none: blanks, other characters
than ASCII letters, digits and ^.=_/&:+-, and the words nan, NaT, NA, N/A, None and null.$$;

revoke execute on function public.normalise_symbol from public, anon, authenticated, service_role;
grant execute on function public.normalise_symbol to authenticated, service_role;
