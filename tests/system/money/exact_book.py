"""A portfolio as the trading rules want it: its cash, its orders, and what may be done with them."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from exact_actions import Action, Applied, Ratio
from exact_model import Adjustment, Fill, Holding, Order, Refused

OTHER_INCOME = ("fee", "interest", "capital_gains_tax")


@dataclass(frozen=True)
class Row:
    """An execution, an adjustment or a reversal as it was booked. It never changes."""

    entry: int
    order: Order | None
    shares: int
    cost_change: Decimal
    profit: Decimal


@dataclass(eq=False)
class Book:
    """One portfolio."""

    name: str
    owner: str
    tier: str
    capital: Decimal
    active: bool = True
    cash: Decimal = Decimal(0)
    entries: int = 0
    # Yen of the cash ledger by kind, but for what fills have moved.
    moved: dict[str, Decimal] = field(default_factory=dict)
    orders: list[Order] = field(default_factory=list)
    history: list[Fill | Adjustment | Ratio] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    # Fills that were booked after an action and belong before it, in the order in which they were converted.
    late: list[tuple[Ratio, Fill]] = field(default_factory=list)
    applied: dict[Action, Applied] = field(default_factory=dict)
    account_kind: str = "taxable"

    def open(self) -> None:
        self.post(self.capital)
        self.moved["opening"] = self.capital

    def post(self, *amounts: Decimal) -> None:
        """Each amount is one entry of the cash ledger."""
        self.cash += sum(amounts, Decimal(0))
        self.entries += len(amounts)

    def sum_of(self, *kinds: str) -> Decimal:
        return sum((self.moved.get(kind, Decimal(0)) for kind in kinds), Decimal(0))

    def mark(self) -> tuple[Decimal, int, int, int]:
        """A state of the book, for return_to."""
        return self.cash, self.entries, len(self.history), len(self.rows)

    def return_to(self, mark: tuple[Decimal, int, int, int]) -> None:
        """Remove the fills since a mark."""
        self.cash, self.entries, length, rows = mark
        for fill in self.history[length:]:
            assert isinstance(fill, Fill)
            fill.order.fills.remove(fill)
        del self.history[length:], self.rows[rows:]

    @property
    def reserved(self) -> Decimal:
        return sum((order.reserved for order in self.orders), Decimal(0))

    @property
    def free(self) -> Decimal:
        return self.cash - self.reserved

    def reserved_shares(self, symbol: str) -> int:
        return sum(order.open_quantity for order in self.orders if order.symbol == symbol and order.side == "sell")

    def free_shares(self, symbol: str) -> int:
        return self.holding(symbol).shares - self.reserved_shares(symbol)

    @property
    def symbols(self) -> list[str]:
        return sorted({movement.symbol for movement in self.history})

    def place(self, movement: Fill | Adjustment | Ratio) -> int:
        """Where a movement counts: where it was booked, or before another one."""
        before = movement.before if isinstance(movement, Ratio) else None
        return self.history.index(before or movement)

    def order_of(self, movement: Fill | Adjustment | Ratio) -> tuple[int, bool, date, int]:
        moved = isinstance(movement, Ratio) and movement.before is not None
        ex_date = movement.action.ex_date if isinstance(movement, Ratio) else date.min
        return self.place(movement), not moved, ex_date, self.history.index(movement)

    def shares_of(self, fill: Fill) -> int:
        """What a fill counts in shares of its place: one of the time before a split that was booked after it, more."""
        shares = fill.quantity
        for ratio, late in self.late:
            if late is fill and ratio.reversed_by is None:
                shares = shares * ratio.action.new // ratio.action.old
        return shares

    def holding(self, symbol: str, without: Fill | Adjustment | None = None) -> Holding:
        """The moving average over all movements that are not taken back: as they were booked, actions where they belong."""
        held = Holding()
        for movement in sorted((m for m in self.history if m.symbol == symbol), key=self.order_of):
            if movement.reversed_by is not None or movement is without:
                continue
            held = movement.applied(held, self.shares_of(movement)) if isinstance(movement, Fill) else movement.applied(held)
        return held

    def add_row(self, before: Holding, after: Holding, order: Order | None) -> None:
        """What a booking changed, also in profits that were realised before, is a part of its own row."""
        shares, cost, profit = after.shares - before.shares, after.cost - before.cost, after.profit - before.profit
        self.rows.append(Row(self.entries + 1, order, shares, cost, profit))

    def profit_of(self, order: Order) -> Decimal:
        return sum((row.profit for row in self.rows if row.order is order), Decimal(0))

    def cost_given_away(self, order: Order) -> Decimal:
        if order.side == "buy":
            return Decimal(0)
        return -sum((row.cost_change for row in self.rows if row.order is order), Decimal(0))

    # --- what users and brokers do ---

    def admit(self, order: Order, fill: Fill | None = None) -> None:
        if not self.active:
            raise Refused("KB102")
        if order.side == "sell" and self.free_shares(order.symbol) < order.quantity:
            raise Refused("KB111")
        if fill:
            self.accept(order, fill)
        elif self.free < order.reserved:
            raise Refused("KB110")
        self.orders.append(order)

    def accept(self, order: Order, fill: Fill) -> None:
        """Book a fill whose costs are known, if cash is there."""
        before = self.holding(order.symbol)
        order.fills.append(fill)
        if self.free + fill.cash < 0:
            order.fills.pop()
            raise Refused("KB110")
        self.history.append(fill)
        self.add_row(before, self.holding(order.symbol), order)
        gross = -fill.amount if order.side == "buy" else fill.amount
        self.post(gross, *(-cost for cost in (fill.commission, fill.tax) if cost))

    def execute(self, order: Order, fill: Fill) -> None:
        """The broker's word is the truth: a closed order is filled, too, but has nothing reserved for it."""
        if fill.quantity > order.remaining:
            raise Refused("KB132")
        if order.side == "sell" and not order.open_quantity and self.free_shares(order.symbol) < fill.quantity:
            raise Refused("KB111")
        self.accept(order, fill)

    def without(self, movement: Fill | Adjustment) -> tuple[Holding, Holding]:
        """The holding before and after a movement is taken back. What was sold later, or waits to be sold, must be there."""
        if movement.reversed_by is not None:
            raise Refused("KB141")
        before, after = self.holding(movement.symbol), self.holding(movement.symbol, movement)
        if after.shares < before.shares and after.shares < self.reserved_shares(movement.symbol):
            raise Refused("KB111")
        return before, after

    def reverse(self, fill: Fill, name: str) -> None:
        before, after = self.without(fill)
        order, closed = fill.order, fill.order.closed
        # An archive holds nothing that could still move.
        fill.reversed_by, order.closed = name, closed or (None if self.active else "cancelled")
        if self.cash - fill.cash < self.reserved:
            fill.reversed_by, order.closed = None, closed
            raise Refused("KB110")
        self.book_bust(before, after, fill)

    def book_bust(self, before: Holding, after: Holding, fill: Fill) -> None:
        """What splits made of the fill is a row of its own: of a purchase before the bust, so that no share is missing."""
        shares = -fill.quantity if fill.order.side == "buy" else fill.quantity
        more, fractions = after.shares - before.shares - shares, after.receivable - before.receivable
        is_recounted = bool(more or fractions)

        def recount() -> None:
            self.rows.append(Row(self.entries + 1, None, more, -fractions, Decimal(0)))
            self.entries += 1

        if is_recounted and fill.order.side == "buy":
            recount()
        cost, profit = after.cost - before.cost + fractions, after.profit - before.profit
        self.rows.append(Row(self.entries + 1, fill.order, shares, cost, profit))
        self.post(-fill.cash)
        if is_recounted and fill.order.side == "sell":
            recount()

    def cancel(self, order: Order) -> None:
        """Once the broker has the order, this only asks for it."""
        if order.status in ("filled", "rejected"):
            raise Refused("KB133")
        if order.broker_id and not order.closed:
            order.cancel_requested = True
        else:
            order.closed = "cancelled"

    def confirm_cancel(self, order: Order) -> None:
        if order.status in ("filled", "rejected"):
            raise Refused("KB133")
        order.closed = "cancelled"

    def refuse_cancel(self, order: Order) -> None:
        if order.open_quantity:
            order.cancel_requested = False

    def reject(self, order: Order) -> None:
        if order.status not in ("pending", "rejected"):
            raise Refused("KB133")
        order.closed = "rejected"

    def pay(self, kind: str, amount: Decimal) -> None:
        if not self.active:
            raise Refused("KB102")
        if self.free + amount < 0:
            raise Refused("KB110")
        self.post(amount)
        self.moved[kind] = self.sum_of(kind) + amount

    def adjust(self, adjustment: Adjustment) -> None:
        if not self.active:
            raise Refused("KB102")
        if adjustment.quantity < 0 and self.free_shares(adjustment.symbol) < -adjustment.quantity:
            raise Refused("KB111")
        before = self.holding(adjustment.symbol)
        try:
            after = adjustment.applied(before)
        except Refused:
            raise Refused("KB213") from None
        self.history.append(adjustment)
        self.add_row(before, after, None)
        self.entries += 1
        adjustment.entry = self.entries

    def take_back(self, adjustment: Adjustment, name: str) -> None:
        before, after = self.without(adjustment)
        adjustment.reversed_by = name
        self.add_row(before, after, None)
        self.entries += 1

    def archive(self) -> None:
        if any(order.open_quantity for order in self.orders):
            raise Refused("KB103")
        self.active = False
