"""Plans at a size where they matter: an index finds the rows that a client asks for, and no function is called per row."""

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

Connection = psycopg.Connection[Any]
TENANT_TABLES = {
    "user_profiles", "ai_usage", "portfolios", "positions", "trades", "trade_executions", "cash_ledger", "ai_analysis_results",
    "backtest_results", "watchlists", "watchlist_items", "audit_logs",
}  # fmt: skip


@pytest.fixture(scope="module")
def crowd(make_clone: Any) -> Iterator[tuple[Connection, UUID, UUID]]:
    """400 users with 50 orders each; the ids of one of them and of that user's portfolio."""
    with psycopg.connect(make_clone()) as connection:
        connection.execute("set session_replication_role = replica")  # rows only, without triggers
        connection.execute("insert into auth.users (id) select gen_random_uuid() from generate_series(1, 400)")
        connection.execute("insert into user_profiles (id) select id from auth.users")
        connection.execute("insert into watchlists (user_id, name) select id, 'w' from auth.users")
        connection.execute(
            "insert into portfolios (user_id, name, initial_capital, current_balance, capital_paid_in)"
            " select id, 'main', 1000, 1000, 1000 from auth.users"
        )
        connection.execute(
            "insert into ai_analysis_results (user_id, symbol, analysis_types, models_used, final_decision, model_results,"
            " technical_indicators) select u.id, (1000 + n)::text, '{t}', '{m}', 'buy',"
            " jsonb_build_object('results', jsonb_build_array(jsonb_build_object('model', 'm' || n))),"
            " jsonb_build_object('RSI', n) from auth.users as u, generate_series(1, 50) as n"
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
            "insert into watchlist_items (user_id, watchlist_id, symbol)"
            " select user_id, id, (1000 + n)::text from watchlists, generate_series(1, 50) as n"
        )
        connection.execute(
            "insert into backtest_results (user_id, strategy_name, strategy_config, symbols, start_date, end_date,"
            " initial_capital) select id, 's', '{}', '{7203}', '2024-01-01', '2024-02-01', 1"
            " from auth.users, generate_series(1, 50)"
        )
        connection.execute("insert into audit_logs (user_id, action) select id, 'x' from auth.users, generate_series(1, 50)")
        connection.execute(
            "insert into market_data (symbol, timeframe, data_timestamp, close_price) select (1000 + n)::text, '1d',"
            " '2024-01-01'::timestamptz + d * interval '1 day', 10"
            " from generate_series(1, 200) as n, generate_series(1, 200) as d"
        )
        connection.execute("insert into latest_prices select (1000 + n)::text, 10, now() from generate_series(1, 200) as n")
        connection.execute("set session_replication_role = origin")
        connection.execute("analyze")
        row = connection.execute("select user_id, id from portfolios limit 1").fetchone()
        assert row
        connection.commit()
        yield connection, row[0], row[1]


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A node of a plan and all nodes below it."""
    yield plan
    for child in plan.get("Plans", []):
        yield from nodes(child)


def plan_of(connection: Connection, user: UUID, query: str, *arguments: object) -> list[dict[str, Any]]:
    """All nodes of a query's plan, as a user who has signed in."""
    with connection.transaction(force_rollback=True):
        connection.execute("select set_config('request.jwt.claims', %s, true)", [json.dumps({"sub": str(user)})])
        connection.execute("set local role authenticated")
        row = connection.execute(b"explain (format json, verbose) " + query.encode(), arguments).fetchone()
        assert row
        return list(nodes(row[0][0]["Plan"]))


QUERIES = {
    "portfolios": "select * from portfolios",
    "one portfolio": "select * from portfolios where id = %(portfolio)s",
    "positions": "select * from positions where portfolio_id = %(portfolio)s",
    "one position": "select * from positions where portfolio_id = %(portfolio)s and symbol = '1001'",
    "valuations": "select * from position_valuations",
    "newest trades": "select * from trades where portfolio_id = %(portfolio)s order by created_at desc limit 20",
    "trades of a share": "select * from trades where symbol = '1001' order by created_at desc",
    "waiting orders": "select * from trades where portfolio_id = %(portfolio)s and status in ('pending', 'partial')",
    "trades by status": "select * from trades where status = 'filled'",
    "an order by its client id": "select * from trades where client_order_id = 'c'",
    "executions of a trade": "select * from trade_executions where trade_id = %(portfolio)s",
    "ledger": "select * from cash_ledger where portfolio_id = %(portfolio)s order by entry_no desc limit 20",
    "newest analyses": "select * from ai_analysis_results order by created_at desc limit 20",
    "analyses of a share": "select * from ai_analysis_results where symbol = '1001' order by created_at desc",
    "fresh analyses": "select * from ai_analysis_results where symbol = '1001' and status = 'completed'"
    " and created_at > now() - interval '1 hour'",
    "failed analyses": "select * from ai_analysis_results where status = 'failed'",
    "backtests": "select * from backtest_results order by created_at desc limit 20",
    "best backtests": "select * from backtest_results order by return_percentage desc limit 20",
    "watchlists": "select * from watchlists",
    "watchlist items": "select i.* from watchlists as w join watchlist_items as i on i.user_id = w.user_id"
    " and i.watchlist_id = w.id",
    "items of a list": "select * from watchlist_items where watchlist_id = %(portfolio)s",
    "profile": "select * from user_profiles",
    "usage": "select * from ai_usage",
    "audit": "select * from audit_logs order by created_at desc limit 20",
    "embedded": "select p.name, (select json_agg(t) from trades as t where t.user_id = p.user_id and t.portfolio_id = p.id)"
    " from portfolios as p",
}


@pytest.mark.parametrize("name", QUERIES)
def test_an_index_finds_the_rows_of_a_user(crowd: tuple[Connection, UUID, UUID], name: str) -> None:
    connection, user, portfolio = crowd
    query = QUERIES[name].replace("%(portfolio)s", f"'{portfolio}'")
    for node in plan_of(connection, user, query):
        scanned = node["Node Type"] == "Seq Scan" and not node["Relation Name"].startswith(("audit_logs_2", "audit_logs_default"))
        small = node.get("Relation Name") in ("latest_prices", "ai_usage")
        assert not scanned or small, node
        for condition in ("Filter", "Index Cond", "Recheck Cond"):
            # The id of the caller is computed once, as an InitPlan, and not for each row.
            assert "current_setting" not in str(node.get(condition, "")), node


REPLACED = {
    "idx_positions_portfolio_symbol": ("one position", "positions_user_id_portfolio_id_symbol_key"),
    "idx_positions_portfolio": ("positions", "positions_user_id_portfolio_id_symbol_key"),
    "idx_watchlist_user": ("watchlists", "watchlists_user_id"),
    "idx_watchlist_items_list": ("items of a list", "watchlist_items_user_id_watchlist_id_symbol_key"),
    "idx_ai_analysis_user_symbol": ("analyses of a share", "idx_ai_analysis_"),
    "idx_trades_status": ("trades by status", "trades_user_id|idx_trades_"),
    "idx_trades_portfolio_status_date": ("waiting orders", "idx_trades_active|idx_trades_portfolio_date"),
}


@pytest.mark.parametrize("index", REPLACED)
def test_an_index_of_the_specification_that_is_left_out_has_a_substitute(
    crowd: tuple[Connection, UUID, UUID], index: str
) -> None:
    connection, user, portfolio = crowd
    name, substitutes = REPLACED[index]
    query = QUERIES[name].replace("%(portfolio)s", f"'{portfolio}'")
    used = [node["Index Name"] for node in plan_of(connection, user, query) if "Index Name" in node]
    assert any(one.startswith(tuple(substitutes.split("|"))) for one in used), used


def test_bars_of_a_share_come_from_the_key(crowd: tuple[Connection, UUID, UUID]) -> None:
    connection, user, _ = crowd
    query = "select * from market_data where symbol = '1001' and timeframe = '1d' order by data_timestamp desc limit 100"
    found = plan_of(connection, user, query)
    assert not [node for node in found if node["Node Type"] in ("Seq Scan", "Sort")], found


MODELS = 'model_results @> \'{"results": [{"model": "m7"}]}\''


@pytest.mark.parametrize(
    ("condition", "index"),
    [
        (MODELS, "idx_ai_analysis_model_results"),
        ("technical_indicators ? 'RSI' and (technical_indicators ->> 'RSI')::numeric < 2", "idx_technical_rsi"),
    ],
)
def test_an_operator_finds_analyses_by_their_content(crowd: tuple[Connection, UUID, UUID], condition: str, index: str) -> None:
    connection, _, _ = crowd
    row = connection.execute(f"explain (format json) select * from ai_analysis_results where {condition}".encode()).fetchone()
    assert row
    assert index in [node.get("Index Name") for node in nodes(row[0][0]["Plan"])]


def test_a_user_without_rows_reads_none(crowd: tuple[Connection, UUID, UUID]) -> None:
    connection, _, _ = crowd
    for table in TENANT_TABLES:
        with connection.transaction(force_rollback=True):
            connection.execute("select set_config('request.jwt.claims', %s, true)", [json.dumps({"sub": str(uuid4())})])
            connection.execute("set local role authenticated")
            assert connection.execute(f"select count(*) from {table}".encode()).fetchone() == (0,)
