"""How fast does a user read 100 own rows among many, as PostgREST sends the query?

Against the specification's own schema (specification.sql), and against the same query with the filter written out, run as owner
of the tables. What is timed is the statement alone, prepared as PostgREST prepares it, within a transaction that has
PostgREST's settings: these cost the same on either side, and would only hide a difference.
"""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median

import psycopg
from psycopg.types.string import TextLoader
from rows import Row, Topic
from server import Connection, execute

# Of each user.
ROWS = 100
USERS = """
insert into auth.users (id) select gen_random_uuid() from generate_series(1, {users});
insert into portfolios (user_id, name, initial_capital, current_balance, capital_paid_in)
select id, 'main', 1000, 1000, 1000 from auth.users
"""
TRADES = """
insert into trades (user_id, portfolio_id, symbol, trade_type, quantity, price, total_amount, commission, tax,
    commission_rate, reserve_price, status, filled_quantity, executed_at, created_at)
select user_id, id, (1000 + {n})::text, 'buy', 100, 10, 1000, 0, 0, 0, 10, 'filled', 100, made, made
from portfolios, (select now() - (100 - {n}) * interval '1 hour' as made) as t
"""
# Millions of rows into random places of an index take long; built afterwards, it takes seconds.
SLEEPING_INDEXES = """
update pg_index set indisready = false where indrelid in ('public.trades'::regclass, 'specified.trades'::regclass)
"""
SHARED = """id, portfolio_id, symbol, trade_type, quantity, price, total_amount, net_amount, order_type, status, executed_at,
    created_at"""
COPY = f"""
insert into specified.portfolios (id, user_id, name, initial_capital, current_balance)
select id, user_id, name, initial_capital, current_balance from public.portfolios;
insert into specified.trades ({SHARED}) select {SHARED} from public.trades
"""
QUERY = """
with pgrst_source as (select {schema}.trades.* from {schema}.trades {where})
select null::bigint as total_result_set, pg_catalog.count(_postgrest_t) as page_total,
    coalesce(json_agg(_postgrest_t), '[]') as body,
    nullif(current_setting('response.headers', true), '') as response_headers,
    nullif(current_setting('response.status', true), '') as response_status, '' as response_inserted
from (select * from pgrst_source) as _postgrest_t
"""


def seed(url: str, users: int, report: Callable[[str], None]) -> None:
    """Fill the table, a hundred times round the users, so that a user's rows lie far apart; copy it."""
    replica = "set session_replication_role = replica"  # rows only: no trigger, no ledger
    report("users")
    execute(url, (Path(__file__).parent / "specification.sql").read_text("utf-8"))
    execute(url, replica, *USERS.format(users=users).split(";\n"), SLEEPING_INDEXES)
    for n in range(1, ROWS + 1):
        report(f"orders, {n * users:,} of {ROWS * users:,}")
        execute(url, replica, TRADES.format(n=n))
    report("the specification's copy")
    execute(url, replica, *filter(str.strip, COPY.split(";\n")), "reindex table public.trades", "reindex table specified.trades")
    execute(url, "vacuum analyze", "checkpoint")


def request(connection: Connection, user: object, role: str) -> None:
    """Begin a request: its settings, as PostgREST makes them."""
    settings = {
        "search_path": '"public", "extensions"',
        "role": role,
        "request.jwt.claims": json.dumps({"sub": str(user), "role": role}),
        "request.method": "GET",
        "request.path": "/",
        "request.headers": '{"user-agent": "benchmark"}',
        "request.cookies": "{}",
    }
    connection.execute("set transaction read only")
    for name, value in settings.items():
        connection.execute("select set_config(%s, %s, true)", [name, value])


def milliseconds(connection: Connection, user: object, role: str, query: str, repeat: int) -> float:
    """The median of several statements within one request, after one that is not counted."""
    times = []
    with connection.transaction():
        request(connection, user, role)
        for _ in range(1 + repeat):
            started = time.perf_counter()
            row = connection.execute(query.encode(), prepare=True).fetchone()
            times.append((time.perf_counter() - started) * 1000)
            assert row and row[1] == ROWS, row
    return median(times[1:])


@contextmanager
def rows(url: str, scale: float, report: Callable[[str], None]) -> Iterator[list[Row]]:
    """One connection for all contestants, so that none has the quieter processor."""
    users = max(50, round(10_000 * scale))
    seed(url, users, report)
    with psycopg.connect(url) as connection:
        connection.adapters.register_loader("json", TextLoader)  # PostgREST passes the body on unread
        user, owner = execute(url, "select user_id, current_user from portfolios order by id limit 1")[0]
        written_out = QUERY.format(schema="public", where=f"where user_id = '{user}'")
        read = partial(milliseconds, connection, user)
        ours = partial(read, "authenticated", QUERY.format(schema="public", where=""), 20)
        specified = partial(read, "authenticated", QUERY.format(schema="specified", where=""), 1)
        what = f"an owner reads {ROWS} of {users * ROWS:,} trades"
        yield [
            Row("read", what, "the specification's schema", 100 * min(scale, 1), ours, specified),
            Row("read, filtered", what, "the filter written out", 0.95, ours, partial(read, owner, written_out, 20)),
        ]


TOPIC = Topic("reads", rows, ("read", "read, filtered"))
