"""The address of a database for SQLAlchemy."""

from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import URL


def url_of(conninfo: str) -> URL:
    """The URL that SQLAlchemy opens by psycopg."""
    parts = conninfo_to_dict(conninfo)
    query = {"host": str(parts["host"]), "port": str(parts.get("port", "5432"))}
    return URL.create("postgresql+psycopg", str(parts["user"]), database=str(parts["dbname"]), query=query)
