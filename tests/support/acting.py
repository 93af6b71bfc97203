"""What users and the broker do in one transaction, through the tables."""

from typing import Any
from uuid import UUID

import psycopg

Database = psycopg.Connection[Any]


def become(database: Database, role: str, user: UUID) -> None:
    database.execute("select set_config('request.jwt.claims', %s, true)", [f'{{"sub": "{user}", "role": "{role}"}}'])
    database.execute(f"set local role {role}".encode())


def place(database: Database, user: UUID, side: str, quantity: int, price: int) -> UUID:
    become(database, "authenticated", user)
    row = database.execute(
        "insert into trades (portfolio_id, symbol, trade_type, quantity, price, order_type)"
        " select id, '7203', %s, %s, %s, 'limit' from portfolios returning id",
        [side, quantity, price],
    ).fetchone()
    assert row
    return UUID(str(row[0]))


def fill(database: Database, user: UUID, trade: UUID, execution: str, quantity: int, price: int) -> None:
    become(database, "service_role", user)
    database.execute(
        "insert into trade_executions (execution_id, trade_id, quantity, price) values (%s, %s, %s, %s)",
        [execution, trade, quantity, price],
    )
