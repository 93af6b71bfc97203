"""Constraints guarantee the invariants: each refuses its violations, whatever code path brings them."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from support.people import OWNER, seed_user
from violations import VIOLATIONS

Connection = psycopg.Connection[Any]


@pytest.fixture(scope="module")
def seeded(make_clone: Any) -> Iterator[Connection]:
    """A database in which every table has a row."""
    with psycopg.connect(make_clone()) as connection:
        seed_user(connection, OWNER)
        connection.execute(
            "insert into market_data (symbol, timeframe, data_timestamp, close_price)"
            " values ('7203', '1d', date_trunc('day', now(), 'Asia/Tokyo'), 1000)"
        )
        connection.commit()
        yield connection


def checks(connection: Connection) -> set[tuple[str, str]]:
    query = (
        "select conrelid::regclass::text, conname from pg_constraint"
        " where connamespace = 'public'::regnamespace and contype = 'c' and conparentid = 0"
    )
    return set(connection.execute(query.encode()).fetchall())


def test_every_constraint_of_the_catalogue_is_listed_here(seeded: Connection) -> None:
    assert checks(seeded) == {(table, name) for table, names in VIOLATIONS.items() for name in names}


@pytest.mark.parametrize("table", VIOLATIONS)
def test_each_constraint_refuses_its_violations(seeded: Connection, table: str) -> None:
    every = {name for relation, name in checks(seeded) if relation == table}
    for name, assignments in VIOLATIONS[table].items():
        for assignment in assignments:
            with seeded.transaction(force_rollback=True):
                seeded.execute("set local session_replication_role = replica")
                for other in every - {name}:  # Because another check could refuse first, only this one is left.
                    seeded.execute(f"alter table {table} drop constraint {other}".encode())
                with pytest.raises(psycopg.errors.CheckViolation) as caught, seeded.transaction():
                    seeded.execute(f"update {table} set {assignment}".encode())
                assert caught.value.diag.constraint_name == name, assignment
