create or replace function kaboom.booked_fractions(user_id uuid, portfolio_id uuid, symbol text)
returns numeric
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return (
        select coalesce(sum(a.fraction_change), 0)
        from public.position_adjustments as a
        where a.user_id = booked_fractions.user_id
            and a.portfolio_id = booked_fractions.portfolio_id
            and a.symbol = booked_fractions.symbol
    );
end;
$$;

comment on function kaboom.booked_fractions is
'Cost in yen of fractions of a share that are booked as still to be paid.
Arguments: user_id; portfolio_id; symbol.';

revoke execute on function kaboom.booked_fractions from public, anon, authenticated, service_role;
