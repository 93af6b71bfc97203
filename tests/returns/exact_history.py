"""What snapshots ought to be, worked out day by day in exact decimals from a list of what happened."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

CENT = Decimal("0.01")


@dataclass
class Entry:
    """A booked movement. `reverses` is the entry that it takes back; `amount` is the cash of a fill before costs."""

    kind: str
    day: date
    symbol: str = ""
    shares: int = 0
    cash: Decimal = Decimal(0)
    amount: Decimal = Decimal(0)
    costs: Decimal = Decimal(0)
    stated_cost: Decimal | None = None
    reverses: "Entry | None" = None
    cost_change: Decimal = Decimal(0)
    realized: Decimal = Decimal(0)


@dataclass
class Row:
    """A snapshot."""

    cash: Decimal = Decimal(0)
    market_value: Decimal = Decimal(0)
    cost: Decimal = Decimal(0)
    contributed: Decimal = Decimal(0)
    net_contribution: Decimal = Decimal(0)
    realized_pnl: Decimal = Decimal(0)
    dividends: Decimal = Decimal(0)
    costs: Decimal = Decimal(0)


@dataclass
class History:
    """A portfolio that was opened on a day, with what was booked since, in the order of the books."""

    opened_on: date
    entries: list[Entry] = field(default_factory=list)
    bars: dict[tuple[str, date], Decimal] = field(default_factory=dict)

    def live(self, symbol: str, without: Entry | None = None) -> list[Entry]:
        """The movements of a share that are not taken back."""
        gone = [entry.reverses for entry in self.entries if entry.reverses] + [without]
        return [
            entry
            for entry in self.entries
            if entry.symbol == symbol and not entry.reverses and not any(entry is other for other in gone)
        ]

    def held(self, symbol: str) -> int:
        return sum(entry.shares for entry in self.live(symbol))

    def fold(self, entries: Iterable[Entry]) -> tuple[Decimal, Decimal]:
        """Cost and realised profit that movements give in their order."""
        shares, cost, realized = 0, Decimal(0), Decimal(0)
        for entry in entries:
            change, gain = self.effect(entry, shares, cost)
            shares, cost, realized = shares + entry.shares, cost + change, realized + gain
        return cost, realized

    def effect(self, entry: Entry, shares: int, cost: Decimal) -> tuple[Decimal, Decimal]:
        """What a movement changes of cost and of realised profit."""
        if entry.shares > 0:
            return (entry.stated_cost if entry.stated_cost is not None else entry.amount + entry.costs), Decimal(0)
        sold = -entry.shares
        part = cost if sold == shares else (cost * sold / shares).quantize(CENT, ROUND_HALF_UP)
        return -part, entry.amount - entry.costs - part if entry.kind == "sell" else Decimal(0)

    def book(self, entry: Entry) -> None:
        """Append an entry; its cost and profit follow."""
        if entry.reverses:
            booked = [other for other in self.entries if other.symbol == entry.symbol]
            cost, realized = self.fold(self.live(entry.symbol, without=entry.reverses))
            entry.cost_change = cost - sum((other.cost_change for other in booked), Decimal(0))
            entry.realized = realized - sum((other.realized for other in booked), Decimal(0))
        elif entry.symbol:
            live = self.live(entry.symbol)
            # What the books say, not what a new fold would: rows that are written never change.
            cost = sum((other.cost_change for other in self.entries if other.symbol == entry.symbol), Decimal(0))
            entry.cost_change, entry.realized = self.effect(entry, sum(other.shares for other in live), cost)
        self.entries.append(entry)

    def day_of(self, entry: Entry) -> date:
        return max(self.opened_on, entry.reverses.day if entry.reverses else entry.day)

    def close(self, symbol: str, day: date) -> Decimal | None:
        known = [when for code, when in self.bars if code == symbol and when <= day]
        return self.bars[symbol, max(known)] if known else None

    def rows(self, sessions: list[date]) -> dict[date, Row]:
        """The snapshot of each session since the opening."""
        rows: dict[date, Row] = {}
        contributed = withdrawn = Decimal(0)
        former = date.min
        for session in sessions:
            if session < self.opened_on:
                continue
            row = Row()
            for entry in self.entries:
                if self.day_of(entry) <= session:
                    row.cash += entry.cash
                    row.cost += entry.cost_change
                    row.realized_pnl += entry.realized
                    row.costs += entry.costs
                if former < self.day_of(entry) <= session:
                    came, went = self.contribution(entry, session)
                    contributed, withdrawn = contributed + came, withdrawn + went
            row.market_value = sum((self.worth(symbol, session) for symbol in {e.symbol for e in self.entries}), Decimal(0))
            row.contributed, row.net_contribution = contributed, contributed - withdrawn
            rows[session] = row
            former = session
        return rows

    def worth(self, symbol: str, session: date) -> Decimal:
        entries = [e for e in self.entries if e.symbol == symbol and symbol and self.day_of(e) <= session]
        price = self.close(symbol, session)
        if price is None:
            return sum((entry.cost_change for entry in entries), Decimal(0))
        return sum(entry.shares for entry in entries) * price

    def contribution(self, entry: Entry, session: date) -> tuple[Decimal, Decimal]:
        """What the owner brought in and took out by an entry."""
        original = entry.reverses or entry
        if original.kind in ("opening", "deposit"):
            return entry.cash, Decimal(0)
        if original.kind == "withdrawal":
            return Decimal(0), -entry.cash
        if original.kind != "transfer":
            return Decimal(0), Decimal(0)
        price = self.close(entry.symbol, session)
        worth = entry.shares * price if price is not None else entry.cost_change
        return (worth, Decimal(0)) if original.shares > 0 else (Decimal(0), -worth)


def ttwror(rows: dict[date, Row]) -> Fraction:
    """The time-weighted return of a series of snapshots."""
    growth, former = Fraction(1), Row()
    for row in rows.values():
        inflow = row.contributed - former.contributed
        outflow = row.contributed - row.net_contribution - (former.contributed - former.net_contribution)
        begins_with = former.cash + former.market_value + inflow
        if begins_with > 0:
            growth *= max(Fraction(row.cash + row.market_value + outflow) / Fraction(begins_with), Fraction(0))
        former = row
    return growth - 1
