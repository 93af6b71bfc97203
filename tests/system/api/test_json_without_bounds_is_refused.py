"""JSON that is too large or too deep is refused as an error of the caller (400), in every column that takes JSON."""

import re
import sys
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from samples import INSERTS, sample
from support.postgrest.clients import Client
from support.sessions import Session
from support.worlds import ApiWorld, SeededWorld

# More than any column may hold.
LARGE = 8 * 1024 * 1024


@pytest.mark.parametrize("deep", [40, 1000, 100_000])
def test_json_without_bounds_is_refused(api_world: ApiWorld, deep: int) -> None:
    test = {
        "strategy_name": "s",
        "symbols": ["7203"],
        "start_date": "2024-01-01",
        "end_date": "2024-02-01",
        "initial_capital": 1,
    }
    status, body = api_world.owner.post("backtest_results", test | {"strategy_config": {"x": "y" * deep * 70}})
    assert (status, "strategy_config_is_small" in str(body)) == ((201, False) if deep == 40 else (400, True))
    columns = "strategy_name, strategy_config, symbols, start_date, end_date, initial_capital"
    insert = f"insert into backtest_results ({columns}) values ('s', %s, '{{7203}}', '2024-01-01', '2024-02-01', 1)"
    # Because Python's JSON cannot nest so deep, the text is written by hand.
    with Session(api_world.market.conninfo, api_world.user) as session, pytest.raises(psycopg.Error) as caught:
        session.connection.execute(insert.encode(), ['{"x": ' + "[" * deep + "]" * deep + "}"])
    assert caught.value.sqlstate in ("23514", "54001")


def json_columns(seeded_world: SeededWorld) -> Iterator[tuple[str, Client, str, str]]:
    """Role, client, table and column, for all JSON that may be inserted."""
    for table in INSERTS:
        for role, client in seeded_world.by_role().items():
            for column in sorted(seeded_world.rights[table, role].insert):
                if seeded_world.schema.tables[table][column] in ("json", "jsonb"):
                    yield role, client, table, column


def nested(levels: int) -> Any:
    return [nested(levels - 1)] if levels else []


@pytest.mark.parametrize("bound", ["small", "shallow"])
def test_every_column_of_json_is_bounded(seeded_world: SeededWorld, bound: str) -> None:
    bomb = {"x": "y" * LARGE} if bound == "small" else {"x": nested(40)}
    kept = []
    for role, client, table, column in json_columns(seeded_world):
        with seeded_world.transport.rolled_back():
            row = sample(seeded_world, table, role)
            assert client.post(table, row)[0] == 201, (role, table)
        with seeded_world.transport.rolled_back():
            status, body = client.post(table, sample(seeded_world, table, role) | {column: bomb})
            by_check = status == 400 and body["code"] == "23514"
            named = rf'check constraint "\w*is_{bound}\w*"' if by_check else "bytes and 32 levels"
            if status != 400 or not re.search(named, body["message"]):
                kept.append((role, table, column, status))
    assert kept == []


@pytest.fixture
def long_numbers() -> Iterator[None]:
    """Let Python write numbers of more than 4,300 digits, which it refuses by default."""
    usual = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(0)
    yield
    sys.set_int_max_str_digits(usual)


@pytest.mark.usefixtures("long_numbers")
def test_a_long_number_in_json_is_no_server_error(seeded_world: SeededWorld) -> None:
    number = pow(7203, 1600)  # 6,171 digits, as JSON shorter than any bound
    failed = []
    for role, client, table, column in json_columns(seeded_world):
        with seeded_world.transport.rolled_back():
            usual = sample(seeded_world, table, role)
            keys = usual[column] if isinstance(usual[column], dict) else {"x": None}
            status, _ = client.post(table, usual | {column: dict.fromkeys(keys, number)})
            if status not in (201, 400):
                failed.append((role, table, column, status))
    assert failed == []
