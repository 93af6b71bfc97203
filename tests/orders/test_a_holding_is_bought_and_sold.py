"""The worked example of moving-average cost: figures from the trading rules, not from the code."""

from decimal import Decimal
from uuid import UUID, uuid4

import psycopg
import pytest
from support.acting import Database, become, fill, place


def test_cost_and_profit_follow_the_worked_example(database: Database, owner: UUID) -> None:
    for number, (side, quantity, price) in enumerate([("buy", 100, 1000), ("buy", 200, 1150), ("sell", 120, 1200)]):
        trade = place(database, owner, side, quantity, price)
        for _ in range(10):
            fill(database, owner, trade, f"e{number}", quantity, price)
    become(database, "authenticated", owner)
    position = database.execute("select quantity, cost_basis, average_price from positions").fetchone()
    assert position == (180, Decimal("198198.00"), Decimal("1101.10"))
    money = database.execute("select current_balance, reserved_balance, realized_pnl from portfolios").fetchone()
    assert money == (Decimal("813526.00"), Decimal(0), Decimal("11724.00"))
    assert database.execute("select sum(amount), max(entry_no) from cash_ledger").fetchone() == (Decimal("813526.00"), 7)


@pytest.mark.parametrize(
    ("side", "quantity", "price", "code"),
    [("buy", 1000, 1000, "KB110"), ("sell", 1, 1000, "KB111"), ("buy", 0, 1000, "KB202"), ("buy", 1, 0, "KB203")],
)
def test_an_order_that_cannot_be_met_is_refused(
    database: Database, owner: UUID, side: str, quantity: int, price: int, code: str
) -> None:
    with pytest.raises(psycopg.Error) as caught:
        place(database, owner, side, quantity, price)
    assert caught.value.sqlstate == code


def test_cancelling_releases_exactly_what_was_reserved(database: Database, owner: UUID) -> None:
    place(database, owner, "buy", 300, 3000)
    assert database.execute("select reserved_balance from portfolios").fetchone() == (Decimal("900900.00"),)
    database.execute("update trades set status = 'cancelled'")
    assert database.execute("select reserved_balance from portfolios").fetchone() == (Decimal(0),)


@pytest.mark.parametrize(
    "statement",
    [
        "update portfolios set current_balance = 1e9",
        "update user_profiles set tier = 'premium'",
        "insert into positions (user_id, portfolio_id, symbol, quantity, cost_basis)"
        " select user_id, id, '7203', 1, 1 from portfolios",
        "delete from trades",
        "select * from kaboom.migrations",
    ],
)
def test_a_user_cannot_write_what_the_database_computes(database: Database, owner: UUID, statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        database.execute(statement.encode())


def test_a_stranger_sees_nothing(database: Database, owner: UUID) -> None:
    place(database, owner, "buy", 100, 1000)
    become(database, "authenticated", uuid4())
    for table in ("portfolios", "trades", "cash_ledger", "user_profiles", "audit_logs"):
        assert database.execute(f"select count(*) from {table}".encode()).fetchone() == (0,)
