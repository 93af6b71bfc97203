"""A row of the benchmark: what is measured, against what, and how well that is to do."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table

Measure = Callable[[], float]


@dataclass(frozen=True)
class Row:
    """Ours against a counterpart. Both measures give operations a second, or both milliseconds.

    goal: the speed to reach, as a part of the counterpart's speed. Without a counterpart: the milliseconds to stay below. None is
    reported only.
    """

    name: str
    what: str
    counterpart: str
    goal: float | None
    ours: Measure
    theirs: Measure | None = None
    unit: str = "ms"


@dataclass(frozen=True)
class Topic:
    """Rows that share a database. `rows` fills it for a scale and says what to measure; it reports each part of its work."""

    name: str
    rows: Callable[[str, float, Callable[[str], None]], AbstractContextManager[list[Row]]]
    names: tuple[str, ...]


@dataclass
class Result:
    """What the rounds gave for a row at a scale."""

    row: Row
    scale: float
    ours: list[float] = field(default_factory=list)
    theirs: list[float] = field(default_factory=list)

    def measure(self, counterpart_first: bool) -> None:
        """One round: both in turn, so that a machine that slows down slows both."""
        if self.row.theirs and counterpart_first:
            self.theirs.append(self.row.theirs())
        self.ours.append(self.row.ours())
        if self.row.theirs and not counterpart_first:
            self.theirs.append(self.row.theirs())

    def ratios(self) -> list[float]:
        """Our speed as a part of the counterpart's, by round."""
        pairs = zip(self.ours, self.theirs, strict=False)
        return [theirs / ours if self.row.unit == "ms" else ours / theirs for ours, theirs in pairs]

    def reached(self) -> bool | None:
        """Whether the median reaches the goal; None where there is no goal."""
        if self.row.goal is None:
            return None
        return median(self.ratios()) >= self.row.goal if self.theirs else median(self.ours) <= self.row.goal

    def milliseconds(self) -> float:
        """Of one operation of ours."""
        return median(self.ours) if self.row.unit == "ms" else 1000 / median(self.ours)

    def as_json(self) -> dict[str, Any]:
        """Everything about the row, but how it is measured."""
        stated = {key: value for key, value in vars(self.row).items() if key not in ("ours", "theirs")}
        ratios = self.ratios()
        figures = {"ours": self.ours, "theirs": self.theirs, "ratio": median(ratios) if ratios else None}
        return stated | {"scale": self.scale, **figures, "ratios": ratios, "reached": self.reached(), "ms": self.milliseconds()}


def number(value: float | None) -> str:
    """Three digits, as people read them."""
    return "" if value is None else f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def lines(results: list[Result]) -> Iterator[tuple[str, ...]]:
    """What is printed of each result."""
    for result in results:
        row, ratios = result.row, result.ratios()
        reached = {True: "reached", False: "MISSED", None: "reported"}[result.reached()]
        goal = "" if row.goal is None else f"{number(row.goal)}{'' if row.theirs else ' ms at most'}"
        spread = f"{number(median(ratios))} ({number(min(ratios))}-{number(max(ratios))})" if ratios else ""
        theirs = f"{number(median(result.theirs))} {row.unit}" if ratios else ""
        yield row.what, f"{number(median(result.ours))} {row.unit}", theirs, row.counterpart, spread, goal, reached


def show(results: list[Result], console: Console) -> None:
    """Print a table for each scale, and one of growth where there are several scales."""
    scales = sorted({result.scale for result in results})
    for scale in scales:
        table = Table("what", "ours", "counterpart", "of", "speed ratio (range)", "goal", "verdict", title=f"scale {scale:g}")
        for line in lines([result for result in results if result.scale == scale]):
            table.add_row(*line)
        console.print(table)
    if len(scales) > 1:
        table = Table("ms of one operation at scale", *(f"{scale:g}" for scale in scales), "growth")
        for name in dict.fromkeys(result.row.name for result in results):
            times = [result.milliseconds() for result in results if result.row.name == name]
            table.add_row(name, *map(number, times), f"{times[-1] / times[0]:.2f}")
        console.print(table)
