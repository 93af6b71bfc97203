"""Fills at any time and in any order, busts, transfers, splits, mergers, allotments and dividends, against exact numbers.

The machine of test_every_figure_equals_an_exact_model.py knows them, too; here nearly every step is one. The long profile:
`KABOOM_PROFILE=long ./tests/run tests/system/money/test_corporate_actions_equal_an_exact_model.py`.
"""

import os
from datetime import date, datetime
from decimal import Decimal

from action_rules import ActionRules
from exact_actions import Action
from exact_book import Book
from exact_model import RATES, Adjustment, Order
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule, run_state_machine_as_test
from machine import LONG_AGO, PICK, TIMES, pick

EXAMPLES = {"short": (5, 25), "long": (1000, 60)}
# What is announced before anything happens: by symbol, kind, ex_date, old and new shares.
ANNOUNCED = [
    ("130A", "split", date(2024, 3, 4), 1, 5),
    ("130A", "merger", date(2024, 3, 5), 10, 1),
    ("7203", "split", date(2024, 3, 4), 2, 3),
    ("7203", "free_allotment", date(2024, 3, 5), 10, 11),
]
Trade = tuple[int, str, str, int, Decimal, datetime | None, int]
TRADES = st.tuples(
    PICK,
    st.sampled_from(["130A", "130A", "7203"]),
    st.sampled_from(["buy", "buy", "sell"]),
    st.integers(1, 60),
    st.integers(1, 90_000).map(lambda n: Decimal(n) / 100),
    TIMES,
    st.integers(0, 9),
)


class Shares(ActionRules):
    def __init__(self) -> None:
        super().__init__()
        self.beginning: list[Trade] = []

    @initialize(trades=st.lists(TRADES, min_size=4, max_size=8))
    def begin_with_actions(self, trades: list[Trade]) -> None:
        """Actions, and some trades, of which some come before others in time."""
        self.beginning = trades
        if len(self.books) == 3:
            self.act_at_the_beginning()

    def begin(self, book: Book) -> None:
        super().begin(book)
        if len(self.books) == 3 and self.beginning:
            self.act_at_the_beginning()

    def act_at_the_beginning(self) -> None:
        for symbol, kind, ex_date, old, new in ANNOUNCED:
            action = Action(self.new_name("action"), symbol, kind, ex_date, 1, old, new)
            self.actions.announce(action)
            self.driver.announce(action)
        self.trade(self.beginning)

    @rule(trades=st.lists(TRADES, min_size=1, max_size=4))
    def trade(self, trades: list[Trade]) -> None:
        for trade in trades:
            self.record_filled(*trade)

    def record_filled(
        self, number: int, symbol: str, side: str, quantity: int, price: Decimal, when: datetime | None, fit: int
    ) -> None:
        """An order that was filled elsewhere, perhaps long before it is recorded."""
        book = self.books[number % 3]
        quantity = self.within_holding(book, symbol, side, quantity, fit)
        order = Order("", book, symbol, side, quantity, price, "limit", None, RATES[book.tier])
        fill = self.new_fill(order, quantity, price, Decimal(0), when)
        order.broker_id = fill.name

        def database() -> None:
            order.name = self.driver.record(order, fill)

        if self.both(lambda: book.admit(order, fill), database):
            self.fills.append(fill)

    @precondition(lambda self: bool(self.fills))
    @rule(number=PICK)
    def bust(self, number: int) -> None:
        fill = pick(self.fills, number, lambda fill: fill.reversed_by is None)
        name = self.new_name("bust")
        query = "select (reverse_execution(%s, %s, %s)).execution_id"
        arguments = (self.driver.ids[fill.order.name], fill.name, name)
        self.both(lambda: fill.order.book.reverse(fill, name), lambda: self.driver.broker(query, *arguments))

    @rule(
        number=PICK,
        symbol=st.sampled_from(["130A", "7203"]),
        quantity=st.integers(-30, 60).filter(bool),
        cost=PICK,
        is_old=st.booleans(),
    )
    def transfer(self, number: int, symbol: str, quantity: int, cost: int, is_old: bool) -> None:
        """Shares come, or leave: now, or as if they had long ago."""
        book, name = self.books[number % 3], self.new_name("transfer")
        yen, when = (Decimal(cost) / 100, LONG_AGO) if quantity > 0 and is_old else (Decimal(cost) / 100, None)
        moved = Adjustment(book, "transfer", symbol, quantity, yen if quantity > 0 else None, when)
        if self.both(lambda: book.adjust(moved), lambda: self.driver.adjust(moved, name, by_owner=False, plain=False)):
            self.adjustments.append(moved)
            if when:
                self.driver.backdate(moved, when)

    @precondition(lambda self: bool(self.adjustments))
    @rule(number=PICK)
    def take_transfer_back(self, number: int) -> None:
        moved = pick(self.adjustments, number, lambda moved: moved.reversed_by is None)
        name = self.new_name("back")
        query = "select (reverse_adjustment(%s, %s, %s)).entry_no"
        arguments = (self.driver.ids[moved.book.name], moved.entry, name)
        self.both(lambda: moved.book.take_back(moved, name), lambda: self.driver.broker(query, *arguments))

    @rule(number=PICK, book=PICK)
    def apply_ratio(self, number: int, book: int) -> None:
        """Another chance of what most of this is about."""
        ratios = [action for action in self.announced if action.kind != "dividend"]
        self.apply_to(pick(ratios, number, lambda action: action.in_force), self.books[book % 3])


def test_corporate_actions_equal_an_exact_model(conninfo: str) -> None:
    examples, steps = EXAMPLES[os.environ.get("KABOOM_PROFILE", "short")]
    Shares.conninfo = conninfo
    run_state_machine_as_test(
        Shares,
        settings=settings(
            max_examples=int(os.environ.get("KABOOM_EXAMPLES", examples)),
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
