"""Symbols are symbols, arrays have one dimension, and JSON is the object or the array that its column is for."""

from collections.abc import Iterator
from typing import Any

import pytest
from samples import CALLS, INSERTS, UPDATES
from support.worlds import SeededWorld
from writing import Writing, is_clear, says_no

NO_SYMBOLS = ["", " ", "   ", "nan", "NaN", "7" * 11, "7203" * 100]
# Settings are of many forms, and each is checked by its own function.
ANY_JSON = {("system_settings", "value")}
# What a provider sends is an object for one call, or an array of them.
OBJECT_OR_ARRAY = {"usage"}
# These answer what they are asked of a text that is no symbol: its form, its price, that there is nothing.
READING = {
    "normalise_symbol",
    "round_to_tick",
    "price_limits_of",
    "price_history",
    "resample_bars",
    "latest_bars",
    "fresh_ai_analysis",
}
READING |= {"claim_backtests", "price_factor", "benchmark_closes"}


def other_json(column: str, sample: Any) -> Iterator[Any]:
    """JSON values of another kind than the sample's."""
    for other in ("x", 1, True, [1], {"x": 1}):
        is_other = type(other) is not type(sample)
        if is_other and not (column in OBJECT_OR_ARRAY and isinstance(other, (dict, list))):
            yield other


def ill_formed(table: str, column: str, kind: str, sample: Any) -> Iterator[Any]:
    """What a column, or an argument, must refuse."""
    if column == "symbol":
        yield from NO_SYMBOLS
    elif column == "symbols":
        yield from [[text] for text in NO_SYMBOLS]
    if kind.endswith("[]"):
        yield [sample or ["x"]]
    elif kind in ("json", "jsonb") and (table, column) not in ANY_JSON:
        yield from other_json(column, sample)


@pytest.mark.parametrize("verb", ["insert", "update"])
@pytest.mark.parametrize("table", sorted(INSERTS.keys() | UPDATES.keys()))
def test_no_column_takes_a_value_of_another_form(seeded_world: SeededWorld, table: str, verb: str) -> None:
    wrong = []
    for role in seeded_world.by_role():
        if not getattr(seeded_world.rights[table, role], verb):
            continue
        with seeded_world.transport.rolled_back():
            writing = Writing(seeded_world, table, role, verb)
            row = INSERTS[table](seeded_world) if table in INSERTS else {}
            for column in writing.columns(""):
                for value in ill_formed(table, column, seeded_world.schema.tables[table][column], row.get(column)):
                    answer = writing.say(**{column: value})
                    if not is_clear(answer):
                        wrong.append((role, column, value, *answer))
                        writing.begin()
    assert wrong == []


@pytest.mark.parametrize("function", CALLS)
def test_no_argument_takes_a_value_of_another_form(seeded_world: SeededWorld, function: str) -> None:
    wrong = []
    for role, client in seeded_world.by_role().items():
        if not seeded_world.may_call(role, function):
            continue
        for argument, kind in seeded_world.schema.functions[function][0].types.items():
            with seeded_world.transport.rolled_back():
                sample = CALLS[function](seeded_world)[argument]
            for value in ill_formed(function, argument, kind, sample):
                with seeded_world.transport.rolled_back():
                    answer = client.rpc(function, **CALLS[function](seeded_world) | {argument: value})
                    nothing = function in READING and answer[0] == 200
                    if not nothing and not says_no(answer) and not is_clear(answer):
                        wrong.append((role, argument, value, *answer))
    assert wrong == []
