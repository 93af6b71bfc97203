"""A migrated database on an embedded server; each test runs in a transaction that is rolled back."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from kaboom import migrate


@pytest.fixture(scope="session")
def conninfo() -> Iterator[str]:
    """A fresh database with every migration applied, dropped in the end."""
    server = migrate.embedded_server()
    name = f"kaboom_test_{Path.cwd().name}"
    with migrate.connect(server) as admin:
        admin.execute(f'drop database if exists "{name}" with (force)'.encode())
        admin.execute(f'create database "{name}" template template0'.encode())
        url = migrate.make_conninfo(server, dbname=name)
        with migrate.connect(url) as built:
            migrate.migrate(built, migrate.discover())
        yield url
        admin.execute(f'drop database "{name}" with (force)'.encode())


@pytest.fixture
def database(conninfo: str) -> Iterator[psycopg.Connection[Any]]:
    """A connection whose changes are rolled back."""
    with psycopg.connect(conninfo) as connection:
        yield connection
        connection.rollback()
