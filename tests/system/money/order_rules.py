"""Orders: placing, sending to the broker, asking to cancel, cancelling, rejecting, and recording what was filled elsewhere."""

from datetime import datetime
from decimal import Decimal

from exact_model import RATES, Order, Refused
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from machine import COSTS, PICK, PRICES, QUANTITIES, SYMBOLS, TIMES, Machine


class OrderRules(Machine):
    @rule(
        book=PICK,
        symbol=SYMBOLS,
        side=st.sampled_from(["buy", "buy", "sell"]),
        quantity=QUANTITIES,
        price=PRICES,
        kind=st.sampled_from(["limit", "market", "stop", "stop_limit"]),
        stop=st.none() | PRICES,
        fit=st.integers(0, 9),
        client=st.none() | st.integers(0, 5),
        plain=st.booleans(),
    )
    def place(
        self,
        book: int,
        symbol: str,
        side: str,
        quantity: int,
        price: Decimal,
        kind: str,
        stop: Decimal | None,
        fit: int,
        client: int | None,
        plain: bool,
    ) -> None:
        chosen = self.books[book % 3]
        if fit:  # one in ten keeps a stop price that does not fit
            stop = (stop or price) if kind in ("stop", "stop_limit") else None
        quantity = self.within_holding(chosen, symbol, side, quantity, fit)
        order = Order("", chosen, symbol, side, quantity, price, kind, stop, RATES[chosen.tier], self.latest.get(symbol))
        slot = (chosen.owner, f"client{client}")
        repeated = self.repeatable.get(slot) if client is not None else None

        def model() -> None:
            order.check()
            if not repeated:
                chosen.admit(order)
            elif repeated.content() != order.content():
                raise Refused("KB121")

        def database() -> None:
            order.name = self.driver.place(order, slot[1] if client is not None else None, plain)

        if self.both(model, database) and not repeated and client is not None:
            self.repeatable[slot] = order
        if repeated and not plain and order.name:
            assert order.name == repeated.name

    @precondition(Machine.orders_exist)
    @rule(number=PICK)
    def send(self, number: int) -> None:
        """The broker has the order from now on."""
        order = self.pick_order(number, lambda order: order.broker_id is None)
        order.broker_id = order.broker_id or self.new_name("sent")
        self.driver.send(order)

    @precondition(Machine.orders_exist)
    @rule(
        number=PICK,
        action=st.sampled_from(["cancel", "cancel", "cancel", "reject", "confirm_cancel", "refuse_cancel"]),
        by_broker=st.booleans(),
        plain=st.booleans(),
    )
    def close(self, number: int, action: str, by_broker: bool, plain: bool) -> None:
        order = self.pick_order(number, lambda order: order.open_quantity > 0)
        by_broker = by_broker or action in ("confirm_cancel", "refuse_cancel")
        plain = plain or (action == "reject" and not by_broker)
        function = {"cancel": "cancel_order", "reject": "reject_order"}.get(action, action)
        query = f"select {function}(%s)"
        if plain and action in ("cancel", "reject"):
            query = f"update trades set status = '{'cancelled' if action == 'cancel' else 'rejected'}' where id = %s returning id"
        role, user = ("service_role", None) if by_broker else ("authenticated", order.book.owner)

        def model() -> None:
            if action == "reject" and not by_broker and order.status in ("pending", "rejected"):
                raise Refused("42501")
            getattr(order.book, action)(order)

        self.both(model, lambda: self.driver.call(role, user, query, self.driver.ids[order.name]))

    @rule(
        book=PICK,
        symbol=SYMBOLS,
        side=st.sampled_from(["buy", "sell"]),
        quantity=QUANTITIES,
        price=PRICES,
        costs=COSTS,
        when=TIMES,
        fit=st.integers(0, 9),
    )
    def record(
        self,
        book: int,
        symbol: str,
        side: str,
        quantity: int,
        price: Decimal,
        costs: Decimal | None,
        when: datetime | None,
        fit: int,
    ) -> None:
        chosen = self.books[book % 3]
        quantity = self.within_holding(chosen, symbol, side, quantity, fit)
        order = Order("", chosen, symbol, side, quantity, price, "limit", None, RATES[chosen.tier])
        fill = self.new_fill(order, quantity, price, costs, when)
        order.broker_id = fill.name

        def model() -> None:
            order.check()
            chosen.admit(order, fill)

        def database() -> None:
            order.name = self.driver.record(order, fill)

        if self.both(model, database):
            self.fills.append(fill)
            self.recorded.append(fill)

    @precondition(lambda self: bool(self.recorded))
    @rule(number=PICK, more=st.booleans(), when=TIMES)
    def record_again(self, number: int, more: bool, when: datetime | None) -> None:
        """The same order and fill once more, or with another quantity, perhaps of another day."""
        fill = self.recorded[number % len(self.recorded)]
        first = fill.order
        again = Order("", first.book, first.symbol, first.side, first.quantity + more, first.price, "limit", None, first.rate)
        same = self.new_fill(again, again.quantity, fill.price, fill.broker[0], when)
        same.name = fill.name

        def model() -> None:
            if more:
                raise Refused("KB121")
            fill.repeats(same)

        def database() -> None:
            assert self.driver.record(again, same) == "repeated"

        self.both(model, database)
