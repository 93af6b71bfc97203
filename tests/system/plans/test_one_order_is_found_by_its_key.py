"""Where most users have one order, an order of the user who has many is still found by the key, not by reading them all."""

from typing import Any

import psycopg
import pytest
from support.plans import nodes


@pytest.mark.parametrize(
    ("query", "index"),
    [
        ("select * from trades where user_id = %s and id = %s", "trades_"),
        ("select * from trade_executions where user_id = %s and execution_id = %s::text", "trade_executions_pkey"),
    ],
)
def test_one_order_is_found_by_its_key(database: psycopg.Connection[Any], query: str, index: str) -> None:
    database.execute("set session_replication_role = replica")
    database.execute(
        "insert into trades (user_id, portfolio_id, symbol, trade_type, quantity, price, total_amount, commission,"
        " tax, commission_rate, reserve_price) select case when n < 5000 then gen_random_uuid() else md5('whale')::uuid end,"
        " gen_random_uuid(), '7203', 'buy', 100, 10, 1000, 0, 0, 0, 10 from generate_series(1, 6000) as n"
    )
    database.execute(
        "insert into trade_executions (user_id, execution_id, trade_id, quantity, price, amount, commission, tax, cost_change,"
        " entry_no, executed_at) select user_id, id::text, id, 100, 10, 1000, 0, 0, 1000, 2, now() from trades"
    )
    database.execute("analyze trades, trade_executions; set plan_cache_mode = force_generic_plan")
    database.execute(f"prepare lookup (uuid, uuid) as {query.replace('%s', '$1', 1).replace('%s', '$2', 1)}".encode())
    row = database.execute("explain (format json) execute lookup (gen_random_uuid(), gen_random_uuid())").fetchone()
    assert row
    used = [node["Index Name"] for node in nodes(row[0][0]["Plan"]) if "Index Name" in node]
    assert used and all(name.startswith(index) for name in used), used
    assert set(used) <= {"trades_pkey", "trades_user_id_id_key", "trade_executions_pkey"}
