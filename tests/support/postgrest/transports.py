"""The ways from a client of the API to a database."""

from collections.abc import Iterator
from contextlib import contextmanager

from support.postgrest import over_http
from support.postgrest.clients import Transport
from support.postgrest.over_sql import SqlTransport

CARRIERS = ["SQL", "HTTP"] if over_http.BINARY else ["SQL"]


@contextmanager
def open_transport(carrier: str, conninfo: str) -> Iterator[Transport]:
    """Carry requests to a database as "SQL", as "committed SQL" (nothing is rolled back), or over "HTTP" to a PostgREST."""
    if carrier == "HTTP":
        served = over_http.served(over_http.BINARY or "", conninfo)
        with served as address, over_http.HttpTransport(address, conninfo) as over:
            yield over
        return
    transport = SqlTransport(conninfo, committed=carrier == "committed SQL")
    with transport.connection:
        yield transport
