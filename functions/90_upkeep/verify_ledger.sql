-- The union of what each room verifies of its own tables.
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
    from kaboom.verify_positions(verify_ledger.portfolio_id) as v
    union all
    select v.portfolio, v.figure, v.subject, v.expected, v.actual
    from kaboom.verify_corporate_actions(verify_ledger.portfolio_id) as v
    union all
    -- AI usage belongs to a user and to no portfolio.
    select v.portfolio, v.figure, v.subject, v.expected, v.actual
    from kaboom.verify_ai() as v
    where verify_ledger.portfolio_id is null;
$$;

comment on function kaboom.verify_ledger is
$$Every figure that does not follow from the cash ledger, the executions, the adjustments and the events of AI
usage.

A sound database gives no row. Arguments: portfolio_id, or null for all portfolios and the usage of AI.
Returns: portfolio, null for usage of AI; figure, what is wrong; subject, whose figure (name, entry, symbol,
order, execution, or user and month); expected and actual: yen, shares, seconds, calls, US dollars, or 1 and 0
for true and false.$$;

revoke execute on function kaboom.verify_ledger from public, anon, authenticated, service_role;
