"""An owner with a portfolio of 1,000,000 yen."""

from uuid import UUID, uuid4

import pytest
from acting import Database, become


@pytest.fixture
def owner(database: Database) -> UUID:
    """Who is signed in when the test begins."""
    user = uuid4()
    database.execute("insert into auth.users (id) values (%s)", [user])
    become(database, "authenticated", user)
    database.execute("insert into portfolios (name, initial_capital) values ('main', 1000000)")
    return user
