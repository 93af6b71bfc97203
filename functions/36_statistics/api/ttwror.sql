create or replace function public.ttwror(amounts numeric[], inflows numeric[], outflows numeric[])
returns numeric
language plpgsql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
as $$
begin
    return (
        select t.growth - 1
        from public.time_weighted_returns(amounts, inflows, outflows) as t
        order by t.place desc
        limit 1
    );
end;
$$;

comment on function public.ttwror is
$$The true time-weighted rate of return (TTWROR) of a curve of values: the returns of its periods, linked.

Arguments: amounts, the values at the end of each period; the first one is where the returns begin; inflows
and outflows of each period, zero or more. Returns: a fraction over the whole time, not annualised; null where
an amount is missing or not finite.
Errors: KB703 a list has several dimensions.

Source: see time_weighted_returns.$$;

revoke execute on function public.ttwror from public, anon, authenticated, service_role;
grant execute on function public.ttwror to authenticated, service_role;
