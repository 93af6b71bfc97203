"""The two reference strategies, written from their description and not from the SQL: slow, whole series, one share at a time."""

from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from random import Random
from typing import Any

from support.curves import trading_days

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Bar:
    day: date
    open: Decimal | None
    high: Decimal
    low: Decimal
    close: Decimal
    volume: int
    factor: Decimal = Decimal(1)


@dataclass(frozen=True)
class Rules:
    """By which rules a run is simulated."""

    strategy: str
    commission_rate: Decimal
    trading_unit: int = 100
    tick: Decimal | None = None
    volume_share: Decimal | None = None
    fast: int = 25
    slow: int = 75


@dataclass
class Book:
    """One share's part of the capital."""

    cash: Decimal
    shares: int = 0
    order: tuple[str, int] | None = None
    values: dict[date, Decimal] = field(default_factory=dict)
    trades: list[dict[str, Any]] = field(default_factory=list)
    fills: list[tuple[str, date, Decimal, Decimal]] = field(default_factory=list)
    bought: int = 0


def make_bars(seed: object, count: int, start: int = 1000, splits: dict[int, Decimal] | None = None) -> list[Bar]:
    """Daily bars to the yen, with a day now and then on which nothing opened or nothing was traded.

    splits gives the factor of the share's price for the places of some bars.
    """
    source, close, bars = Random(f"bars {seed}"), Decimal(start), list[Bar]()
    for day in trading_days(count):
        if source.random() < 0.03:
            continue
        factor = (splits or {}).get(len(bars), Decimal(1))
        close = (close * factor).quantize(Decimal(1))
        steps = [Decimal(int((source.random() - 0.5) * 60)) for _ in range(4)]
        opening = max(close + steps[0], Decimal(50))
        close = max(opening + steps[1], Decimal(50))
        high = max(opening, close) + abs(steps[2])
        low = max(min(opening, close) - abs(steps[3]), Decimal(40))
        volume = 0 if source.random() < 0.02 else int(source.random() * 20000)
        bars.append(Bar(day, None if source.random() < 0.02 else opening, high, low, close, volume, factor))
    return bars


def cost(amount: Decimal, rate: Decimal) -> Decimal:
    return (amount * rate).quantize(CENT, ROUND_HALF_UP)


def affordable(cash: Decimal, price: Decimal, rules: Rules) -> int:
    """The largest number of whole units whose price and commission the cash covers, found by trying."""
    units = int(cash / (price * rules.trading_unit))
    while units:
        amount = units * rules.trading_unit * price
        # The database decides by the rate first: an amount that fits only by rounding is not tried.
        if amount * (1 + rules.commission_rate) <= cash and amount + cost(amount, rules.commission_rate) <= cash:
            break
        units -= 1
    return units * rules.trading_unit


def price_of(bar: Bar, side: str, tick: Decimal | None) -> Decimal | None:
    """A market order's price: the open, to the worse tick."""
    if bar.open is None or bar.volume == 0:
        return None
    if tick is None or bar.open % tick == 0:
        return bar.open
    lower = bar.open // tick * tick
    return lower + tick if side == "buy" else lower


def execute(book: Book, bar: Bar, rules: Rules) -> None:
    """Let the order that waits meet the bar."""
    assert book.order
    side, wanted = book.order
    price = price_of(bar, side, rules.tick)
    quantity = wanted
    if rules.volume_share is not None and bar.volume * rules.volume_share < wanted:
        quantity = int(bar.volume * rules.volume_share / rules.trading_unit) * rules.trading_unit
    if price is None or quantity == 0:
        return
    rest = wanted - quantity
    if side == "buy":
        possible = affordable(book.cash, price, rules)
        if possible < quantity:
            quantity, rest = possible, 0
    book.order = (side, rest) if rest else None
    if quantity == 0:
        return
    amount = quantity * price
    book.cash += (-amount if side == "buy" else amount) - cost(amount, rules.commission_rate)
    book.shares += quantity if side == "buy" else -quantity
    book.fills.append((side, bar.day, amount, cost(amount, rules.commission_rate)))
    book.bought += quantity if side == "buy" else 0
    if book.shares == 0:
        close_trade(book, bar.day, Decimal(0))


def split(book: Book, bar: Bar, rules: Rules) -> None:
    """One share becomes 1 / factor shares; what is less than a share is paid out at the open."""
    # A factor has ten digits, so two thirds are not exact.
    held = round(book.shares / Fraction(bar.factor), 6)
    book.shares = int(held)
    rest = held - book.shares
    if rest:
        price = Fraction(bar.close if bar.open is None else bar.open)
        paid = Decimal(float(rest * price)).quantize(CENT, ROUND_HALF_UP)
        book.cash += paid
        book.fills.append(("sell", bar.day, paid, Decimal(0)))
    if book.bought:
        book.bought = max(int(round(book.bought / Fraction(bar.factor), 6)), 1)
    if book.order:
        side, wanted = book.order
        unit = rules.trading_unit if side == "buy" else 1
        wanted = int(round(wanted / Fraction(bar.factor), 6) / unit) * unit
        book.order = (side, wanted) if wanted else None
    if book.fills and book.shares == 0:
        close_trade(book, bar.day, Decimal(0))


def mean_price(amount: Decimal, shares: int) -> Decimal:
    """Yen a share to four decimals, the smallest of which is the least."""
    return max((amount / shares).quantize(Decimal("0.0001"), ROUND_HALF_UP), Decimal("0.0001"))


def close_trade(book: Book, day: date | None, held_value: Decimal) -> None:
    """Make one trade of the fills since the last one."""
    fees = sum((fee for _, _, _, fee in book.fills), Decimal(0))
    spent = sum((amount for side, _, amount, _ in book.fills if side == "buy"), Decimal(0))
    received = sum((amount for side, _, amount, _ in book.fills if side == "sell"), Decimal(0))
    trade = {
        "entry_date": str(book.fills[0][1]),
        "exit_date": str(day) if day else None,
        "quantity": book.bought,
        "entry_price": mean_price(spent, book.bought),
        "exit_price": mean_price(received, book.bought) if day else None,
        "commission": fees,
        "profit": received + held_value - spent - fees,
    }
    book.trades.append(trade)
    book.fills = []
    book.bought = 0


def wants(rules: Rules, closes: list[Decimal]) -> bool | None:
    """Whether the share is to be held after these closes; None while nothing is known."""
    if rules.strategy == "buy_and_hold":
        return True
    if len(closes) < rules.slow:
        return None
    return sum(closes[-rules.fast :]) / Decimal(rules.fast) > sum(closes[-rules.slow :]) / Decimal(rules.slow)


def decide(book: Book, closes: list[Decimal], rules: Rules) -> None:
    """Leave the order that is to meet the next bar."""
    wanted = wants(rules, closes)
    if wanted and book.shares == 0 and (book.order is None or book.order[0] == "sell"):
        quantity = affordable(book.cash, closes[-1], rules)
        book.order = ("buy", quantity) if quantity else None
    elif wanted and book.order and book.order[0] == "sell":
        book.order = None
    elif wanted is False:
        book.order = ("sell", book.shares) if book.shares else None


def simulate(bars: list[Bar], capital: Decimal, rules: Rules) -> Book:
    """One share over its bars."""
    book, closes = Book(capital), list[Decimal]()
    for bar in bars:
        if bar.factor != 1:
            closes = [close * bar.factor for close in closes]
            split(book, bar, rules)
        if book.order:
            execute(book, bar, rules)
        book.values[bar.day] = book.cash + book.shares * bar.close
        closes.append(bar.close)
        decide(book, closes, rules)
    if book.shares:
        close_trade(book, None, book.shares * bars[-1].close)
    return book


def simulate_all(market: dict[str, list[Bar]], capital: Decimal, rules: Rules) -> tuple[dict[str, Decimal], list[dict[str, Any]]]:
    """The whole run: the curve by day, and the trades of all shares."""
    part = (capital / len(market)).quantize(CENT, ROUND_DOWN)
    books = {symbol: simulate(bars, part, rules) for symbol, bars in market.items()}
    rest = capital - part * len(market)
    curve = {}
    for day in sorted({day for book in books.values() for day in book.values}):
        known = [[value for on, value in book.values.items() if on <= day] for book in books.values()]
        curve[str(day)] = rest + sum((values[-1] if values else part for values in known), Decimal(0))
    trades = [{"symbol": symbol} | trade for symbol, book in books.items() for trade in book.trades]
    return curve, trades
