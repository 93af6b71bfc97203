"""Databases that live as long as a test needs them."""

from psycopg.conninfo import conninfo_to_dict
from pytest_postgresql.janitor import DatabaseJanitor


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
