"""Splits, mergers of shares, allotments and dividends: announced, applied late and in any order, corrected and taken back."""

from datetime import date
from decimal import Decimal

from exact_actions import Action, Applied, whole_or_nothing
from exact_book import Book
from exact_model import Refused
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from machine import PICK, SYMBOLS, Machine, pick

# Fills happen from the first to the fourth of March: before, between and after these sessions.
EX_DATES = st.sampled_from([date(2024, 2, 1), date(2024, 3, 1), date(2024, 3, 4), date(2024, 3, 5)])
RATIOS = {
    "split": [(1, 2), (1, 5), (2, 3), (1, 3)],
    "merger": [(10, 1), (5, 1), (3, 2)],
    "free_allotment": [(10, 11), (1, 2)],
    "dividend": [(1, 1)],
}
KINDS = st.sampled_from(["split", "split", "merger", "free_allotment", "dividend"])
YEN = st.integers(1, 3_000_000).map(lambda n: Decimal(n) / 1000)


class ActionRules(Machine):
    @property
    def announced(self) -> list[Action]:
        return [action for versions in self.actions.versions.values() for action in versions]

    @rule(symbol=SYMBOLS, kind=KINDS, ex_date=EX_DATES, ratio=PICK, amount=YEN, price=st.none() | YEN, void=st.integers(0, 3))
    def announce(
        self, symbol: str, kind: str, ex_date: date, ratio: int, amount: Decimal, price: Decimal | None, void: int
    ) -> None:
        former = self.actions.versions.get((symbol, kind, ex_date), [])
        old, new = RATIOS[kind][ratio % len(RATIOS[kind])]
        gross, cash = (amount, None) if kind == "dividend" else (None, price or (former[-1].fraction_price if former else None))
        name = self.new_name("action")
        action = Action(name, symbol, kind, ex_date, len(former) + 1, old, new, gross, cash, bool(former) and not void)
        self.both(lambda: self.actions.announce(action), lambda: self.driver.announce(action))

    @precondition(lambda self: bool(self.announced))
    @rule(number=PICK, book=PICK)
    def apply(self, number: int, book: int) -> None:
        """To a portfolio, which takes it whole or not at all; again it does nothing."""
        self.apply_to(pick(self.announced, number, lambda action: action.in_force), self.books[book % 3])

    def apply_to(self, action: Action, chosen: Book) -> None:
        query = "select (apply_corporate_action(%s, %s)).state"
        arguments = (self.driver.ids[action.name], self.driver.ids[chosen.name])
        for _ in range(2):
            self.both(
                lambda: whole_or_nothing(chosen, "apply", self.actions, action), lambda: self.driver.broker(query, *arguments)
            )

    @precondition(lambda self: any(book.applied for book in self.books))
    @rule(number=PICK)
    def take_action_back(self, number: int) -> None:
        chosen, action = pick(
            [(book, action) for book in self.books for action in book.applied],
            number,
            lambda pair: pair[0].applied[pair[1]] != Applied(),
        )
        query = "select (reverse_corporate_action(%s, %s)).state"
        arguments = (self.driver.ids[action.name], self.driver.ids[chosen.name])
        if self.both(lambda: whole_or_nothing(chosen, "take_back", action), lambda: self.driver.broker(query, *arguments)):
            assert self.driver.broker(query, *arguments) == [("reversed",)]

    @precondition(lambda self: bool(self.announced))
    @rule(number=PICK, book=PICK, gross=st.integers(0, 50_000), part=st.integers(0, 100))
    def state_dividend(self, number: int, book: int, gross: int, part: int) -> None:
        action = pick(self.announced, number, lambda action: action.kind == "dividend" and action.in_force)
        chosen, yen, tax = self.books[book % 3], Decimal(gross), Decimal(gross * part // 100)
        query = "select (record_dividend(%s, %s, %s, %s)).state"
        arguments = (self.driver.ids[chosen.name], self.driver.ids[action.name], yen, tax)
        for _ in range(2):
            self.both(lambda: whole_or_nothing(chosen, "state", action, yen, tax), lambda: self.driver.broker(query, *arguments))

    @precondition(lambda self: any(action.kind != "dividend" for action in self.announced))
    @rule(number=PICK, price=YEN)
    def state_fraction_price(self, number: int, price: Decimal) -> None:
        ratios = [action for action in self.announced if action.kind != "dividend"]
        action = pick(ratios, number, lambda action: action.in_force and action.fraction_price is None)

        def model() -> None:
            if action.fraction_price is not None and action.fraction_price != price:
                raise Refused("KB632")
            action.fraction_price = price

        query = "update corporate_actions set fraction_price = %s where id = %s returning id"
        self.both(model, lambda: self.driver.broker(query, price, self.driver.ids[action.name]))
