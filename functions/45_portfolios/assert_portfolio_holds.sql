-- Sums that do not fit their columns are refused here, because the error of PostgreSQL would name no figure.
create or replace function kaboom.assert_portfolio_holds(variadic sums numeric[])
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    largest numeric := 0.0;
    each_sum numeric;
begin
    foreach each_sum in array sums loop
        largest := greatest(largest, abs(each_sum));
    end loop;
    if not kaboom.is_amount(largest) then
        raise exception 'a sum of % yen is more than a portfolio can hold', largest
            using errcode = 'KB112',
            detail = jsonb_build_object('sum', largest, 'below', 1e13)::text,
            hint = 'Use another portfolio.';
    end if;
end;
$$;

comment on function kaboom.assert_portfolio_holds is
'Refuse what would make a figure of a portfolio too large.
Arguments: sums, in yen, as they would be. Errors: KB112.';

revoke execute on function kaboom.assert_portfolio_holds from public, anon, authenticated, service_role;
