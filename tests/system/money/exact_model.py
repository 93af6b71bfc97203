"""What orders, fills and movements of shares are, in exact decimals, written from the trading rules and not from the SQL.

No figure is stored that can be computed: each is derived from the history whenever it is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from exact_book import Book

CENT = Decimal("0.01")
MARKET_MARGIN = Decimal("0.05")
RATES = {"basic": Decimal("0.001"), "premium": Decimal("0.0005"), "enterprise": Decimal("0.0005")}
TOKYO = timedelta(hours=9)


class Refused(Exception):
    """The database must answer with this SQLSTATE."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def cents(value: Decimal) -> Decimal:
    return value.quantize(CENT, ROUND_HALF_UP)


def trading_day(time: datetime) -> date:
    """The day of a time in UTC, as Tokyo counts it."""
    return (time + TOKYO).date()


@dataclass(frozen=True)
class Holding:
    """What the movements of a share come to: what is owned, what it cost, what was gained, what transfers brought, and what
    fractions cost that are still to be paid."""

    shares: int = 0
    cost: Decimal = Decimal(0)
    profit: Decimal = Decimal(0)
    transferred: Decimal = Decimal(0)
    receivable: Decimal = Decimal(0)

    def part(self, quantity: int) -> Decimal:
        """What some of the shares cost, by the moving average; the last share takes the rest."""
        if quantity > self.shares:
            raise Refused("KB142")
        return self.cost if quantity == self.shares else cents(self.cost * quantity / self.shares)


@dataclass(eq=False)
class Fill:
    name: str
    order: Order
    quantity: int
    price: Decimal
    commission: Decimal
    tax: Decimal
    broker: tuple[Decimal | None, Decimal | None]
    when: datetime | None = None
    reversed_by: str | None = None

    @property
    def symbol(self) -> str:
        return self.order.symbol

    @property
    def amount(self) -> Decimal:
        return self.quantity * self.price

    @property
    def cash(self) -> Decimal:
        return (-self.amount if self.order.side == "buy" else self.amount) - self.commission - self.tax

    def repeats(self, again: Fill) -> None:
        """Refuse what has the id of this fill and is another one. A time counts where it is stated both times."""
        days = {trading_day(time) for time in (self.when, again.when) if time is not None}
        if again.quantity != self.quantity or len(days) > 1:
            raise Refused("KB122")

    def applied(self, held: Holding, shares: int) -> Holding:
        """What is held after the fill, which counts as so many shares."""
        if self.order.side == "buy":
            return replace(held, shares=held.shares + shares, cost=held.cost - self.cash)
        out = held.part(shares)
        return replace(held, shares=held.shares - shares, cost=held.cost - out, profit=held.profit + self.cash - out)


@dataclass(eq=False)
class Adjustment:
    """Shares that move without a trade: a transfer, or a correction with a cost of its own."""

    book: Book
    kind: str
    symbol: str
    quantity: int
    cost: Decimal | None
    when: datetime | None = None
    entry: int = 0
    reversed_by: str | None = None

    def check(self) -> None:
        """Shares that come state their cost, which may be 0; shares that leave take their part of the moving average."""
        if self.quantity == 0 and self.kind == "transfer":
            raise Refused("KB202")
        if self.kind == "transfer" and self.quantity < 0:
            if self.cost:
                raise Refused("KB213")
        elif self.cost is None or (self.kind == "transfer" and self.cost < 0):
            raise Refused("KB213")

    def applied(self, held: Holding) -> Holding:
        takes_average = self.kind == "transfer" and self.quantity < 0
        change = -held.part(-self.quantity) if takes_average else self.cost or Decimal(0)
        shares, cost = held.shares + self.quantity, held.cost + change
        if shares < 0 or cost < 0 or (shares == 0 and cost):
            raise Refused("KB142")
        return replace(held, shares=shares, cost=cost, transferred=held.transferred + change)

    def content(self) -> tuple[object, ...]:
        return (self.book.name, self.kind, self.symbol, self.quantity, self.cost or 0)


@dataclass(eq=False)
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
    latest: Decimal | None = None
    broker_id: str | None = None
    cancel_requested: bool = False
    closed: str | None = None
    fills: list[Fill] = field(default_factory=list)

    def check(self) -> None:
        if self.quantity <= 0:
            raise Refused("KB202")
        if (self.kind in ("stop", "stop_limit")) != (self.stop is not None):
            raise Refused("KB204")

    @property
    def unreversed(self) -> list[Fill]:
        return [fill for fill in self.fills if fill.reversed_by is None]

    @property
    def filled(self) -> int:
        return sum(fill.quantity for fill in self.unreversed)

    @property
    def remaining(self) -> int:
        return self.quantity - self.filled

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
        """An order that was closed opens never again, but late fills may complete it."""
        if not self.remaining:
            return "filled"
        return self.closed or ("partial" if self.filled else "pending")

    @property
    def open_quantity(self) -> int:
        return self.remaining if self.status in ("pending", "partial") else 0

    @property
    def total(self) -> Decimal:
        return self.executed if self.filled else self.quantity * self.price

    @property
    def net(self) -> Decimal:
        costs = self.commission + self.tax
        return self.total + costs if self.side == "buy" else self.total - costs

    @property
    def average_price(self) -> Decimal | None:
        """Volume-weighted."""
        return cents(self.executed / self.filled) if self.filled else None

    def executed_at(self, now: datetime) -> datetime | None:
        return max((fill.when or now for fill in self.unreversed), default=None)

    @property
    def reserve_price(self) -> Decimal:
        """A limit is what a share costs at most; else the greatest price that is known, and a margin."""
        if self.kind in ("limit", "stop_limit"):
            return self.price
        return max(self.price, self.stop or Decimal(0), self.latest or Decimal(0)) * (1 + MARKET_MARGIN)

    @property
    def reserved(self) -> Decimal:
        """Cash for the unfilled shares: their price, and what they add to the commission of the whole order."""
        if self.side == "sell" or not self.open_quantity:
            return Decimal(0)
        rest = self.open_quantity * self.reserve_price
        return cents(rest) + self.commission_of(rest)

    def commission_of(self, amount: Decimal) -> Decimal:
        """What an amount adds to the commission: it is rounded once for the whole order."""
        return cents(self.rate * (self.executed + amount)) - cents(self.rate * self.executed)

    def content(self) -> tuple[object, ...]:
        return (self.book.name, self.symbol, self.side, self.quantity, self.price, self.kind, self.stop)
