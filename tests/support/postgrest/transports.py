"""The ways from a client of the API to a database."""

from collections.abc import Iterator
from contextlib import contextmanager

from support.postgrest import over_http
from support.postgrest.clients import Transport
from support.postgrest.over_sql import SqlTransport

CARRIERS = ["SQL", "HTTP"] if over_http.BINARY else ["SQL"]


@contextmanager
def open_transport(carrier: str, conninfo: str) -> Iterator[Transport]:
    """Carry requests to a database as SQL, or over HTTP to a PostgREST that is started for it."""
    if carrier == "SQL":
        transport = SqlTransport(conninfo)
        with transport.connection:
            yield transport
    else:
        with over_http.served(over_http.BINARY or "", conninfo) as address:
            yield over_http.HttpTransport(address, conninfo)
