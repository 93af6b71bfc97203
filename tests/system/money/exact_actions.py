"""What corporate actions are and do, in exact numbers, written from the trading rules and not from the SQL."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from decimal import ROUND_FLOOR, Decimal
from typing import TYPE_CHECKING

from exact_model import TOKYO, Adjustment, Fill, Holding, Refused, cents

if TYPE_CHECKING:
    from exact_book import Book

INCOME_TAX, RESIDENT_TAX = Decimal("0.15315"), Decimal("0.05")


def yen(value: Decimal) -> Decimal:
    """Whole yen, rounded down."""
    return value.to_integral_value(ROUND_FLOOR)


@dataclass(eq=False)
class Action:
    """One version of an announcement: a ratio, or an amount."""

    name: str
    symbol: str
    kind: str
    ex_date: date
    version: int
    old: int = 1
    new: int = 1
    gross: Decimal | None = None
    fraction_price: Decimal | None = None
    void: bool = False
    in_force: bool = True

    @property
    def starts(self) -> datetime:
        """The first moment of ex_date in Tokyo."""
        return datetime.combine(self.ex_date, time(), UTC) - TOKYO

    def is_before(self, when: datetime | None) -> bool:
        """Whether what happened then, or happens now, had still the old shares."""
        return when is not None and when < self.starts


@dataclass(eq=False)
class Ratio:
    """A split, a merger or an allotment as a portfolio took it: in its place, with the fraction that it left over."""

    action: Action
    before: Fill | Adjustment | Ratio | None
    paid: Decimal | None = None
    reversed_by: str | None = None

    @property
    def symbol(self) -> str:
        return self.action.symbol

    def left_over(self, held: Holding) -> tuple[int, Decimal]:
        """Parts (of action.old) of a share that are left over, and their cost."""
        moved = held.shares * self.action.new
        rest = moved % self.action.old
        if not rest:
            return 0, Decimal(0)
        return rest, held.cost if moved < self.action.old else cents(held.cost * rest / moved)

    def applied(self, held: Holding) -> Holding:
        _, cost = self.left_over(held)
        shares = held.shares * self.action.new // self.action.old
        after = replace(held, shares=shares, cost=held.cost - cost)
        if self.paid is None:
            return replace(after, receivable=held.receivable + cost)
        return replace(after, profit=held.profit + self.paid - cost)


@dataclass
class Applied:
    """What an action did to a portfolio."""

    ratio: Ratio | None = None
    dividend: tuple[Decimal, Decimal] | None = None
    is_stated: bool = False
    fraction: bool = False


@dataclass
class Actions:
    """The announcements: of each symbol, kind and ex_date the versions."""

    versions: dict[tuple[str, str, date], list[Action]] = field(default_factory=dict)

    def announce(self, action: Action) -> None:
        key = (action.symbol, action.kind, action.ex_date)
        others = [v[-1] for k, v in self.versions.items() if k != key and (k[0], k[2]) == (action.symbol, action.ex_date)]
        if action.kind != "dividend" and not action.void and any(o.kind != "dividend" and not o.void for o in others):
            raise Refused("KB632")
        former = self.versions.setdefault(key, [])
        if former:
            former[-1].in_force = False
        former.append(action)

    def older(self, action: Action) -> list[Action]:
        return [v for v in self.versions[(action.symbol, action.kind, action.ex_date)] if v is not action or v.void]


def held_before(book: Book, action: Action) -> int:
    """Shares at the end of the last session before ex_date, by time of execution."""
    moments: list[tuple[datetime, int, Fill | Adjustment | Ratio]] = []
    for number, movement in enumerate(book.history):
        when = movement.action.starts if isinstance(movement, Ratio) else movement.when
        if movement.symbol == action.symbol and movement.reversed_by is None and when is not None and when < action.starts:
            moments.append((when, number, movement))
    held = 0
    for _, _, movement in sorted(moments, key=lambda moment: moment[:2]):
        if isinstance(movement, Ratio):
            held = held * movement.action.new // movement.action.old
        elif isinstance(movement, Fill):
            held += movement.quantity if movement.order.side == "buy" else -movement.quantity
        else:
            held += movement.quantity
    return max(held, 0)


def pay_dividend(book: Book, action: Action, gross: Decimal, tax: Decimal) -> None:
    """Book a dividend and its tax, or what changes of them."""
    if book.free + gross - tax < 0:
        raise Refused("KB110")
    book.post(*(amount for amount in (gross, -tax) if amount))
    book.moved["dividend"] = book.sum_of("dividend") + gross - tax


def book_change(book: Book, before: Holding, symbol: str) -> None:
    """A row with what the holding has become, where all that was sold later is there."""
    try:
        after = book.holding(symbol)
    except Refused:
        raise Refused("KB639") from None
    if after.shares < book.reserved_shares(symbol):
        raise Refused("KB111")
    book.add_row(before, after, None)
    book.entries += 1


def first_after(book: Book, action: Action) -> Fill | Adjustment | Ratio | None:
    """The movement before which the action counts: the first one of new shares; what counts before another one, with it."""
    later = []
    for movement in book.history:
        if movement.symbol != action.symbol:
            continue
        if isinstance(movement, Ratio):
            is_later = movement.action.ex_date > action.ex_date
        else:
            is_later = not action.is_before(movement.when)
        if is_later:
            later.append(movement)
    first = min(later, key=book.place, default=None)
    return first.before or first if isinstance(first, Ratio) else first


def convert_late_fills(book: Book, ratio: Ratio) -> None:
    action, done = ratio.action, [fill for known, fill in book.late if known is ratio]
    place = book.place(ratio)
    for number, fill in enumerate(list(book.history)):
        is_late = isinstance(fill, Fill) and fill.symbol == action.symbol and fill.reversed_by is None and number > place
        if not isinstance(fill, Fill) or not is_late or not action.is_before(fill.when) or fill in done:
            continue
        if book.shares_of(fill) * action.new % action.old:
            raise Refused("KB636")
        before = book.holding(action.symbol)
        book.late.append((ratio, fill))
        book_change(book, before, action.symbol)


def held_at(book: Book, ratio: Ratio) -> Holding:
    """What is held just before the action counts."""
    held = Holding()
    for movement in sorted((m for m in book.history if m.symbol == ratio.symbol), key=book.order_of):
        if movement is ratio:
            return held
        if movement.reversed_by is None:
            held = movement.applied(held, book.shares_of(movement)) if isinstance(movement, Fill) else movement.applied(held)
    raise AssertionError("the action is not part of the history")


def pay_fraction(book: Book, ratio: Ratio, price: Decimal) -> None:
    rest, _ = ratio.left_over(held_at(book, ratio))
    if not rest:
        return
    before = book.holding(ratio.symbol)
    ratio.paid = yen(rest * price / ratio.action.old)
    book_change(book, before, ratio.symbol)
    if ratio.paid:
        book.post(ratio.paid)


def take_back(book: Book, action: Action) -> None:
    applied = book.applied[action]
    if applied.ratio:
        before, paid = book.holding(action.symbol), applied.ratio.paid or Decimal(0)
        applied.ratio.reversed_by = "taken back"
        book_change(book, before, action.symbol)
        if book.free - paid < 0:
            raise Refused("KB110")
        if paid:
            book.post(-paid)
    if applied.dividend:
        gross, tax = applied.dividend
        pay_dividend(book, action, -gross, -tax)
    book.applied[action] = Applied()


def apply(book: Book, actions: Actions, action: Action) -> None:
    if not action.in_force:
        raise Refused("KB635")
    for older in actions.older(action):
        if older in book.applied and (book.applied[older].ratio or book.applied[older].dividend):
            take_back(book, older)
    if action.void:
        return
    applied = book.applied.setdefault(action, Applied())
    if action.kind == "dividend":
        if applied.dividend is None:
            assert action.gross is not None
            gross = yen(held_before(book, action) * action.gross)
            tax = Decimal(0) if book.account_kind == "nisa" else yen(gross * INCOME_TAX) + yen(gross * RESIDENT_TAX)
            pay_dividend(book, action, gross, tax)
            applied.dividend = (gross, tax)
        return
    if action.symbol not in book.symbols:
        return
    if applied.ratio is None:
        before = book.holding(action.symbol)
        applied.ratio = Ratio(action, first_after(book, action))
        book.history.append(applied.ratio)
        book_change(book, before, action.symbol)
        applied.fraction = bool(applied.ratio.left_over(held_at(book, applied.ratio))[0])
    convert_late_fills(book, applied.ratio)
    if applied.fraction and action.fraction_price is not None:
        pay_fraction(book, applied.ratio, action.fraction_price)
        applied.fraction = False


def state_dividend(book: Book, action: Action, gross: Decimal, tax: Decimal) -> None:
    """The broker's figures win."""
    if action.kind != "dividend" or not action.in_force or action.void:
        raise Refused("KB635")
    applied = book.applied.get(action, Applied())
    if applied.is_stated:
        if applied.dividend != (gross, tax):
            raise Refused("KB637")
        return
    former = applied.dividend or (Decimal(0), Decimal(0))
    pay_dividend(book, action, gross - former[0], tax - former[1])
    book.applied[action] = Applied(dividend=(gross, tax), is_stated=True)


def whole_or_nothing(book: Book, act: str, *arguments: object) -> None:
    """Do one of these; a refusal leaves the book as it was."""
    marks = (book.cash, book.entries, dict(book.moved), list(book.history), list(book.rows), list(book.late))
    noted = {action: replace(applied) for action, applied in book.applied.items()}
    ratios = {m: (m.paid, m.reversed_by) for m in book.history if isinstance(m, Ratio)}
    try:
        {"apply": apply, "take_back": take_back, "state": state_dividend}[act](book, *arguments)  # type: ignore[operator]
    except Refused:
        book.cash, book.entries, book.moved, book.history, book.rows, book.late = marks
        book.applied = noted
        for ratio, (paid, reversed_by) in ratios.items():
            ratio.paid, ratio.reversed_by = paid, reversed_by
        raise
