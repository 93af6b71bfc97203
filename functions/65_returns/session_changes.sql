create or replace function kaboom.session_changes(
    portfolio_ids uuid[], base_days date[], base_entry_nos bigint[], sessions date[]
)
returns table (
    portfolio_id uuid, symbol text, day date, first_entry_no bigint, quantity numeric, cash numeric,
    cost numeric, fractions numeric, realized_pnl numeric, dividends numeric, costs numeric, cash_in numeric,
    cash_out numeric, shares_in numeric, shares_out numeric, cost_in numeric, cost_out numeric
)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select m.portfolio_id, coalesce(m.symbol, ''),
        -- The first session that does not come before the day.
        coalesce(sessions[width_bucket(m.day - 1, sessions) + 1], 'infinity'),
        min(m.entry_no), coalesce(sum(m.quantity), 0), sum(m.cash), coalesce(sum(m.cost), 0),
        coalesce(sum(m.fractions), 0), coalesce(sum(m.realized_pnl), 0), sum(m.dividends), sum(m.costs),
        coalesce(sum(m.cash) filter (where m.flow > 0), 0),
        coalesce(-sum(m.cash) filter (where m.flow < 0), 0),
        coalesce(sum(m.quantity) filter (where m.flow > 0), 0),
        coalesce(-sum(m.quantity) filter (where m.flow < 0), 0),
        coalesce(sum(m.cost) filter (where m.flow > 0), 0),
        coalesce(-sum(m.cost) filter (where m.flow < 0), 0)
    from unnest(portfolio_ids, base_days) as a (portfolio_id, base_day)
    join kaboom.dated_movements(portfolio_ids, base_entry_nos) as m on m.portfolio_id = a.portfolio_id
    where m.day > coalesce(a.base_day, '-infinity')
    group by 1, 2, 3;
$$;

comment on function kaboom.session_changes is
$$What moved in portfolios after a snapshot, summed up for each symbol and session.

Arguments: portfolio_ids, and for each the snapshot that comes before (base_days, base_entry_nos;
null and 0 for none); sessions, days in order. Returns: portfolio_id; symbol, '' where cash moved alone;
day, the session, infinity after the last one; first_entry_no, the first of the entries; quantity of shares;
cash, cost, fractions, realized_pnl, dividends and costs in yen; what the owner brought in and took out:
cash_in, cash_out, shares_in, shares_out, and the cost of these shares, cost_in, cost_out.$$;

revoke execute on function kaboom.session_changes from public, anon, authenticated, service_role;
