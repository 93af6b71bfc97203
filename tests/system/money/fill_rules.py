"""Fills: of open orders and of closed ones, several at once, sent again, and taken back."""

from datetime import datetime
from decimal import Decimal

from exact_model import Fill, Refused
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from machine import COSTS, PICK, TIMES, Machine, pick

CHEAPEST = Decimal("0.01")
# Costs that eat all that a sale brings.
ALL = Decimal(-1)


class FillRules(Machine):
    @precondition(Machine.orders_exist)
    @rule(
        number=PICK,
        whole=st.booleans(),
        fit=st.integers(0, 9),
        quantity=st.integers(1, 400),
        slip=st.integers(-5, 5),
        costs=COSTS | st.just(ALL),
        when=TIMES,
        plain=st.booleans(),
    )
    def fill(
        self,
        number: int,
        whole: bool,
        fit: int,
        quantity: int,
        slip: int,
        costs: Decimal | None,
        when: datetime | None,
        plain: bool,
    ) -> None:
        order = self.pick_order(number, lambda order: order.remaining > 0)
        quantity = min(quantity, order.remaining) or quantity if fit else quantity
        quantity = order.remaining if whole and order.remaining else quantity
        price = max(CHEAPEST, order.price + slip)
        if costs == ALL:
            costs = quantity * price / 2 if quantity % 2 == 0 else None
        fill = self.new_fill(order, quantity, price, costs, when)
        if self.both(lambda: order.book.execute(order, fill), lambda: self.driver.fill(fill, plain)):
            self.fills.append(fill)

    @precondition(Machine.orders_exist)
    @rule(parts=st.lists(st.tuples(PICK, st.integers(1, 200), st.integers(-5, 5)), min_size=2, max_size=4))
    def fill_several(self, parts: list[tuple[int, int, int]]) -> None:
        """One statement with several fills, as a broker connector sends those of a day: all of them count or none."""
        fills = []
        for number, quantity, slip in parts:
            order = self.pick_order(number, lambda order: order.remaining > 0)
            fills.append(self.new_fill(order, min(quantity, order.remaining) or quantity, max(CHEAPEST, order.price + slip)))

        def model() -> None:
            before = [book.mark() for book in self.books]
            try:
                for fill in fills:
                    fill.commission = fill.order.commission_of(fill.amount)
                    fill.order.book.execute(fill.order, fill)
            except Refused:
                for book, mark in zip(self.books, before, strict=True):
                    book.return_to(mark)
                raise

        if self.both(model, lambda: self.driver.fill_several(fills)):
            self.fills += fills

    @precondition(lambda self: bool(self.fills))
    @rule(number=PICK, more=st.booleans(), when=TIMES, plain=st.booleans())
    def replay(self, number: int, more: bool, when: datetime | None, plain: bool) -> None:
        """A fill once more, or with another quantity, perhaps of another day."""
        fill = self.fills[number % len(self.fills)]
        again = Fill(fill.name, fill.order, fill.quantity + more, fill.price, fill.commission, fill.tax, fill.broker, when)
        self.both(lambda: fill.repeats(again), lambda: self.driver.fill(again, plain))

    @precondition(lambda self: bool(self.fills))
    @rule(number=PICK)
    def reverse(self, number: int) -> None:
        fill = pick(self.fills, number, lambda fill: fill.reversed_by is None)
        name = self.new_name("reversal")
        query = "select (reverse_execution(%s, %s, %s)).execution_id"
        arguments = (self.driver.ids[fill.order.name], fill.name, name)
        if self.both(lambda: fill.order.book.reverse(fill, name), lambda: self.driver.broker(query, *arguments)):
            assert self.driver.broker(query, *arguments) == [(name,)]
