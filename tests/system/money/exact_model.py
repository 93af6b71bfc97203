"""What orders, fills and cash ought to do, in exact decimals, written from the trading rules and not from the SQL.

No figure is stored that can be computed: each is derived from the history whenever it is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
MARKET_MARGIN = Decimal("0.05")
RATES = {"basic": Decimal("0.001"), "premium": Decimal("0.0005"), "enterprise": Decimal("0.0005")}


class Refused(Exception):
    """The database must answer with this SQLSTATE."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def cents(value: Decimal) -> Decimal:
    return value.quantize(CENT, ROUND_HALF_UP)


@dataclass
class Fill:
    name: str
    order: Order
    quantity: int
    price: Decimal
    commission: Decimal
    tax: Decimal
    broker: tuple[Decimal | None, Decimal | None]
    reversed_by: str | None = None

    @property
    def amount(self) -> Decimal:
        return self.quantity * self.price

    @property
    def cash(self) -> Decimal:
        return (-self.amount if self.order.side == "buy" else self.amount) - self.commission - self.tax


@dataclass
class Order:
    name: str
    book: Book
    symbol: str
    side: str
    quantity: int
    price: Decimal
    kind: str
    stop: Decimal | None
    rate: Decimal
    closed: str | None = None
    fills: list[Fill] = field(default_factory=list)

    @property
    def unreversed(self) -> list[Fill]:
        return [fill for fill in self.fills if fill.reversed_by is None]

    @property
    def filled(self) -> int:
        return sum(fill.quantity for fill in self.unreversed)

    @property
    def executed(self) -> Decimal:
        return sum((fill.amount for fill in self.unreversed), Decimal(0))

    @property
    def commission(self) -> Decimal:
        return sum((fill.commission for fill in self.unreversed), Decimal(0))

    @property
    def tax(self) -> Decimal:
        return sum((fill.tax for fill in self.unreversed), Decimal(0))

    @property
    def status(self) -> str:
        if self.closed:
            return self.closed
        return "filled" if self.filled == self.quantity else "partial" if self.filled else "pending"

    @property
    def open_quantity(self) -> int:
        return self.quantity - self.filled if self.status in ("pending", "partial") else 0

    @property
    def total(self) -> Decimal:
        return self.executed if self.filled else self.quantity * self.price

    @property
    def net(self) -> Decimal:
        costs = self.commission + self.tax
        return self.total + costs if self.side == "buy" else self.total - costs

    @property
    def reserved(self) -> Decimal:
        """Cash for the unfilled shares: their price, and what they add to the commission of the whole order."""
        if self.side == "sell" or not self.open_quantity:
            return Decimal(0)
        price = self.price * (1 + MARKET_MARGIN) if self.kind in ("market", "stop") else self.price
        rest = self.open_quantity * price
        return cents(rest) + cents(self.rate * (self.executed + rest)) - cents(self.rate * self.executed)

    def content(self) -> tuple[object, ...]:
        return (self.book.name, self.symbol, self.side, self.quantity, self.price, self.kind, self.stop)


@dataclass
class Book:
    """One portfolio."""

    name: str
    owner: str
    tier: str
    capital: Decimal
    active: bool = True
    cash: Decimal = Decimal(0)
    paid_in: Decimal = Decimal(0)
    withdrawn: Decimal = Decimal(0)
    entries: int = 0
    orders: list[Order] = field(default_factory=list)
    history: list[Fill] = field(default_factory=list)

    def move(self, *amounts: Decimal) -> None:
        for amount in amounts:
            if amount:
                self.cash += amount
                self.entries += 1

    def mark(self) -> tuple[Decimal, int, int]:
        """A state of the book, for return_to."""
        return self.cash, self.entries, len(self.history)

    def return_to(self, mark: tuple[Decimal, int, int]) -> None:
        """Remove the fills since a mark."""
        self.cash, self.entries, length = mark
        for fill in self.history[length:]:
            fill.order.fills.remove(fill)
        del self.history[length:]

    @property
    def reserved(self) -> Decimal:
        return sum((order.reserved for order in self.orders), Decimal(0))

    @property
    def free(self) -> Decimal:
        return self.cash - self.reserved

    def reserved_shares(self, symbol: str) -> int:
        return sum(order.open_quantity for order in self.orders if order.symbol == symbol and order.side == "sell")

    def holding(self, symbol: str, without: Fill | None = None) -> tuple[int, Decimal, Decimal]:
        """Shares, cost and realised profit of a symbol: the moving average over the fills that are not reversed."""
        owned, cost, profit = 0, Decimal(0), Decimal(0)
        for fill in self.history:
            if fill.order.symbol != symbol or fill.reversed_by is not None or fill is without:
                continue
            if fill.order.side == "buy":
                owned, cost = owned + fill.quantity, cost - fill.cash
                continue
            if fill.quantity > owned:
                raise Refused("KB142")
            out = cost if fill.quantity == owned else cents(cost * fill.quantity / owned)
            owned, cost, profit = owned - fill.quantity, cost - out, profit + fill.cash - out
        return owned, cost, profit

    # --- what users and brokers do ---

    def place(self, order: Order, fill: Fill | None = None) -> None:
        if order.quantity <= 0:
            raise Refused("KB202")
        if (order.kind in ("stop", "stop_limit")) != (order.stop is not None):
            raise Refused("KB204")
        if not self.active:
            raise Refused("KB102")
        if order.side == "sell":
            owned, _, _ = self.holding(order.symbol)
            if owned - self.reserved_shares(order.symbol) < order.quantity:
                raise Refused("KB111")
        if fill:
            self.accept(order, fill, reserved=Decimal(0))
        elif self.free < order.reserved:
            raise Refused("KB110")
        self.orders.append(order)

    def commission(self, order: Order, amount: Decimal) -> Decimal:
        return cents(order.rate * (order.executed + amount)) - cents(order.rate * order.executed)

    def accept(self, order: Order, fill: Fill, reserved: Decimal) -> None:
        """Book a fill whose costs are known, if cash is there; `reserved` is what the order reserved before."""
        order.fills.append(fill)
        if self.cash - self.reserved + (order.reserved - reserved if order not in self.orders else 0) + fill.cash < 0:
            order.fills.pop()
            raise Refused("KB110")
        self.history.append(fill)
        gross = -fill.amount if order.side == "buy" else fill.amount
        self.move(gross, -fill.commission, -fill.tax)

    def execute(self, order: Order, fill: Fill) -> None:
        if order.status not in ("pending", "partial"):
            raise Refused("KB131")
        if fill.quantity > order.open_quantity:
            raise Refused("KB132")
        self.accept(order, fill, order.reserved)

    def reverse(self, fill: Fill, name: str) -> None:
        if fill.reversed_by is not None:
            raise Refused("KB141")
        order = fill.order
        owned, _, _ = self.holding(order.symbol, without=fill)
        if order.side == "buy" and owned < self.reserved_shares(order.symbol):
            raise Refused("KB111")
        closed = order.closed
        fill.reversed_by, order.closed = name, closed if self.active else "cancelled"
        if self.cash - fill.cash < self.reserved:
            fill.reversed_by, order.closed = None, closed
            raise Refused("KB110")
        self.move(-fill.cash)

    def cancel(self, order: Order) -> None:
        if order.status in ("filled", "rejected"):
            raise Refused("KB133")
        order.closed = "cancelled"

    def reject(self, order: Order) -> None:
        if order.status not in ("pending", "rejected"):
            raise Refused("KB133")
        order.closed = "rejected"

    def pay(self, amount: Decimal) -> None:
        if not self.active:
            raise Refused("KB102")
        if self.free + amount < 0:
            raise Refused("KB110")
        self.move(amount)
        if amount > 0:
            self.paid_in += amount
        else:
            self.withdrawn -= amount

    def archive(self) -> None:
        if any(order.open_quantity for order in self.orders):
            raise Refused("KB103")
        self.active = False
