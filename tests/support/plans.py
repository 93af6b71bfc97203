"""A database at a size where plans matter, and the plans of its queries."""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple
from uuid import UUID

import psycopg

Connection = psycopg.Connection[Any]


class Crowd(NamedTuple):
    """A connection to the database with many rows, one of its users, and that user's portfolio."""

    connection: Connection
    user: UUID
    portfolio: UUID


def gather(connection: Connection) -> Crowd:
    """Make 400 users with 50 orders each; return one of them and that user's portfolio."""
    connection.execute("set session_replication_role = replica")  # rows only, without triggers
    connection.execute("insert into auth.users (id) select gen_random_uuid() from generate_series(1, 400)")
    connection.execute("insert into user_profiles (id) select id from auth.users")
    connection.execute("insert into watchlists (user_id, name) select id, 'w' from auth.users")
    connection.execute(
        "insert into portfolios (user_id, name, initial_capital, current_balance, capital_paid_in)"
        " select id, 'main', 1000, 1000, 1000 from auth.users"
    )
    connection.execute(
        "insert into ai_analysis_results (user_id, request_id, requested, symbol, analysis_types, models_used, final_decision,"
        " consensus_confidence, model_agreement, consensus_weights, consensus_threshold, model_results, technical_indicators,"
        " completed_at) select u.id, n::text, '{}', (1000 + n)::text, '{t}', '{m}', 'buy', 1, 1, '{}', 0,"
        " jsonb_build_object('results', jsonb_build_array(jsonb_build_object('model', 'm' || n))),"
        " jsonb_build_object('RSI', n), now() from auth.users as u, generate_series(1, 49) as n"
    )
    connection.execute(
        "insert into ai_analysis_results (user_id, request_id, requested, symbol, analysis_types, models_used, status)"
        " select u.id, 'failed', '{}', '1050', '{t}', '{m}', 'failed' from auth.users as u"
    )
    connection.execute(
        "insert into ai_usage_events (user_id, request_id, event_no, kind, month, part, cost_usd)"
        " select u.id, n::text, 1, 'settled', '2024-01-01', 1, 0.01 from auth.users as u, generate_series(1, 50) as n"
    )
    connection.execute(
        "insert into trades (user_id, portfolio_id, symbol, trade_type, quantity, price, total_amount,"
        " commission, tax, commission_rate, reserve_price, status, filled_quantity, executed_at)"
        " select p.user_id, p.id, (1000 + n)::text, 'buy', 100, 10, 1000, 0, 0, 0, 10,"
        " case when n % 10 = 0 then 'pending' else 'filled' end, case when n % 10 = 0 then 0 else 100 end,"
        " now() - n * interval '1 day' from portfolios as p, generate_series(1, 50) as n"
    )
    connection.execute(
        "insert into trade_executions (user_id, execution_id, trade_id, quantity, price, amount, commission, tax,"
        " cost_change, entry_no, executed_at) select user_id, id::text, id, 100, 10, 1000, 0, 0, 1000, 2, now() from trades"
    )
    connection.execute(
        "insert into cash_ledger (user_id, portfolio_id, entry_no, kind, amount, balance_after, idempotency_key)"
        " select user_id, id, n, 'deposit', 1, 1, n::text from portfolios, generate_series(1, 50) as n"
    )
    connection.execute(
        "insert into positions (user_id, portfolio_id, symbol, quantity, cost_basis)"
        " select user_id, id, (1000 + n)::text, 1, 1 from portfolios, generate_series(1, 50) as n"
    )
    connection.execute(
        "insert into position_adjustments (user_id, portfolio_id, entry_no, symbol, quantity, cost_change, idempotency_key)"
        " select user_id, id, 50 + n, (1000 + n)::text, 1, 1, n::text from portfolios, generate_series(1, 50) as n"
    )
    connection.execute(
        "insert into corporate_actions (symbol, kind, ex_date, old_shares, new_shares)"
        " select (1000 + n)::text, 'split', '2024-01-04'::date + d, 1, 2 from generate_series(0, 999) as n,"
        " generate_series(0, 4) as d"
    )
    connection.execute(
        "insert into applied_actions (user_id, portfolio_id, action_id, state, seen_entry_no)"
        " select p.user_id, p.id, a.id, 'applied', 1 from portfolios as p, corporate_actions as a where a.symbol < '1020'"
    )
    connection.execute(
        "insert into portfolio_snapshots (user_id, portfolio_id, day, cash, market_value, cost, contributed, net_contribution,"
        " realized_pnl, dividends, costs, entry_no) select user_id, id, day, 1000, 0, 0, 1000, 1000, 0, 0, 0, 1"
        " from portfolios, generate_series(date '2024-01-01', '2024-12-31', interval '1 day') as day"
    )
    connection.execute(
        "insert into watchlist_items (user_id, watchlist_id, symbol)"
        " select user_id, id, (1000 + n)::text from watchlists, generate_series(1, 50) as n"
    )
    connection.execute(
        "insert into backtest_results (user_id, strategy_name, strategy_config, symbols, start_date, end_date,"
        " initial_capital) select id, 's', '{}', '{7203}', '2024-01-01', '2024-02-01', 1"
        " from auth.users, generate_series(1, 50)"
    )
    connection.execute("insert into backtest_tallies (user_id, strategy_name) select id, 's' from auth.users")
    connection.execute("insert into audit_logs (user_id, action) select id, 'x' from auth.users, generate_series(1, 50)")
    connection.execute(
        "insert into market_data (symbol, timeframe, data_timestamp, close_price) select (1000 + n)::text, '1d',"
        " '2024-01-01'::timestamptz + d * interval '1 day', 10"
        " from generate_series(1, 200) as n, generate_series(1, 200) as d order by d"
    )
    connection.execute(
        "insert into alert_events (user_id, watchlist_item_id, symbol, kind, threshold, price, price_timestamp)"
        " select user_id, id, symbol, 'volume', 1, 1, now() from watchlist_items"
    )
    connection.execute("insert into latest_prices select (1000 + n)::text, 10, now() from generate_series(1, 200) as n")
    connection.execute("set session_replication_role = origin")
    connection.execute("analyze")
    row = connection.execute("select user_id, id from portfolios limit 1").fetchone()
    assert row
    connection.commit()
    return Crowd(connection, row[0], row[1])


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A node of a plan and all nodes below it."""
    yield plan
    for child in plan.get("Plans", []):
        yield from nodes(child)


def plan_of(connection: Connection, user: UUID, query: str, role: str = "authenticated") -> list[dict[str, Any]]:
    """All nodes of a query's plan: for a user who signed in, or for another role."""
    with connection.transaction(force_rollback=True):
        connection.execute("select set_config('request.jwt.claims', %s, true)", [json.dumps({"sub": str(user)})])
        connection.execute(f"set local role {role}".encode() if role != "owner" else b"select 1")
        row = connection.execute(b"explain (format json, verbose) " + query.encode()).fetchone()
        assert row
        return list(nodes(row[0][0]["Plan"]))
