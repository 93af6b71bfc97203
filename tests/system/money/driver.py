"""Does to the database what the model does: in the roles of PostgREST, through functions or tables."""

import json
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import psycopg
from exact_model import Book, Fill, Order


class Driver:
    """One transaction that is rolled back in the end; each call has a savepoint of its own."""

    def __init__(self, conninfo: str) -> None:
        self.connection: psycopg.Connection[Any] = psycopg.connect(conninfo)
        self.ids: dict[str, UUID] = {}

    def close(self) -> None:
        self.connection.rollback()
        self.connection.close()

    def as_role(self, role: str, user: str | None) -> None:
        claims = {"role": role} | ({"sub": str(self.ids[user])} if user else {})
        self.connection.execute("reset role")
        self.connection.execute("select set_config('request.jwt.claims', %s, true)", [json.dumps(claims)])
        self.connection.execute(f"set local role {role}".encode())

    def call(self, role: str, user: str | None, query: str, *arguments: object) -> list[tuple[Any, ...]]:
        """Run one query as a role; what fails leaves nothing behind. Raises psycopg.Error."""
        with self.connection.transaction():
            self.as_role(role, user)
            return self.connection.execute(query.encode(), arguments).fetchall()

    def owner(self, query: str, *arguments: object) -> list[tuple[Any, ...]]:
        """Run a query as owner of the tables."""
        self.connection.execute("reset role")
        return self.connection.execute(query.encode(), arguments).fetchall()

    def sign_up(self, name: str, tier: str) -> None:
        self.ids[name] = uuid4()
        self.owner("insert into auth.users (id) values (%s) returning id", self.ids[name])
        self.owner("update user_profiles set tier = %s where id = %s returning id", tier, self.ids[name])

    def open(self, book: Book) -> None:
        self.ids[book.name] = self.call(
            "authenticated",
            book.owner,
            "insert into portfolios (name, initial_capital) values (%s, %s) returning id",
            book.name,
            book.capital,
        )[0][0]

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

    def record(self, order: Order, fill: Fill) -> str:
        identity = self.call(
            "service_role",
            None,
            "insert into trades (portfolio_id, symbol, trade_type, quantity, price, order_type, status, order_id,"
            " execution_price, commission, tax) values (%s, %s, %s, %s, %s, 'limit', 'filled', %s, %s, %s, %s)"
            " returning id, status, net_amount",
            self.ids[order.book.name],
            order.symbol,
            order.side,
            order.quantity,
            order.price,
            fill.name,
            fill.price,
            *fill.broker,
        )[0]
        assert identity[1] == "filled"
        self.ids[str(identity[0])] = identity[0]
        return str(identity[0])

    def fill(self, fill: Fill, plain: bool) -> None:
        arguments = (self.ids[fill.order.name], fill.name, fill.quantity, fill.price, *fill.broker)
        query = "select record_execution(%s, %s, %s, %s, %s, %s)"
        if plain:
            query = (
                "insert into trade_executions (trade_id, execution_id, quantity, price, commission, tax)"
                " values (%s, %s, %s, %s, %s, %s) returning execution_id"
            )
        self.call("service_role", None, query, *arguments)

    def fill_several(self, fills: list[Fill]) -> None:
        self.call(
            "service_role",
            None,
            "insert into trade_executions (trade_id, execution_id, quantity, price)"
            " select * from unnest(%s::uuid[], %s::text[], %s::int[], %s::numeric[]) returning execution_id",
            [self.ids[fill.order.name] for fill in fills],
            [fill.name for fill in fills],
            [fill.quantity for fill in fills],
            [fill.price for fill in fills],
        )

    def figures(self, book: Book) -> dict[str, Any]:
        """Every figure of a portfolio that the model knows too."""
        portfolio = self.ids[book.name]
        cash = self.owner(
            "select current_balance, reserved_balance, capital_paid_in, capital_withdrawn, realized_pnl, total_invested,"
            " last_entry_no, is_active from portfolios where id = %s",
            portfolio,
        )[0]
        positions = self.owner(
            "select symbol, quantity, reserved_quantity, cost_basis from positions where portfolio_id = %s"
            " and quantity > 0 order by symbol",
            portfolio,
        )
        orders = self.owner(
            "select id::text, status, filled_quantity, total_amount, commission, tax, net_amount, reserved_amount"
            " from trades where portfolio_id = %s order by id::text",
            portfolio,
        )
        return {"cash": cash, "positions": positions, "orders": orders}


def expected(book: Book) -> dict[str, Any]:
    """The same figures, from the model."""
    symbols = sorted({order.symbol for order in book.orders})
    holdings = {symbol: book.holding(symbol) for symbol in symbols}
    cash = (
        book.cash,
        book.reserved,
        book.paid_in,
        book.withdrawn,
        sum((profit for _, _, profit in holdings.values()), Decimal(0)),
        sum((cost for _, cost, _ in holdings.values()), Decimal(0)),
        book.entries,
        book.active,
    )
    positions = [(symbol, owned, book.reserved_shares(symbol), cost) for symbol, (owned, cost, _) in holdings.items() if owned]
    orders = [
        (o.name, o.status, o.filled, o.total, o.commission, o.tax, o.net, o.reserved)
        for o in sorted(book.orders, key=lambda o: o.name)
    ]
    return {"cash": cash, "positions": positions, "orders": orders}
