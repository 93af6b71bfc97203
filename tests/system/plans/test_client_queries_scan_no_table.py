"""Plans at a size where they matter: an index finds the rows that a client asks for, and no function is called per row."""

import json
from uuid import uuid4

import pytest
from support.plans import Crowd, nodes, plan_of

# The tables with rows of users: those with a column for the owner.
OF_USERS = """
select c.relname from pg_class as c join pg_attribute as a on a.attrelid = c.oid
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
    and (a.attname = 'user_id' or (c.relname = 'user_profiles' and a.attname = 'id'))
"""
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
    "analyses by a model": 'select * from ai_analysis_results where model_results @> \'{"results": [{"model": "m7"}]}\'',
    "analyses by an indicator": "select * from ai_analysis_results where (technical_indicators ->> 'RSI')::numeric < 2",
    "latest decisions": "select * from latest_ai_decisions where symbol in ('1001', '1002')",
    "results of a model": "select * from ai_model_results where model = 'm7'",
    "usage events": "select * from ai_usage_events order by occurred_at desc limit 20",
    "costs": "select * from ai_costs",
    "thresholds": "select * from ai_usage_thresholds",
    "failed analyses": "select * from ai_analysis_results where status = 'failed'",
    "backtests": "select * from backtest_results order by created_at desc limit 20",
    "best backtests": "select * from backtest_results order by return_percentage desc limit 20",
    "summaries of backtests": "select * from backtest_summaries order by created_at desc limit 20",
    "tallies": "select * from backtest_tallies",
    "watchlists": "select * from watchlists",
    "watchlist items": "select i.* from watchlists as w join watchlist_items as i on i.user_id = w.user_id"
    " and i.watchlist_id = w.id",
    "items of a list": "select * from watchlist_items where watchlist_id = %(portfolio)s",
    "profile": "select * from user_profiles",
    "usage": "select * from ai_usage",
    "audit": "select * from audit_logs order by created_at desc limit 20",
    "snapshots": "select * from portfolio_snapshots where portfolio_id = %(portfolio)s and day >= '2024-12-01'",
    "embedded": "select p.name, (select json_agg(t) from trades as t where t.user_id = p.user_id and t.portfolio_id = p.id)"
    " from portfolios as p",
}


@pytest.mark.parametrize("name", QUERIES)
def test_an_index_finds_the_rows_of_a_user(crowd: Crowd, name: str) -> None:
    connection, user, portfolio = crowd
    query = QUERIES[name].replace("%(portfolio)s", f"'{portfolio}'")
    for node in plan_of(connection, user, query):
        scanned = node["Node Type"] == "Seq Scan" and not node["Relation Name"].startswith(("audit_logs_2", "audit_logs_default"))
        small = node.get("Relation Name") in ("latest_prices", "ai_usage", "ai_usage_thresholds")
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
def test_an_index_of_the_specification_that_is_left_out_has_a_substitute(crowd: Crowd, index: str) -> None:
    connection, user, portfolio = crowd
    name, substitutes = REPLACED[index]
    query = QUERIES[name].replace("%(portfolio)s", f"'{portfolio}'")
    used = [node["Index Name"] for node in plan_of(connection, user, query) if "Index Name" in node]
    assert any(one.startswith(tuple(substitutes.split("|"))) for one in used), used


def test_bars_of_a_share_come_from_the_key(crowd: Crowd) -> None:
    connection, user, _ = crowd
    query = "select * from market_data where symbol = '1001' and timeframe = '1d' order by data_timestamp desc limit 100"
    found = plan_of(connection, user, query)
    assert not [node for node in found if node["Node Type"] in ("Seq Scan", "Sort")], found


MODELS = 'model_results @> \'{"results": [{"model": "m7"}]}\''


@pytest.mark.parametrize(
    ("condition", "index"),
    [
        (MODELS, "idx_ai_analysis_model_results"),
        ("technical_indicators @> '{\"RSI\": 7}'", "idx_ai_analysis_indicators"),
        (
            "user_id = (select id from auth.users limit 1) and (technical_indicators ->> 'RSI')::numeric < 2",
            "idx_technical_rsi",
        ),
        ("status in ('pending', 'processing') and reserved_until is not null order by created_at", "idx_ai_analysis_status"),
        ("reserved_until <= now()", "idx_ai_analysis_reserved"),
    ],
)
def test_an_operator_finds_analyses_by_their_content(crowd: Crowd, condition: str, index: str) -> None:
    connection, _, _ = crowd
    row = connection.execute(f"explain (format json) select * from ai_analysis_results where {condition}".encode()).fetchone()
    assert row
    assert index in [node.get("Index Name") for node in nodes(row[0][0]["Plan"])]


def test_a_user_without_rows_reads_none(crowd: Crowd) -> None:
    connection, _, _ = crowd
    tables = connection.execute(OF_USERS.encode()).fetchall()
    assert len(tables) > 10
    for (table,) in tables:
        with connection.transaction(force_rollback=True):
            connection.execute("select set_config('request.jwt.claims', %s, true)", [json.dumps({"sub": str(uuid4())})])
            connection.execute("set local role authenticated")
            assert connection.execute(f"select count(*) from {table}".encode()).fetchone() == (0,)
