"""Prices, cash and shares that move without a trade, and portfolios that are archived and opened again."""

from decimal import Decimal

from exact_model import Adjustment, Refused
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from machine import PICK, PRICES, SYMBOLS, Machine, pick

# Owners move cash by the first two, the service role by the others, which may have either sign.
KINDS = ["deposit", "deposit", "withdrawal", "withdrawal", "fee", "interest", "capital_gains_tax", "adjustment"]


class PortfolioRules(Machine):
    @rule(
        book=PICK,
        kind=st.sampled_from(KINDS),
        amount=st.integers(-80_000_000, 30_000_000).filter(bool),
        key=st.integers(0, 30),
        plain=st.booleans(),
    )
    def pay(self, book: int, kind: str, amount: int, key: int, plain: bool) -> None:
        chosen = self.books[book % 3]
        yen = Decimal({"deposit": abs(amount), "withdrawal": -abs(amount)}.get(kind, amount)) / 100
        slot = (chosen.owner, f"key{key}")

        def model() -> None:
            if slot in self.payments:
                if self.payments[slot] != (chosen.name, kind, yen):
                    raise Refused("KB120")
                return
            chosen.pay(kind, yen)
            self.payments[slot] = (chosen.name, kind, yen)

        self.both(model, lambda: self.driver.pay(chosen, kind, yen, slot[1], plain))

    @rule(symbol=SYMBOLS, price=PRICES)
    def quote(self, symbol: str, price: Decimal) -> None:
        """The market moves: later orders reserve by it, and shares are worth it."""
        self.latest[symbol] = price
        self.driver.quote(symbol, price)

    @rule(
        book=PICK,
        kind=st.sampled_from(["transfer", "transfer", "correction"]),
        symbol=SYMBOLS,
        quantity=st.integers(-200, 400),
        cost=st.none() | st.just(0) | st.integers(-5_000_000, 50_000_000),
        fit=st.integers(0, 9),
        key=st.integers(0, 30),
        by_owner=st.booleans(),
        plain=st.booleans(),
    )
    def move_shares(
        self,
        book: int,
        kind: str,
        symbol: str,
        quantity: int,
        cost: int | None,
        fit: int,
        key: int,
        by_owner: bool,
        plain: bool,
    ) -> None:
        chosen = self.books[book % 3]
        by_owner = kind == "transfer" and by_owner and (self.owners_may_transfer or not fit)
        if fit and kind == "transfer":  # one in ten keeps a cost that does not fit
            cost = abs(cost or 0) if quantity > 0 else None
        if fit > 2 and quantity < 0:
            quantity = max(quantity, -chosen.free_shares(symbol)) or quantity
        moved = Adjustment(chosen, kind, symbol, quantity, None if cost is None else Decimal(cost) / 100)
        slot = (chosen.owner, f"key{key}")

        def model() -> None:
            if by_owner and not self.owners_may_transfer:
                raise Refused("KB106")
            moved.check()
            if slot not in self.keys:
                chosen.adjust(moved)
                self.keys[slot] = moved
                self.adjustments.append(moved)
            elif self.keys[slot].content() != moved.content():
                raise Refused("KB120")

        self.both(model, lambda: self.driver.adjust(moved, slot[1], by_owner, plain))

    @precondition(lambda self: bool(self.adjustments))
    @rule(number=PICK)
    def take_back(self, number: int) -> None:
        moved = pick(self.adjustments, number, lambda moved: moved.reversed_by is None)
        name = self.new_name("back")
        query = "select (reverse_adjustment(%s, %s, %s)).entry_no"
        arguments = (self.driver.ids[moved.book.name], moved.entry, name)
        if self.both(lambda: moved.book.take_back(moved, name), lambda: self.driver.broker(query, *arguments)):
            assert self.driver.broker(query, *arguments) == [(moved.book.entries,)]

    @rule(book=PICK, active=st.sampled_from([0, 1, 1]))
    def archive(self, book: int, active: int) -> None:
        chosen = self.books[book % 3]
        identity = self.driver.ids[chosen.name]
        if active:
            chosen.active = True
            query = "update portfolios set is_active = true where id = %s returning id"
            self.driver.call("authenticated", chosen.owner, query, identity)
        elif chosen.active:
            query = "select archive_portfolio(%s)"
            self.both(chosen.archive, lambda: self.driver.call("authenticated", chosen.owner, query, identity))
