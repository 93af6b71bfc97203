"""The migrating role is no superuser, schema auth belongs to another role, and default privileges may open new tables."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import psycopg
import pytest
from support.rights import rights, supabase_project

import migrate

AUTH = """
select c.relname::text, a.attname::text, format_type(a.atttypid, a.atttypmod)
from pg_class as c join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0
where c.relnamespace = 'auth'::regnamespace
union all
select p.proname, p.prosrc, p.proowner::regrole::text from pg_proc as p where p.pronamespace = 'auth'::regnamespace
"""


class Migrated(NamedTuple):
    """Two conninfos of a Supabase project, what schema auth had before, and how many files were applied."""

    superuser: str
    owner: str
    auth_before: set[tuple[Any, ...]]
    applied: int


def rows(conninfo: str, query: str) -> set[tuple[Any, ...]]:
    with psycopg.connect(conninfo) as connection:
        return set(connection.execute(query.encode()).fetchall())


@pytest.fixture(scope="module", params=["old", "new"])
def migrated(request: pytest.FixtureRequest, server: str) -> Iterator[Migrated]:
    """A Supabase project with the default privileges of old or of new ones, and what its owner has migrated."""
    with supabase_project(server, request.param) as (superuser, owner):
        before = rows(superuser, AUTH)
        with migrate.connect(owner) as connection:
            applied = migrate.migrate(connection, migrate.discover())
        yield Migrated(superuser, owner, before, len(applied))


def test_a_role_that_is_no_superuser_migrates_with_the_same_rights(migrated: Migrated, conninfo: str) -> None:
    with migrate.connect(migrated.owner) as connection:
        assert connection.execute("select rolsuper from pg_roles where rolname = current_user").fetchone() == (False,)
        assert migrated.applied == len(migrate.discover())
        assert migrate.migrate(connection, migrate.discover()) == []
    assert rows(migrated.superuser, AUTH) == migrated.auth_before
    with psycopg.connect(migrated.superuser) as here, psycopg.connect(conninfo) as plain:
        held = rights(here)
        assert held == rights(plain)
        assert len(held) > 200


def test_a_user_signs_up_in_a_supabase_project(migrated: Migrated) -> None:
    with migrate.connect(migrated.owner) as connection:
        connection.execute("insert into auth.users (id) values (gen_random_uuid())")
        assert connection.execute("select count(*) from user_profiles").fetchone() == (1,)
        connection.execute("select kaboom.ensure_partitions(), cleanup_old_market_data()")
        assert connection.execute("select * from kaboom.verify_ledger()").fetchall() == []
