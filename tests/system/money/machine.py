"""What all rules of the state machine share: three portfolios of two users, acting in both, and comparing after each step."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TypeVar

import psycopg
from driver import Driver
from exact_actions import Actions
from exact_book import Book
from exact_model import RATES, Adjustment, Fill, Order, Refused
from figures import expected, stored
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant

SYMBOLS = st.sampled_from(["7203", "130A"])
PRICES = st.integers(1, 300_000).map(lambda n: Decimal(n) / 100)
QUANTITIES = st.integers(0, 400)
COSTS = st.none() | st.integers(0, 50_000).map(lambda n: Decimal(n) / 100)
# Three days around midnight in Tokyo and in UTC; None is a time that nobody states.
TIMES = st.none() | st.integers(0, 72).map(lambda hours: datetime(2024, 3, 1, tzinfo=UTC) + timedelta(hours=hours))
# Before all of them, so that a share that came then is an old one at every ex_date.
LONG_AGO = datetime(2024, 1, 10, tzinfo=UTC)
PICK = st.integers(0, 10**6)
Thing = TypeVar("Thing")


def pick(things: list[Thing], number: int, wanted: Callable[[Thing], bool]) -> Thing:
    """Because the others mostly end in a refusal, nine in ten are of the wanted ones."""
    chosen = [thing for thing in things if wanted(thing)] if number % 10 else []
    return (chosen or things)[number // 10 % len(chosen or things)]


class Machine(RuleBasedStateMachine):
    """Drives the model and the database, and compares them after every step."""

    conninfo = ""

    def __init__(self) -> None:
        super().__init__()
        self.driver = Driver(self.conninfo)
        self.books: list[Book] = []
        self.latest: dict[str, Decimal] = {}
        self.owners_may_transfer = False
        self.repeatable: dict[tuple[str, str], Order] = {}
        self.payments: dict[tuple[str, str], tuple[str, str, Decimal]] = {}
        self.keys: dict[tuple[str, str], Adjustment] = {}
        self.fills: list[Fill] = []
        self.recorded: list[Fill] = []
        self.adjustments: list[Adjustment] = []
        self.actions = Actions()
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
            assert error.diag.message_hint or wanted == "42501"
            return False
        assert wanted is None, f"the model says {wanted}, the database accepts"
        return True

    def new_name(self, kind: str) -> str:
        self.serial += 1
        return f"{kind}{self.serial}"

    def pick_order(self, number: int, wanted: Callable[[Order], bool]) -> Order:
        return pick([order for book in self.books for order in book.orders], number, wanted)

    def within_holding(self, book: Book, symbol: str, side: str, quantity: int, fit: int) -> int:
        """Because other sales only end in a refusal, most are of shares that are owned."""
        owned = book.holding(symbol).shares
        return min(quantity, owned) if side == "sell" and fit > 2 and owned else quantity

    def new_fill(
        self, order: Order, quantity: int, price: Decimal, costs: Decimal | None = None, when: datetime | None = None
    ) -> Fill:
        """A fill whose costs the broker states, or whose commission is computed."""
        fill = Fill(self.new_name("fill"), order, quantity, price, Decimal(0), Decimal(0), (costs, costs), when)
        fill.commission = order.commission_of(fill.amount) if costs is None else costs
        fill.tax = costs or Decimal(0)
        return fill

    def orders_exist(self) -> bool:
        return any(book.orders for book in self.books)

    @initialize(tier=st.sampled_from(sorted(RATES)), owners=st.booleans())
    def sign_up(self, tier: str, owners: bool) -> None:
        self.driver.sign_up("first", "basic")
        self.driver.sign_up("second", tier)
        self.owners_may_transfer = owners
        self.driver.let_owners_transfer(owners)
        for owner, own_tier, kind in (("first", "basic", "taxable"), ("second", tier, "taxable"), ("second", tier, "nisa")):
            book = Book(self.new_name("book"), owner, own_tier, Decimal("500000"), account_kind=kind)
            book.open()
            self.driver.open(book)
            self.books.append(book)
            self.begin(book)

    def begin(self, book: Book) -> None:
        """Shares of another account, and an open order of each side, one of which the broker has."""
        moved = Adjustment(book, "transfer", "7203", 300, Decimal("250000.01"), LONG_AGO)
        book.adjust(moved)
        self.adjustments.append(moved)
        self.driver.adjust(moved, self.new_name("begin"), by_owner=False, plain=False)
        self.driver.backdate(moved, LONG_AGO)
        for side in ("buy", "sell"):
            order = Order("", book, "7203", side, 100, Decimal(1000), "limit", None, RATES[book.tier])
            book.admit(order)
            order.name = self.driver.place(order, None, plain=False)
        order.broker_id = self.new_name("sent")
        self.driver.send(order)

    @invariant()
    def every_figure_agrees(self) -> None:
        for book, found in zip(self.books, stored(self.driver, self.books), strict=True):
            assert found == expected(self.driver, book, self.latest)
        assert self.driver.owner("select * from kaboom.verify_ledger()") == []
