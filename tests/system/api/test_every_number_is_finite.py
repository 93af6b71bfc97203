"""Every number that a role may write, in a column or an argument, is finite.

PostgreSQL sorts NaN and infinity above every number, so that one of them wins each comparison and spoils each sum.
"""

from collections.abc import Iterator
from math import isfinite
from typing import Any

import pytest
from samples import CALLS, INSERTS, UPDATES
from support.worlds import SeededWorld
from writing import Writing, is_clear, says_no

NUMBERS = ("numeric", "double precision", "real")
NOT_FINITE = ["NaN", "Infinity", "-Infinity"]
# Functions that compute with their arguments and keep nothing: they answer with a finite number, or with null.
PURE = {"normal_cdf", "normal_quantile", "probabilistic_sharpe_ratio", "deflated_sharpe_ratio", "invest_in_benchmark"}
PURE |= {"risk_figures", "time_weighted_returns", "ttwror", "xirr"}


def not_finite(kind: str) -> Iterator[Any]:
    """What a column or an argument of a type must refuse."""
    for value in NOT_FINITE:
        yield [value] if kind.endswith("[]") else value


def is_finite(value: Any) -> bool:
    """Whether an answer has no number that is not finite; within JSON, PostgreSQL writes such a number as a text."""
    if isinstance(value, (list, dict)):
        return all(map(is_finite, value.values() if isinstance(value, dict) else value))
    return value not in NOT_FINITE and (not isinstance(value, (int, float)) or isfinite(value))


def computed(rows: Any, column: str) -> bool:
    """Whether the database wrote its own number in place of the one that was sent."""
    return bool(rows) and all(row[column] is None or isfinite(float(row[column])) for row in rows)


@pytest.mark.parametrize("verb", ["insert", "update"])
@pytest.mark.parametrize("table", sorted(INSERTS.keys() | UPDATES.keys()))
def test_no_column_takes_a_number_that_is_not_finite(seeded_world: SeededWorld, table: str, verb: str) -> None:
    wrong = []
    for role in seeded_world.by_role():
        if not getattr(seeded_world.rights[table, role], verb):
            continue
        with seeded_world.transport.rolled_back():
            writing = Writing(seeded_world, table, role, verb)
            for column in writing.columns(*NUMBERS):
                for value in not_finite(seeded_world.schema.tables[table][column]):
                    answer = writing.say(**{column: value})
                    if is_clear(answer):
                        continue
                    if answer[0] >= 300 or not computed(answer[1], column):
                        wrong.append((role, column, value, *answer))
                    writing.begin()
    assert wrong == []


@pytest.mark.parametrize("function", CALLS)
def test_no_argument_takes_a_number_that_is_not_finite(seeded_world: SeededWorld, function: str) -> None:
    wrong = []
    for role, client in seeded_world.by_role().items():
        if not seeded_world.may_call(role, function):
            continue
        for argument, kind in seeded_world.schema.functions[function][0].types.items():
            for value in not_finite(kind) if kind.startswith(NUMBERS) else []:
                with seeded_world.transport.rolled_back():
                    answer = client.rpc(function, **CALLS[function](seeded_world) | {argument: value})
                    pure = function in PURE and answer[0] == 200 and is_finite(answer[1])
                    if not pure and not says_no(answer) and not is_clear(answer):
                        wrong.append((role, argument, value, *answer))
    assert wrong == []
