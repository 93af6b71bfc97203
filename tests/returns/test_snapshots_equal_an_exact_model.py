"""Portfolios that live at random: fills, transfers, cash and bars in any order, late or in time, taken back or corrected.

Snapshots are taken whenever chance says so. In the end they are what an exact model works out of the whole list at once.
"""

import random
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, timedelta
from decimal import Decimal
from math import isclose
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from exact_history import Entry, History, ttwror

Connection = psycopg.Connection[Any]
FIRST, LAST = date(2024, 1, 4), date(2024, 2, 20)
HOLIDAYS = {date(2024, 1, 8), date(2024, 2, 12)}
DAYS = [FIRST + timedelta(offset) for offset in range((LAST - FIRST).days + 1)]
SESSIONS = [day for day in DAYS if day.weekday() < 5 and day not in HOLIDAYS]
SYMBOLS = ("1301", "7203", "9984")


@pytest.fixture
def connection(conninfo: str) -> Iterator[Connection]:
    with psycopg.connect(conninfo) as connection:
        yield connection
        connection.rollback()


class Portfolio:
    """A portfolio in the database, and the model of it."""

    def __init__(self, connection: Connection, chance: random.Random) -> None:
        self.connection, self.chance = connection, chance
        self.user, self.id = uuid4(), uuid4()
        opened_on = chance.choice(DAYS[:10])
        self.history = History(opened_on)
        self.sold: list[tuple[Entry, Any]] = []  # what can be taken back, with its key
        self.run("insert into auth.users (id) values (%s)", self.user)
        self.run("insert into portfolios (id, user_id, name, initial_capital) values (%s, %s, 'p', 50000000)", self.id, self.user)
        self.date_entries("cash_ledger", opened_on)
        self.history.book(Entry("opening", opened_on, cash=Decimal(50000000)))
        self.run(
            "insert into kaboom.snapshot_states (user_id, portfolio_id, built_through) values (%s, %s, %s)",
            self.user,
            self.id,
            opened_on - timedelta(1),
        )

    def run(self, query: str, *arguments: object) -> Any:
        cursor = self.connection.execute(query.encode(), arguments)
        return cursor.fetchone() if cursor.description else None

    def date_entries(self, table: str, day: date) -> None:
        """Let the newest entry have been booked on a day."""
        self.run(
            f"update {table} set created_at = %s::timestamp at time zone 'Asia/Tokyo' + interval '10 hours'"
            f" where portfolio_id = %s and entry_no = (select max(entry_no) from {table} where portfolio_id = %s)",
            day,
            self.id,
            self.id,
        )

    def move_cash(self, day: date) -> None:
        kind = self.chance.choice(["deposit", "withdrawal", "fee", "interest", "adjustment"])
        amount = Decimal(self.chance.randrange(1, 10**7)) / 100 * (-1 if kind in ("withdrawal", "fee") else 1)
        self.run(
            "insert into cash_ledger (user_id, portfolio_id, kind, amount, idempotency_key) values (%s, %s, %s, %s, %s)",
            self.user,
            self.id,
            kind,
            amount,
            str(uuid4()),
        )
        self.date_entries("cash_ledger", day)
        self.history.book(Entry(kind, day, cash=amount))

    def fill(self, day: date) -> None:
        symbol, side = self.chance.choice(SYMBOLS), self.chance.choice(["buy", "buy", "sell"])
        held = self.history.held(symbol)
        if side == "sell" and not held:
            return
        quantity = self.chance.randint(1, held) if side == "sell" else self.chance.randint(1, 500)
        price, costs = Decimal(self.chance.randrange(80000, 120000)) / 100, Decimal(self.chance.randrange(0, 30000)) / 100
        trade: UUID
        (trade,) = self.run(
            "insert into trades (user_id, portfolio_id, symbol, trade_type, quantity, price, order_type)"
            " values (%s, %s, %s, %s, %s, %s, 'limit') returning id",
            self.user,
            self.id,
            symbol,
            side,
            quantity,
            price,
        )
        key = str(uuid4())
        self.run(
            "insert into trade_executions (execution_id, trade_id, quantity, price, commission, tax, executed_at)"
            " values (%s, %s, %s, %s, %s, 1, %s::timestamp at time zone 'Asia/Tokyo' + interval '11 hours')",
            key,
            trade,
            quantity,
            price,
            costs,
            day,
        )
        sign = 1 if side == "buy" else -1
        amount, costs = quantity * price, costs + 1
        entry = Entry(side, day, symbol, sign * quantity, -sign * amount - costs, amount, costs)
        self.history.book(entry)
        self.sold.append((entry, (trade, key)))

    def transfer(self, day: date) -> None:
        symbol = self.chance.choice(SYMBOLS)
        held = self.history.held(symbol)
        comes_in = not held or self.chance.random() < 0.5
        shares = self.chance.randint(1, 300) if comes_in else -self.chance.randint(1, held)
        cost = Decimal(self.chance.randrange(0, 10**7)) / 100 if comes_in else None
        (number,) = self.run(
            "insert into position_adjustments (user_id, portfolio_id, symbol, quantity, cost, idempotency_key)"
            " values (%s, %s, %s, %s, %s, %s) returning entry_no",
            self.user,
            self.id,
            symbol,
            shares,
            cost,
            str(uuid4()),
        )
        self.date_entries("position_adjustments", day)
        entry = Entry("transfer", day, symbol, shares, stated_cost=cost)
        self.history.book(entry)
        self.sold.append((entry, number))

    def take_back(self) -> None:
        """Reverse a fill or a transfer, where later events do not depend on it."""
        if not self.sold:
            return
        entry, key = self.sold[self.chance.randrange(len(self.sold))]
        try:
            with self.connection.transaction():
                if entry.kind == "transfer":
                    self.run("select reverse_adjustment(%s, %s, %s)", self.id, key, str(uuid4()))
                else:
                    self.run("select reverse_execution(%s, %s, %s)", *key, str(uuid4()))
                    # The order is open again.
                    self.run("update trades set status = 'cancelled' where id = %s", key[0])
        except psycopg.Error as error:
            assert error.sqlstate in ("KB110", "KB111", "KB141", "KB142"), error
            return
        self.sold.remove((entry, key))
        self.history.book(
            Entry("reversal", entry.day, entry.symbol, -entry.shares, -entry.cash, costs=-entry.costs, reverses=entry)
        )

    def change_bar(self) -> None:
        symbol, session = self.chance.choice(SYMBOLS), self.chance.choice(SESSIONS)
        moment = "%s::timestamp at time zone 'Asia/Tokyo'"
        if self.chance.random() < 0.2:
            self.run(f"delete from market_data where symbol = %s and data_timestamp = {moment}", symbol, session)
            self.history.bars.pop((symbol, session), None)
            return
        close = Decimal(self.chance.randrange(80000, 120000)) / 100
        self.run(
            f"insert into market_data (symbol, timeframe, data_timestamp, close_price) values (%s, '1d', {moment}, %s)"
            " on conflict (symbol, timeframe, data_timestamp) do update set close_price = excluded.close_price",
            symbol,
            session,
            close,
        )
        self.history.bars[symbol, session] = close

    def take_snapshots(self, through: date) -> int:
        self.run("select kaboom.mark_stale_snapshots()")
        self.run("select kaboom.use_closes(%s)", through)
        (written,) = self.run("select kaboom.take_snapshots(array(select kaboom.due_snapshots()))")
        return int(written)

    def snapshots(self) -> dict[date, dict[str, Decimal]]:
        names = ["cash", "market_value", "cost", "contributed", "net_contribution", "realized_pnl", "dividends", "costs"]
        rows = self.connection.execute(
            f"select day, {', '.join(names)} from portfolio_snapshots where portfolio_id = %s order by day".encode(), [self.id]
        ).fetchall()
        return {row[0]: dict(zip(names, row[1:], strict=True)) for row in rows}


@pytest.mark.parametrize("seed", range(8))
def test_snapshots_equal_an_exact_model_whenever_they_are_taken(connection: Connection, seed: int) -> None:
    chance = random.Random(seed)
    portfolio = Portfolio(connection, chance)
    through = SESSIONS[5]
    for _ in range(70):
        act = chance.random()
        # Most things happen about now, some are late.
        now = DAYS.index(through)
        day = chance.choice(DAYS[: now + 4]) if chance.random() < 0.4 else DAYS[min(now + chance.randint(0, 3), len(DAYS) - 1)]
        if act < 0.35:
            portfolio.fill(day)
        elif act < 0.5:
            portfolio.move_cash(day)
        elif act < 0.6:
            portfolio.transfer(day)
        elif act < 0.65:
            portfolio.take_back()
        elif act < 0.9:
            portfolio.change_bar()
        else:
            through = SESSIONS[min(SESSIONS.index(through) + chance.randint(0, 6), len(SESSIONS) - 1)]
            portfolio.take_snapshots(through)
    portfolio.take_snapshots(SESSIONS[-1])

    expected = portfolio.history.rows(SESSIONS)
    assert portfolio.snapshots() == {day: asdict(row) for day, row in expected.items()}
    assert portfolio.take_snapshots(SESSIONS[-1]) == 0, "taking them again writes nothing"

    connection.execute("update kaboom.snapshot_states set built_through = '2024-01-01', seen_entry_no = 0")
    assert portfolio.take_snapshots(SESSIONS[-1]) == 0, "making all of them again gives the same"
    history = connection.execute(
        "select day, value, total_return from portfolio_history(%s) order by day", [portfolio.id]
    ).fetchall()
    assert [(day, value) for day, value, _ in history] == [(day, r.cash + r.market_value) for day, r in expected.items()]
    assert isclose(history[-1][2], float(ttwror(expected)), rel_tol=1e-9, abs_tol=1e-12)
