-- Because erf() exists from PostgreSQL 16 on only.
create or replace function public.normal_cdf(x double precision)
returns double precision
language plpgsql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
as $$
declare
    z constant double precision := abs(x);
    tail double precision;
begin
    if x = 'NaN' then
        return null;
    end if;
    if z > 37 then
        tail := 0;
    elsif z < 7.07106781186547 then
        tail := exp(-z * z / 2)
            * ((((((3.52624965998911e-02 * z + 0.700383064443688) * z + 6.37396220353165) * z
                + 33.912866078383) * z + 112.079291497871) * z + 221.213596169931) * z + 220.206867912376)
            / (((((((8.83883476483184e-02 * z + 1.75566716318264) * z + 16.064177579207) * z
                + 86.7807322029461) * z + 296.564248779674) * z + 637.333633378831) * z
                + 793.826512519948) * z + 440.413735824752);
    else
        tail := exp(-z * z / 2) / (z + 1 / (z + 2 / (z + 3 / (z + 4 / (z + 0.65))))) / 2.506628274631;
    end if;
    return case when x > 0 then 1 - tail else tail end;
end;
$$;

comment on function public.normal_cdf is
$$The probability that a standard normal variable is at most x, to twelve digits.

Arguments: x. Returns: from 0 to 1; null for NaN.

Source: J. F. Hart, Computer Approximations (1968), in the form of G. West, Better Approximations to
Cumulative Normal Functions (2005).$$;

revoke execute on function public.normal_cdf from public, anon, authenticated, service_role;
grant execute on function public.normal_cdf to authenticated, service_role;
