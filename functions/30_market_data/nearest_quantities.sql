create or replace function kaboom.nearest_quantities(
    quantity numeric, trading_unit integer, odd_remainder integer
)
returns text
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    whole constant numeric := trunc(quantity / trading_unit) * trading_unit;
begin
    return (
        select format('Send %s shares.', string_agg(c.shares::text, ' or ' order by c.shares))
        from (
            select distinct s.shares
            from (
                (
                    select v.shares
                    from (
                        values (whole), (whole + odd_remainder), (whole - trading_unit + odd_remainder)
                    ) as v (shares)
                    where v.shares between 1 and quantity
                    order by v.shares desc
                    limit 1
                )
                union all
                (
                    select v.shares
                    from (values (whole + trading_unit), (whole + odd_remainder)) as v (shares)
                    where v.shares > quantity
                    order by v.shares
                    limit 1
                )
            ) as s
        ) as c
    );
end;
$$;

comment on function kaboom.nearest_quantities is
$$The hint of a refused quantity: the nearest valid ones below and above it.

Arguments: quantity, refused; trading_unit; odd_remainder of the position, which may be sold, else 0.$$;

revoke execute on function kaboom.nearest_quantities from public, anon, authenticated, service_role;
