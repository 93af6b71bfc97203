create or replace function kaboom.assert_cash_covers_order(portfolio public.portfolios, trade public.trades)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    perform kaboom.assert_cash_covers(
        portfolio.current_balance, portfolio.reserved_balance, trade.reserved_amount,
        'Order less, cancel a waiting purchase, or deposit cash first.'
    );
end;
$$;

comment on function kaboom.assert_cash_covers_order is
'Refuse a purchase that free cash does not cover.
Arguments: portfolio; trade, with its terms. Errors: KB110.';

revoke execute on function kaboom.assert_cash_covers_order from public, anon, authenticated, service_role;
