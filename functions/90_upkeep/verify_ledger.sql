-- The union of what each room verifies of its own.
create or replace function kaboom.verify_ledger(portfolio_id uuid default null)
returns table (portfolio uuid, figure text, subject text, expected numeric, actual numeric)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select v.portfolio, v.figure, v.subject, v.expected, v.actual
    from kaboom.verify_portfolios(verify_ledger.portfolio_id) as v
    union all
    select v.portfolio, v.figure, v.subject, v.expected, v.actual
    from kaboom.verify_orders(verify_ledger.portfolio_id) as v
    union all
    select v.portfolio, v.figure, v.subject, v.expected, v.actual
    from kaboom.verify_executions(verify_ledger.portfolio_id) as v
    union all
    select v.portfolio, v.figure, v.subject, v.expected, v.actual
    from kaboom.verify_positions(verify_ledger.portfolio_id) as v;
$$;

comment on function kaboom.verify_ledger is
$$Every figure that does not follow from the cash ledger, the executions and the adjustments. A sound database gives no row.

Arguments: portfolio_id, or null for all portfolios. Returns: portfolio; figure, what is wrong; subject, whose figure
(name, entry, symbol, order or execution); expected and actual: yen, shares, seconds, or 1 and 0 for true and false.$$;

revoke execute on function kaboom.verify_ledger from public, anon, authenticated, service_role;
