"""Random users, orders, fills, repetitions, reversals, cancellations and cash, against exact decimals.

The short profile runs always; the long one (2,000 examples of 50 steps) by
`KABOOM_PROFILE=long ./tests/run tests/system/money/test_every_figure_equals_an_exact_model.py`.
"""

import os
from collections.abc import Callable
from decimal import Decimal

import psycopg
from driver import Driver, expected
from exact_model import RATES, Book, Fill, Order, Refused
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

EXAMPLES = {"short": (25, 30), "long": (2000, 50)}
SYMBOLS = st.sampled_from(["7203", "130A"])
PRICES = st.integers(1, 300_000).map(lambda n: Decimal(n) / 100)
QUANTITIES = st.integers(0, 400)
COSTS = st.none() | st.integers(0, 50_000).map(lambda n: Decimal(n) / 100)
PICK = st.integers(0, 10**6)


class Money(RuleBasedStateMachine):
    """Drives the model and the database, and compares them after every step."""

    conninfo = ""

    def __init__(self) -> None:
        super().__init__()
        self.driver = Driver(self.conninfo)
        self.books: list[Book] = []
        self.repeatable: dict[tuple[str, str], Order] = {}
        self.payments: dict[tuple[str, str], tuple[str, Decimal]] = {}
        self.fills: list[Fill] = []
        self.serial = 0

    def teardown(self) -> None:
        self.driver.close()

    def both(self, model: Callable[[], None], database: Callable[[], object]) -> bool:
        """Act in both; either both succeed, or both refuse with the same code. Return whether they succeeded."""
        wanted = None
        try:
            model()
        except Refused as refusal:
            wanted = refusal.code
        try:
            database()
        except psycopg.Error as error:
            assert error.sqlstate == wanted, f"the model says {wanted}, the database {error}"
            assert error.diag.message_hint
            return False
        assert wanted is None, f"the model says {wanted}, the database accepts"
        return True

    def new_name(self, kind: str) -> str:
        self.serial += 1
        return f"{kind}{self.serial}"

    def pick_order(self, number: int) -> Order:
        orders = [order for book in self.books for order in book.orders]
        return orders[number % len(orders)]

    def within_holding(self, book: Book, symbol: str, side: str, quantity: int, fit: int) -> int:
        """Because other sales only end in a refusal, most are of shares that are owned."""
        owned = book.holding(symbol)[0]
        return min(quantity, owned) if side == "sell" and fit > 2 and owned else quantity

    def orders_exist(self) -> bool:
        return any(book.orders for book in self.books)

    @initialize(tier=st.sampled_from(sorted(RATES)))
    def sign_up(self, tier: str) -> None:
        self.driver.sign_up("first", "basic")
        self.driver.sign_up("second", tier)
        for owner, own_tier in (("first", "basic"), ("second", tier), ("second", tier)):
            book = Book(self.new_name("book"), owner, own_tier, Decimal("500000"))
            book.move(book.capital)
            book.paid_in = book.capital
            self.driver.open(book)
            self.books.append(book)

    @rule(book=PICK, amount=st.integers(-80_000_000, 30_000_000).filter(bool), key=st.integers(0, 30))
    def pay(self, book: int, amount: int, key: int) -> None:
        chosen, yen = self.books[book % 3], Decimal(amount) / 100
        slot = (chosen.owner, f"key{key}")

        def model() -> None:
            if slot in self.payments:
                if self.payments[slot] != (chosen.name, yen):
                    raise Refused("KB120")
                return
            chosen.pay(yen)
            self.payments[slot] = (chosen.name, yen)

        function = "deposit_cash" if yen > 0 else "withdraw_cash"
        query = f"select {function}(%s, %s, %s)"
        self.both(
            model,
            lambda: self.driver.call("authenticated", chosen.owner, query, self.driver.ids[chosen.name], abs(yen), slot[1]),
        )

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
        order = Order("", chosen, symbol, side, quantity, price, kind, stop, RATES[chosen.tier])
        slot = (chosen.owner, f"client{client}")
        repeated = self.repeatable.get(slot) if client is not None else None

        def model() -> None:
            if repeated and quantity > 0 and (kind in ("stop", "stop_limit")) == (stop is not None):
                if repeated.content() != order.content():
                    raise Refused("KB121")
                return
            chosen.place(order)

        def database() -> None:
            order.name = self.driver.place(order, slot[1] if client is not None else None, plain)

        if self.both(model, database) and not repeated and client is not None:
            self.repeatable[slot] = order
        if repeated and not plain and order.name:
            assert order.name == repeated.name

    @precondition(orders_exist)
    @rule(
        number=PICK, whole=st.booleans(), quantity=st.integers(1, 400), slip=st.integers(-5, 5), costs=COSTS, plain=st.booleans()
    )
    def fill(self, number: int, whole: bool, quantity: int, slip: int, costs: Decimal | None, plain: bool) -> None:
        order = self.pick_order(number)
        quantity = order.open_quantity if whole and order.open_quantity else quantity
        price = max(Decimal("0.01"), order.price + slip)
        fill = Fill(self.new_name("fill"), order, quantity, price, Decimal(0), Decimal(0), (costs, costs))
        fill.commission = order.book.commission(order, fill.amount) if costs is None else costs
        fill.tax = costs or Decimal(0)
        if self.both(lambda: order.book.execute(order, fill), lambda: self.driver.fill(fill, plain)):
            self.fills.append(fill)

    @precondition(orders_exist)
    @rule(parts=st.lists(st.tuples(PICK, st.integers(1, 200), st.integers(-5, 5)), min_size=2, max_size=4))
    def fill_several(self, parts: list[tuple[int, int, int]]) -> None:
        """One statement with several fills, as a broker connector sends those of a day: all of them count or none."""
        fills = []
        for number, quantity, slip in parts:
            order = self.pick_order(number)
            price = max(Decimal("0.01"), order.price + slip)
            quantity = min(quantity, order.open_quantity) or quantity
            fills.append(Fill(self.new_name("fill"), order, quantity, price, Decimal(0), Decimal(0), (None, None)))

        def model() -> None:
            before = [book.mark() for book in self.books]
            try:
                for fill in fills:
                    fill.commission = fill.order.book.commission(fill.order, fill.amount)
                    fill.order.book.execute(fill.order, fill)
            except Refused:
                for book, mark in zip(self.books, before, strict=True):
                    book.return_to(mark)
                raise

        if self.both(model, lambda: self.driver.fill_several(fills)):
            self.fills += fills

    @precondition(lambda self: bool(self.fills))
    @rule(number=PICK, other=st.booleans(), plain=st.booleans())
    def replay(self, number: int, other: bool, plain: bool) -> None:
        fill = self.fills[number % len(self.fills)]
        again = Fill(fill.name, fill.order, fill.quantity + other, fill.price, fill.commission, fill.tax, fill.broker)

        def model() -> None:
            if other:
                raise Refused("KB122")

        self.both(model, lambda: self.driver.fill(again, plain))

    @precondition(lambda self: bool(self.fills))
    @rule(number=PICK)
    def reverse(self, number: int) -> None:
        fill = self.fills[number % len(self.fills)]
        name = self.new_name("reversal")
        query = "select (reverse_execution(%s, %s, %s)).execution_id"
        arguments = (self.driver.ids[fill.order.name], fill.name, name)
        if self.both(
            lambda: fill.order.book.reverse(fill, name), lambda: self.driver.call("service_role", None, query, *arguments)
        ):
            assert self.driver.call("service_role", None, query, *arguments) == [(name,)]

    @rule(
        book=PICK,
        symbol=SYMBOLS,
        side=st.sampled_from(["buy", "sell"]),
        quantity=QUANTITIES,
        price=PRICES,
        costs=COSTS,
        fit=st.integers(0, 9),
    )
    def record(self, book: int, symbol: str, side: str, quantity: int, price: Decimal, costs: Decimal | None, fit: int) -> None:
        chosen = self.books[book % 3]
        quantity = self.within_holding(chosen, symbol, side, quantity, fit)
        order = Order("", chosen, symbol, side, quantity, price, "limit", None, RATES[chosen.tier])
        fill = Fill(self.new_name("fill"), order, quantity, price, Decimal(0), Decimal(0), (costs, costs))
        fill.commission = chosen.commission(order, fill.amount) if costs is None else costs
        fill.tax = costs or Decimal(0)

        def database() -> None:
            order.name = self.driver.record(order, fill)

        if self.both(lambda: chosen.place(order, fill), database):
            self.fills.append(fill)

    @precondition(orders_exist)
    @rule(number=PICK, broker=st.booleans(), plain=st.booleans())
    def close(self, number: int, broker: bool, plain: bool) -> None:
        order = self.pick_order(number)
        status = "rejected" if broker else "cancelled"
        role, user = ("service_role", None) if broker else ("authenticated", order.book.owner)
        query = f"select {'reject' if broker else 'cancel'}_order(%s)"
        if plain:
            query = f"update trades set status = '{status}' where id = %s returning id"
        self.both(
            lambda: order.book.reject(order) if broker else order.book.cancel(order),
            lambda: self.driver.call(role, user, query, self.driver.ids[order.name]),
        )

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

    @invariant()
    def every_figure_agrees(self) -> None:
        for book in self.books:
            assert self.driver.figures(book) == expected(book)
        assert self.driver.owner("select * from kaboom.verify_ledger()") == []


def test_every_figure_equals_an_exact_model(conninfo: str) -> None:
    examples, steps = EXAMPLES[os.environ.get("KABOOM_PROFILE", "short")]
    Money.conninfo = conninfo
    run_state_machine_as_test(
        Money,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
