"""A batch of orders or fills reads no table from one end to the other, however many rows the owner or others have."""

import json
from typing import Any
from uuid import UUID

import psycopg
from support.batches import act, as_batch

USER, PORTFOLIO = UUID(int=1), UUID(int=2)
# Of tables that have rows of users.
SCANNED = """
select relname::text, seq_scan from pg_stat_xact_user_tables as s
where relname in ('users', 'user_profiles')
    or (schemaname = 'public' and exists (select from pg_attribute where attrelid = s.relid and attname = 'user_id'))
"""


def crowded(connection: psycopg.Connection[Any]) -> None:
    """A user with thousands of orders and fills among thousands of others, as the planner's figures say, too."""
    connection.execute("insert into auth.users (id) values (%s)", [USER])
    connection.execute(
        "insert into portfolios (id, user_id, name, initial_capital) values (%s, %s, 'main', 1000000)", [PORTFOLIO, USER]
    )
    connection.execute("set session_replication_role = replica")
    connection.execute("insert into auth.users (id) select gen_random_uuid() from generate_series(1, 5000)")
    connection.execute("insert into user_profiles (id) select id from auth.users on conflict do nothing")
    connection.execute(
        "insert into portfolios (user_id, name, initial_capital, current_balance, capital_paid_in)"
        " select id, 'crowd', 1, 1, 1 from auth.users"
    )
    connection.execute(
        "insert into positions (user_id, portfolio_id, symbol, quantity, cost_basis)"
        " select user_id, id, '6758', 1, 1 from portfolios"
    )
    connection.execute(
        "insert into trades (user_id, portfolio_id, symbol, trade_type, quantity, price, total_amount, commission, tax,"
        " commission_rate, reserve_price, status, filled_quantity) select user_id, id, '6758', 'buy', 1, 1, 1, 0, 0, 0, 1,"
        " 'filled', 1 from portfolios, generate_series(1, case name when 'main' then 5000 else 1 end)"
    )
    connection.execute(
        "insert into trade_executions (user_id, execution_id, trade_id, quantity, price, amount, commission, tax, cost_change,"
        " entry_no, executed_at) select user_id, id::text, id, 1, 1, 1, 0, 0, 1, 2, now() from trades"
    )
    connection.execute("set session_replication_role = origin")
    connection.execute("analyze auth.users, user_profiles, portfolios, positions, trades, trade_executions, cash_ledger")


def test_a_batch_scans_no_table(database: psycopg.Connection[Any]) -> None:
    crowded(database)
    before = dict(database.execute(SCANNED.encode()).fetchall())
    act(database, None)
    buy = {"portfolio_id": str(PORTFOLIO), "symbol": "7203", "trade_type": "buy", "quantity": 10, "price": 100}
    orders = as_batch(database, "place_orders", [buy | {"client_order_id": str(n)} for n in range(20)] * 2)
    assert [one["outcome"] for one in orders] == ["placed"] * 20 + ["repeated"] * 20
    fills = [
        {"trade_id": order["trade_id"], "execution_id": f"{n} of {order['trade_id']}", "quantity": 1, "price": 100}
        for order in orders[:20]
        for n in range(3)
    ]
    booked = as_batch(database, "record_executions", fills * 2)
    assert [one["outcome"] for one in booked] == ["booked"] * 60 + ["repeated"] * 60, json.dumps(booked)
    database.execute("reset role")
    after = dict(database.execute(SCANNED.encode()).fetchall())
    assert {table: scans for table, scans in after.items() if scans > before.get(table, 0)} == {}
