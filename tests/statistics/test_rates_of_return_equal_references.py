"""Rates of return: XIRR as pyxirr has it (golden/make_xirr.py says how), time-weighted returns as in exact fractions."""

import json
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import isclose
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

Connection = psycopg.Connection[Any]
GOLDEN = json.loads(Path(__file__).with_name("golden").joinpath("xirr.json").read_text("utf-8"))["cases"]
YEN = st.decimals(0, 10**10, places=2)


def xirr(connection: Connection, flows: Sequence[tuple[Any, Any]]) -> float | None:
    row = connection.execute(
        "select xirr(%s::numeric[], %s::date[])", [[amount for _, amount in flows], [day for day, _ in flows]]
    ).fetchone()
    assert row
    return None if row[0] is None else float(row[0])


def test_xirr_equals_pyxirr(database: Connection) -> None:
    assert len(GOLDEN) == 300
    for case in GOLDEN:
        rate = xirr(database, case["flows"])
        assert rate is not None
        # The library stops where the sum of the flows is small enough.
        assert isclose(rate, case["xirr"], rel_tol=1e-9, abs_tol=1e-10), case


def test_xirr_has_the_check_value_of_three_payments(database: Connection) -> None:
    flows = [(date(2024, 1, 4), -1_000_000), (date(2024, 7, 1), -500_000), (date(2025, 1, 6), 1_650_000)]
    expected = 0.11899310455123
    assert isclose(xirr(database, flows) or 0, expected, rel_tol=0, abs_tol=1e-12)
    assert isclose(xirr(database, flows[::-1]) or 0, expected, rel_tol=0, abs_tol=1e-12), "the order of flows does not matter"


def test_of_several_rates_the_one_nearest_to_zero_counts(database: Connection) -> None:
    # 1000 (1 + r)^2 - 2300 (1 + r) + 1320 has the roots 0.1 and 0.2; each year has 365 days.
    days = [date(2021, 1, 1), date(2022, 1, 1), date(2023, 1, 1)]
    rate = xirr(database, list(zip(days, [1000, -2300, 1320], strict=True)))
    assert rate is not None
    assert isclose(rate, 0.1, abs_tol=1e-12)


@pytest.mark.parametrize(
    "flows",
    [
        [],
        [("2024-01-04", "-100")],
        [("2024-01-04", "-100"), ("2024-07-01", "-1")],
        [("2024-01-04", "0"), ("2024-07-01", "0")],
        [("2024-01-04", "-100"), ("2024-01-04", "110")],
        [("2024-01-04", "-100"), ("2024-01-05", "100000")],
        [("2024-01-04", "-100"), ("2024-07-01", "NaN")],
        [("2024-01-04", "-100"), ("2024-07-01", "Infinity")],
        [("2024-01-04", "-100"), ("infinity", "110")],
        [("2024-01-04", "-100"), ("2024-07-01", None)],
        [("2024-01-04", "-100"), (None, "110")],
        [("2024-01-04", "-1e-400"), ("2024-07-01", "1")],
        [("2024-01-04", "-1e-100"), ("2024-07-01", "1e-100")],
    ],
)
def test_flows_that_no_rate_solves_have_none(database: Connection, flows: list[tuple[Any, Any]]) -> None:
    assert xirr(database, flows) is None


def test_lists_of_different_length_have_no_rate(database: Connection) -> None:
    row = database.execute("select xirr('{-100,110}', '{2024-01-04}'), ttwror('{100,110}', '{0}', '{0,0}')").fetchone()
    assert row == (None, None)


def test_a_total_that_comes_back_unchanged_has_a_rate_of_zero(database: Connection) -> None:
    assert xirr(database, [("2024-01-04", -100), ("2024-07-01", 100)]) == 0


def exact_returns(values: list[Decimal], inflows: list[Decimal], outflows: list[Decimal]) -> list[Fraction]:
    """The growth after each period, in fractions."""
    growth, growths = Fraction(1), [Fraction(1)]
    for place in range(1, len(values)):
        begins_with = Fraction(values[place - 1]) + Fraction(inflows[place])
        if begins_with > 0:
            growth *= (Fraction(values[place]) + Fraction(outflows[place])) / begins_with
        growths.append(growth)
    return growths


def test_ttwror_has_the_check_value_of_the_definition(database: Connection) -> None:
    row = database.execute("select ttwror('{1000000,1100000,1600000,1650000}', '{0,0,500000,0}', '{0,0,0,0}')").fetchone()
    assert row == (Decimal("0.134375"),)


def test_what_goes_out_counts_until_the_end_of_its_period(database: Connection) -> None:
    row = database.execute("select ttwror('{1000,600}', '{0,0}', '{0,500}')").fetchone()
    assert row == (Decimal("0.1"),)


def test_a_period_that_begins_with_nothing_returns_nothing(database: Connection) -> None:
    rows = database.execute(
        "select period_return, growth from time_weighted_returns('{0,0,1000,0,500}', '{0,0,900,0,400}', '{0,0,0,0,0}')"
    ).fetchall()
    assert [tuple(map(float, row)) for row in rows[:3]] == [(0, 1), (0, 1), (pytest.approx(1 / 9), pytest.approx(10 / 9))]
    assert [tuple(map(float, row)) for row in rows[3:]] == [(-1, 0), (0.25, 0)], "what was lost does not come back"


@settings(max_examples=60)
@given(data=st.lists(st.tuples(YEN, YEN, YEN), min_size=1, max_size=40))
def test_time_weighted_returns_equal_exact_fractions(conninfo: str, data: list[tuple[Decimal, Decimal, Decimal]]) -> None:
    values, inflows, outflows = (list(column) for column in zip(*data, strict=True))
    with psycopg.connect(conninfo) as connection:
        rows = connection.execute(
            "select place, growth from time_weighted_returns(%s, %s, %s)", [values, inflows, outflows]
        ).fetchall()
    expected = exact_returns(values, inflows, outflows)
    assert [place for place, _ in rows] == list(range(1, len(values) + 1))
    for (_, growth), wanted in zip(rows, expected, strict=True):
        assert isclose(growth, float(wanted), rel_tol=1e-9, abs_tol=1e-20)


def test_figures_of_risk_are_those_of_the_series(database: Connection) -> None:
    days = [date(2024, 1, 4) + timedelta(place) for place in range(4)]
    row = database.execute(
        "select f ->> 'max_drawdown', f ->> 'max_drawdown_start', f ->> 'max_drawdown_date', f ->> 'max_drawdown_end',"
        " f ->> 'best_day', f ->> 'worst_day', f ->> 'beta', f ? 'alpha', g ? 'alpha'"
        " from risk_figures(%(days)s, %(returns)s, %(growths)s, %(market)s) as f,"
        " risk_figures(%(days)s, %(returns)s, %(growths)s) as g",
        {
            "days": days,
            "returns": [0.1, -0.2, 0.25, 0.5],
            "growths": [Decimal("1.1"), Decimal("0.88"), Decimal("1.1"), Decimal("1.65")],
            "market": [0.05, -0.1, 0.125, 0.25],
        },
    ).fetchone()
    assert row
    assert isclose(float(row[0]), -0.2, rel_tol=1e-12)
    assert row[1:4] == (str(days[0]), str(days[1]), str(days[2]))
    assert [float(figure) for figure in row[4:7]] == pytest.approx([0.5, -0.2, 2])
    assert row[7:] == (True, False), "without a benchmark there are no figures beside it"
