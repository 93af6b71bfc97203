"""Databases for tests, cloned from one migrated template that has pgTAP and the helpers of pgTAP files.

The server is the embedded one, or the one that KABOOM_TEST_SERVER (a conninfo of a superuser) names.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from hypothesis import Phase, settings
from psycopg.abc import Buffer
from psycopg.adapt import Loader
from psycopg.conninfo import make_conninfo
from support.databases import janitor, prepare
from support.plans import Crowd, gather
from support.postgrest.transports import CARRIERS, open_transport
from support.project import PLATFORM, Project
from support.worlds import ApiWorld, SeededWorld

import migrate

# To know that a guard is missing, a failure is enough; there is no need to find its simplest form.
PHASES = [Phase.generate] if "KABOOM_TEMPLATE" in os.environ else list(Phase)
settings.register_profile("kaboom", database=None, deadline=None, phases=PHASES)
settings.load_profile("kaboom")


@pytest.fixture(scope="session")
def server() -> str:
    """The conninfo of a superuser."""
    return os.environ.get("KABOOM_TEST_SERVER") or migrate.embedded_server()


@pytest.fixture(scope="session")
def template(server: str) -> Iterator[str]:
    """The name of the migrated database that all others are cloned from."""
    if mutated := os.environ.get("KABOOM_TEMPLATE"):  # made by tests/mutate.py
        yield mutated
        return
    name = f"kaboom_template_{uuid4().hex[:12]}"
    with janitor(server, name, "template0"):
        prepare(make_conninfo(server, dbname=name), migrate.discover())
        yield name


@pytest.fixture(scope="session")
def make_clone(server: str, template: str) -> Iterator[Callable[[], str]]:
    """Make a database of one's own; returns its conninfo. All are dropped at the end of the session."""
    with ExitStack() as databases:

        def make() -> str:
            name = f"kaboom_test_{uuid4().hex[:12]}"
            databases.enter_context(janitor(server, name, template))
            return make_conninfo(server, dbname=name)

        yield make


@pytest.fixture
def clone(server: str, template: str) -> Iterator[str]:
    """The conninfo of a fresh database, for a test that commits."""
    name = f"kaboom_test_{uuid4().hex[:12]}"
    with janitor(server, name, template):
        yield make_conninfo(server, dbname=name)


@pytest.fixture(scope="session")
def conninfo(make_clone: Callable[[], str]) -> str:
    """A database for tests that roll back what they do."""
    return make_clone()


@pytest.fixture(scope="module", params=CARRIERS)
def carrier(request: pytest.FixtureRequest) -> str:
    """What carries requests. A test that uses this, or a world, runs once for each carrier that is available."""
    return str(request.param)


@pytest.fixture(scope="module")
def api_world(carrier: str, make_clone: Callable[[], str]) -> Iterator[ApiWorld]:
    """A database with an owner, a stranger, the broker and nobody. What they do stays until the end of the file."""
    with open_transport(carrier, make_clone()) as transport:
        yield ApiWorld(transport)


@pytest.fixture(scope="module")
def seeded_world(carrier: str, make_clone: Callable[[], str]) -> Iterator[SeededWorld]:
    """An API world in which both users have a row in every table."""
    with open_transport(carrier, make_clone()) as transport:
        yield SeededWorld(transport)


@pytest.fixture(scope="session")
def crowd(make_clone: Callable[[], str]) -> Iterator[Crowd]:
    """A database with the rows of many users, for tests that only read it."""
    with psycopg.connect(make_clone()) as connection:
        yield gather(connection)


@pytest.fixture
def database(conninfo: str) -> Iterator[psycopg.Connection[Any]]:
    """A connection whose changes are rolled back."""
    with psycopg.connect(conninfo) as connection:
        yield connection
        connection.rollback()


class BesideTap(Loader):
    """A value that is no line of TAP: indented, for tap.py's parser reads `1..5` with dots that match anything."""

    def load(self, data: Buffer) -> str:
        """The value as psql prints it, after a space."""
        return " " + bytes(data).decode()


class TapCursor(psycopg.Cursor[Any]):
    """Rows of which pytest-pgtap makes one text, which cannot hold a null."""

    def fetchall(self) -> list[Any]:
        """The rows, a null as an empty line."""
        return ["" if row is None else row for row in super().fetchall()]


@pytest.fixture(scope="session")
def pgtap_connection(conninfo: str) -> Iterator[psycopg.Connection[Any]]:
    """Where pytest-pgtap runs the .sql files."""
    options = "-c search_path=public,extensions"
    with psycopg.connect(conninfo, autocommit=True, options=options, cursor_factory=TapCursor) as connection:
        # pytest-pgtap joins every row to one text. A uuid such as 1ab5… would count as a plan of five tests.
        for name in ("uuid", "int4", "int8", "numeric", "bool", "jsonb"):
            connection.adapters.register_loader(name, BesideTap)
        yield connection


@pytest.fixture(autouse=True)
def forget_prepared_statements(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let each .sql file begin without the prepared statements of another one: a rollback does not remove them."""
    if request.node.path.suffix != ".sql":
        yield
        return
    connection = request.getfixturevalue("pgtap_connection")
    yield
    connection.execute("deallocate all", prepare=False)


@pytest.fixture
def empty(server: str) -> Iterator[str]:
    """The conninfo of an empty database."""
    name = f"kaboom_empty_{uuid4().hex[:12]}"
    with janitor(server, name, "template0"):
        yield make_conninfo(server, dbname=name)


@pytest.fixture
def project(tmp_path: Path, empty: str) -> Project:
    """A little project on an empty database."""
    return Project(tmp_path, empty)


@pytest.fixture
def platform_project(tmp_path: Path, empty: str) -> Project:
    """A little project that has the platform's functions, on an empty database."""
    return Project(tmp_path, empty, PLATFORM)
