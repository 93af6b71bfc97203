"""Databases that live as long as a test needs them."""

from pathlib import Path

from psycopg.conninfo import conninfo_to_dict
from pytest_postgresql.janitor import DatabaseJanitor

import migrate
from support import pgtap

TESTS = Path(__file__).resolve().parents[1]


def janitor(server: str, name: str, template: str) -> DatabaseJanitor:
    """A database that is made from a template and dropped at the end."""
    parts = conninfo_to_dict(server)
    return DatabaseJanitor(
        user=str(parts.get("user", "postgres")),
        password=str(parts["password"]) if parts.get("password") else None,
        host=str(parts["host"]),
        port=str(parts.get("port", "5432")),
        dbname=name,
        template_dbname=template,
    )


def prepare(conninfo: str, migrations: list[migrate.Migration], mutation: str = "select 1") -> None:
    """Migrate a database, take away what tests/mutate.py wants away, and load pgTAP and the helpers into it."""
    with migrate.connect(conninfo) as connection:
        migrate.migrate(connection, migrations)
        connection.execute(mutation.encode())
        packaged = connection.execute("select from pg_available_extensions where name = 'pgtap'").fetchone()
        if packaged is not None:
            connection.execute("create extension pgtap with schema extensions")
        else:
            connection.execute("set search_path = extensions, public")
            connection.execute(pgtap.statements().encode())
        connection.execute("set search_path = public")
        for helpers in ("helpers.sql", "helpers_trading.sql"):
            connection.execute((TESTS / helpers).read_bytes())
