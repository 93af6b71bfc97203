"""An empty database, and a little project that goes to it."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from psycopg.conninfo import make_conninfo
from pytest_postgresql.janitor import DatabaseJanitor
from support.databases import janitor
from support.project import Project


@pytest.fixture
def empty(server: str) -> Iterator[str]:
    """The conninfo of an empty database."""
    name = f"kaboom_empty_{uuid4().hex[:12]}"
    database: DatabaseJanitor = janitor(server, name, "template0")
    with database:
        yield make_conninfo(server, dbname=name)


@pytest.fixture
def project(tmp_path: Path, empty: str) -> Project:
    """A little project on an empty database."""
    return Project(tmp_path, empty)
