create or replace function kaboom.setting_user_limits(
    value jsonb default kaboom.setting('user_limits'),
    out portfolios integer,
    out open_orders integer,
    out watchlists integer,
    out watchlist_items integer,
    out backtests integer
)
returns record
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    portfolios := kaboom.setting_number('user_limits', value, 'portfolios', 1, 1000000)::integer;
    open_orders := kaboom.setting_number('user_limits', value, 'open_orders', 1, 1000000)::integer;
    watchlists := kaboom.setting_number('user_limits', value, 'watchlists', 1, 1000000)::integer;
    watchlist_items := kaboom.setting_number('user_limits', value, 'watchlist_items', 1, 1000000)::integer;
    backtests := kaboom.setting_number('user_limits', value, 'backtests', 1, 1000000)::integer;
end;
$$;

comment on function kaboom.setting_user_limits is
$$The setting user_limits: how many rows of a kind one user may have.

Arguments: value to check, else the stored one. Returns: the limit of each kind, 1 to 1,000,000: portfolios,
open_orders, watchlists, watchlist_items (of all lists), backtests. Errors: KB401 missing, KB402 not valid.$$;

revoke execute on function kaboom.setting_user_limits from public, anon, authenticated, service_role;
