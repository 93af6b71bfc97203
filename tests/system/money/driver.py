"""Does to the database what the model does: in the roles of PostgREST, through functions or tables."""

import json
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import psycopg
from exact_actions import Action
from exact_book import Book
from exact_model import Adjustment, Fill, Order

Rows = list[tuple[Any, ...]]


class Driver:
    """One transaction that is rolled back in the end; each call has a savepoint of its own."""

    def __init__(self, conninfo: str) -> None:
        self.connection: psycopg.Connection[Any] = psycopg.connect(conninfo)
        self.ids: dict[str, UUID] = {}
        self.bars = 0
        self.now: datetime = self.owner("select now()")[0][0]

    def close(self) -> None:
        self.connection.rollback()
        self.connection.close()

    def as_role(self, role: str, user: str | None) -> None:
        claims = {"role": role} | ({"sub": str(self.ids[user])} if user else {})
        self.connection.execute("reset role")
        self.connection.execute("select set_config('request.jwt.claims', %s, true)", [json.dumps(claims)])
        self.connection.execute(f"set local role {role}".encode())

    def call(self, role: str, user: str | None, query: str, *arguments: object) -> Rows:
        """Run one query as a role; what fails leaves nothing behind. Raises psycopg.Error."""
        with self.connection.transaction():
            self.as_role(role, user)
            return self.connection.execute(query.encode(), arguments).fetchall()

    def broker(self, query: str, *arguments: object) -> Rows:
        """Run one query as the service role."""
        return self.call("service_role", None, query, *arguments)

    def owner(self, query: str, *arguments: object) -> Rows:
        """Run a query as owner of the tables."""
        self.connection.execute("reset role")
        return self.connection.execute(query.encode(), arguments).fetchall()

    def sign_up(self, name: str, tier: str) -> None:
        self.ids[name] = uuid4()
        self.owner("insert into auth.users (id) values (%s) returning id", self.ids[name])
        self.owner("update user_profiles set tier = %s where id = %s returning id", tier, self.ids[name])

    def open(self, book: Book) -> None:
        query = "insert into portfolios (name, initial_capital, account_kind) values (%s, %s, %s) returning id"
        self.ids[book.name] = self.call("authenticated", book.owner, query, book.name, book.capital, book.account_kind)[0][0]

    def let_owners_transfer(self, value: bool) -> None:
        query = "update system_settings set value = %s where key = 'owners_may_transfer' returning key"
        self.broker(query, json.dumps(value))

    def quote(self, symbol: str, price: Decimal) -> None:
        """A bar that is newer than all bars before."""
        self.bars += 1
        self.broker(
            "insert into market_data (symbol, timeframe, data_timestamp, close_price)"
            " values (%s, '1m', date_trunc('minute', now()) + (%s - 1000) * interval '1 minute', %s) returning id",
            symbol,
            self.bars,
            price,
        )

    def pay(self, book: Book, kind: str, amount: Decimal, key: str, plain: bool) -> None:
        portfolio = self.ids[book.name]
        role = "authenticated" if kind in ("deposit", "withdrawal") else "service_role"
        user = book.owner if role == "authenticated" else None
        if plain:
            query = "insert into cash_ledger (portfolio_id, kind, amount, idempotency_key) values (%s, %s, %s, %s) returning kind"
            self.call(role, user, query, portfolio, kind, amount, key)
        elif user:
            function = "deposit_cash" if kind == "deposit" else "withdraw_cash"
            self.call(role, user, f"select {function}(%s, %s, %s)", portfolio, abs(amount), key)
        else:
            self.call(role, user, "select move_cash(%s, %s, %s, %s)", portfolio, kind, amount, key)

    def adjust(self, adjustment: Adjustment, key: str, by_owner: bool, plain: bool) -> None:
        role, user = ("authenticated", adjustment.book.owner) if by_owner else ("service_role", None)
        values = (self.ids[adjustment.book.name], adjustment.symbol, adjustment.quantity, adjustment.cost, key)
        query = "select transfer_shares(%s, %s, %s, %s, %s)"
        if plain or adjustment.kind != "transfer":
            query = (
                "insert into position_adjustments (portfolio_id, symbol, quantity, cost, idempotency_key, kind)"
                f" values (%s, %s, %s, %s, %s, '{adjustment.kind}') returning entry_no"
            )
        self.call(role, user, query, *values)

    def backdate(self, moved: Adjustment, when: datetime) -> None:
        """As if the shares had moved long ago; only the owner of the tables can."""
        query = "update position_adjustments set created_at = %s where user_id = %s and portfolio_id = %s and entry_no = %s"
        arguments = (when, self.ids[moved.book.owner], self.ids[moved.book.name], moved.entry)
        self.owner(f"{query} returning entry_no", *arguments)

    def announce(self, action: Action) -> None:
        rows = self.broker(
            "insert into corporate_actions (symbol, kind, ex_date, version, is_void, old_shares, new_shares, gross_per_share,"
            " fraction_price, pay_date) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s) returning id",
            action.symbol,
            action.kind,
            action.ex_date,
            action.version,
            action.void,
            *((action.old, action.new) if action.gross is None else (None, None)),
            action.gross,
            action.fraction_price,
            action.ex_date,
        )
        self.ids[action.name] = rows[0][0]

    def place(self, order: Order, client_order_id: str | None, plain: bool) -> str:
        arguments = (
            self.ids[order.book.name],
            order.symbol,
            order.side,
            order.quantity,
            order.price,
            order.kind,
            order.stop,
            client_order_id,
        )
        query = "select (place_order(%s, %s, %s, %s, %s, %s, %s, %s)).id"
        if plain:
            query = (
                "insert into trades (portfolio_id, symbol, trade_type, quantity, price, order_type, stop_price,"
                " client_order_id) values (%s, %s, %s, %s, %s, %s, %s, %s) returning id"
            )
        rows = self.call("authenticated", order.book.owner, query, *arguments)
        if not rows:
            return "repeated"
        name = str(rows[0][0])
        self.ids[name] = rows[0][0]
        return name

    def send(self, order: Order) -> None:
        """The broker has the order, and says what it calls it."""
        query = "update trades set order_id = %s where id = %s returning id"
        self.broker(query, order.broker_id, self.ids[order.name])

    def record(self, order: Order, fill: Fill) -> str:
        rows = self.broker(
            "insert into trades (portfolio_id, symbol, trade_type, quantity, price, order_type, status, order_id,"
            " execution_price, commission, tax, executed_at)"
            " values (%s, %s, %s, %s, %s, 'limit', 'filled', %s, %s, %s, %s, %s) returning id, status",
            self.ids[order.book.name],
            order.symbol,
            order.side,
            order.quantity,
            order.price,
            fill.name,
            fill.price,
            *fill.broker,
            fill.when,
        )
        if not rows:
            return "repeated"
        assert rows[0][1] == "filled"
        self.ids[str(rows[0][0])] = rows[0][0]
        return str(rows[0][0])

    def fill(self, fill: Fill, plain: bool) -> None:
        arguments = (self.ids[fill.order.name], fill.name, fill.quantity, fill.price, *fill.broker, fill.when)
        query = "select record_execution(%s, %s, %s, %s, %s, %s, %s)"
        if plain:
            query = (
                "insert into trade_executions (trade_id, execution_id, quantity, price, commission, tax, executed_at)"
                " values (%s, %s, %s, %s, %s, %s, %s) returning execution_id"
            )
        self.broker(query, *arguments)

    def fill_several(self, fills: list[Fill]) -> None:
        self.broker(
            "insert into trade_executions (trade_id, execution_id, quantity, price)"
            " select * from unnest(%s::uuid[], %s::text[], %s::int[], %s::numeric[]) returning execution_id",
            [self.ids[fill.order.name] for fill in fills],
            [fill.name for fill in fills],
            [fill.quantity for fill in fills],
            [fill.price for fill in fills],
        )
