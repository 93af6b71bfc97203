"""The normal distribution against Python's erfc, and its own quantile function."""

from math import erfc, isclose, sqrt
from statistics import NormalDist
from typing import Any

import psycopg

NORMAL = NormalDist()


def below(x: float) -> float:
    """The distribution function; NormalDist.cdf loses the digits of its lower tail."""
    return erfc(-x / sqrt(2)) / 2


def test_the_distribution_function_is_right_to_twelve_digits(database: psycopg.Connection[Any]) -> None:
    points = [n / 16 for n in range(-600, 601)]
    rows = database.execute(
        "select x, normal_cdf(x) from unnest(%s::double precision[]) with ordinality as u (x, n) order by n", [points]
    )
    wrong = [(x, given) for x, given in rows if not isclose(given, below(x), rel_tol=1e-12, abs_tol=1e-15)]
    assert wrong == []


def test_what_is_no_number_has_no_probability(database: psycopg.Connection[Any]) -> None:
    row = database.execute("select normal_cdf('NaN'), normal_cdf('infinity'), normal_cdf('-infinity')").fetchone()
    assert row == (None, 1, 0)


def test_tails_keep_their_relative_precision(database: psycopg.Connection[Any]) -> None:
    rows = database.execute("select x, normal_cdf(x) from unnest(%s::double precision[]) as x", [[-5, -8, -12, -20, -36]])
    assert [x for x, given in rows if not isclose(given, below(x), rel_tol=1e-8)] == []


def test_the_quantile_is_right_to_twelve_digits(database: psycopg.Connection[Any]) -> None:
    points = [n / 1000 for n in range(1, 1000)] + [10.0**-n for n in range(4, 300, 7)] + [1 - 10.0**-n for n in range(4, 15)]
    rows = database.execute("select p, normal_quantile(p) from unnest(%s::double precision[]) as p", [points])
    assert [p for p, given in rows if not isclose(given, NORMAL.inv_cdf(p), rel_tol=1e-12, abs_tol=1e-15)] == []


def test_what_is_no_probability_has_no_quantile(database: psycopg.Connection[Any]) -> None:
    row = database.execute(
        "select array_agg(normal_quantile(p)) from unnest(array[0, 1, -1, 2, 'NaN', 'infinity']::double precision[]) as p"
    ).fetchone()
    assert row == ([None] * 6,)
