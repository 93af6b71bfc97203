"""1,000 curves, measured by the database, by empyrical (golden/make_golden.py says how), and in exact decimals."""

import gzip
import json
from collections.abc import Iterator
from decimal import Decimal
from math import isclose
from pathlib import Path
from typing import Any

import psycopg
import pytest
from support.curves import KINDS, Curve, benchmark_closes, make_curve, trading_days
from support.exact_figures import exact_figures

# Here the library subtracts numbers that are nearly equal, or takes a power of a negative number; where it differs, the
# exact model decides.
ILL_CONDITIONED = {"monotone", "quiet", "two points"}

# The terms of a skew may cancel to nearly nothing, and leave a rounding error, as they do in the model's fifty digits; a
# probability far out in a tail has fewer digits.
ROUNDED = {"skew": 1e-11, "probabilistic_sharpe_ratio": 1e-12}

Connection = psycopg.Connection[Any]
GOLDEN = json.loads(gzip.decompress(Path(__file__).with_name("golden").joinpath("empyrical.json.gz").read_bytes()))["curves"]
MEASURE = "select calculate_backtest_metrics(%s, '[]', %s, 252, %s, 'BENCH', %s)"


@pytest.fixture(scope="module")
def market(conninfo: str) -> Iterator[Connection]:
    """A database with the bars of the benchmark, which are rolled back."""
    with psycopg.connect(conninfo) as connection:
        bars = zip(trading_days(len(benchmark_closes())), benchmark_closes(), strict=True)
        with connection.cursor() as cursor:
            cursor.executemany(
                "insert into market_data (symbol, timeframe, data_timestamp, close_price)"
                " values ('BENCH', '1d', %s::timestamp at time zone 'Asia/Tokyo', %s)",
                list(bars),
            )
        yield connection
        connection.rollback()


def measured(connection: Connection, curve: Curve) -> dict[str, Any]:
    arguments = [json.dumps(curve.rows()), curve.capital, curve.risk_free, curve.required_return]
    row = connection.execute(MEASURE, arguments).fetchone()
    assert row
    return dict(row[0])


def differences(figures: dict[str, Any], expected: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Which figures differ by more than 1e-9 of them; a number is expected exactly where the database gives one."""
    found = {}
    for name, wanted in expected.items():
        given = figures[name]
        if isinstance(wanted, dict):
            same = given.keys() == wanted.keys() and not differences(given, wanted)
        elif isinstance(wanted, str) or wanted is None or given is None:
            same = given == wanted
        else:
            same = isclose(given, float(wanted), rel_tol=1e-9, abs_tol=ROUNDED.get(name, 1e-40))
        if not same:
            found[name] = (given, wanted)
    return found


def without_variance(golden: dict[str, Any]) -> dict[str, Any]:
    """What the library says, but for ratios of a series without variance: it divides rounding errors there."""
    if golden["periods"] and golden["best_day"] - golden["worst_day"] <= 1e-12:
        return golden | dict.fromkeys(["sharpe_ratio", "skew", "kurtosis"])
    return golden


@pytest.mark.parametrize("kind", range(len(KINDS)), ids=KINDS)
def test_a_thousand_curves_measure_as_in_empyrical(market: Connection, kind: int) -> None:
    wrong = {}
    for seed in range(kind, len(GOLDEN), len(KINDS)):
        curve = make_curve(seed)
        figures = measured(market, curve)
        found = differences(figures, without_variance(GOLDEN[seed]))
        if found and curve.kind in ILL_CONDITIONED:
            exact = exact_figures(curve)
            found = differences(figures, {name: exact[name] for name in found})
        if found:
            wrong[seed] = found
    assert wrong == {}


@pytest.mark.parametrize("kind", range(len(KINDS)), ids=KINDS)
def test_curves_measure_as_in_exact_decimals(market: Connection, kind: int) -> None:
    wrong = {}
    for seed in range(kind, 240, len(KINDS)):
        curve = make_curve(seed)
        found = differences(measured(market, curve), exact_figures(curve))
        if found:
            wrong[seed] = found
    assert wrong == {}


@pytest.mark.parametrize("step", ["0.01", "-0.01"])
def test_a_step_of_one_hundredth_of_a_yen_keeps_its_digits(market: Connection, step: str) -> None:
    capital = Decimal(9_000_000_000_000)
    curve = Curve("large", trading_days(4)[1:], [capital + n * Decimal(step) for n in range(3)], capital, 0.0, 0.0)
    exact = exact_figures(curve)
    names = ["annual_return", "calmar_ratio", "max_drawdown", "monthly_returns", "best_day", "worst_day"]
    assert differences(measured(market, curve), {name: exact[name] for name in names}) == {}
