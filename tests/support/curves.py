"""Equity curves that are random and yet the same everywhere: made by random(), which Python keeps from version to version."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

KINDS = ["ordinary", "monotone", "crash on the first day", "one point", "two points", "tiny", "huge", "restless", "quiet"]
BENCHMARK_DAYS = 700
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Curve:
    """A curve with the arguments by which it is measured."""

    kind: str
    dates: list[date]
    values: list[Decimal]
    capital: Decimal
    risk_free: float
    required_return: float

    @property
    def has_opening(self) -> bool:
        """Whether the first return is measured from the capital."""
        return abs(self.values[0] - self.capital) > self.capital * Decimal("1e-9")

    def rows(self) -> list[dict[str, object]]:
        """As the database takes it; JSON numbers are written with all their digits."""
        return [{"date": str(day), "value": float(value)} for day, value in zip(self.dates, self.values, strict=True)]


def trading_days(count: int) -> list[date]:
    """Weekdays from 2019-01-07 on."""
    first = date(2019, 1, 7)
    return [first + timedelta(days=n // 5 * 7 + n % 5) for n in range(count)]


def walk(source: Random, start: Decimal, days: int, size: float, drift: float) -> list[Decimal]:
    """Values to the cent, each some percent away from the one before."""
    value, values = start, []
    for _ in range(days):
        change = (source.random() + source.random() - 1) * size + drift
        value = max((value * (1 + Decimal(repr(change)))).quantize(CENT), CENT)
        values.append(value)
    return values


def benchmark_closes() -> list[Decimal]:
    """The closes of the benchmark on all trading days."""
    return walk(Random("benchmark"), Decimal(20000), BENCHMARK_DAYS, 0.02, 0.0003)


def make_curve(seed: int) -> Curve:
    """The curve of a seed, of the kind that is the seed's turn."""
    source = Random(f"curve {seed}")
    kind = KINDS[seed % len(KINDS)]
    days = {"one point": 1, "two points": 2}.get(kind, 3 + int(source.random() * 180))
    first = 1 + int(source.random() * (BENCHMARK_DAYS - days - 1))
    capital = {"tiny": Decimal(100), "huge": Decimal(10) ** 11, "quiet": Decimal(10) ** 8}.get(kind, Decimal(1_000_000))
    size, drift = {"restless": (0.4, 0.01), "monotone": (0.0, 0.0)}.get(kind, (0.03, 0.0004))
    values = walk(source, capital, days, size, drift)
    if kind == "monotone":
        step = Decimal(int(source.random() * 1000)) * (1 if source.random() < 0.5 else -1)
        values = [capital + step * n for n in range(days)]
    elif kind == "quiet":
        values = [capital + Decimal(int(source.random() * 200)) / 100 for _ in range(days)]
    elif kind == "crash on the first day":
        values = [value / 2 for value in values]
    elif source.random() < 0.5:
        values[0] = capital
    risk_free = 0.0 if source.random() < 0.5 else 0.0001
    required = 0.0 if source.random() < 0.5 else 0.03
    return Curve(kind, trading_days(BENCHMARK_DAYS)[first : first + days], values, capital, risk_free, required)
