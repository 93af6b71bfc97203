"""Real connections that act as users and as the broker, one after the other or at the same time."""

import json
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from decimal import Decimal
from typing import Any, Self
from uuid import UUID, uuid4

import psycopg

Rows = list[tuple[Any, ...]]
# No wait of a test lasts longer: what has not happened by then never will.
PATIENCE = 60
# What a request answers that has waited too long for another one; on a loaded machine that may be any.
BUSY = "KB134"


class Session:
    """A connection in the role that PostgREST would take for this caller."""

    def __init__(self, conninfo: str, user: UUID | None = None) -> None:
        """`user` is the user who signed in; without one the session has the service role."""
        self.connection: psycopg.Connection[Any] = psycopg.connect(conninfo)
        role = "authenticated" if user else "service_role"
        claims = json.dumps({"role": role, "sub": str(user)} if user else {"role": role})
        self.connection.execute("select set_config('request.jwt.claims', %s, false)", [claims])
        self.connection.execute(f"set statement_timeout = '{PATIENCE}s'".encode())
        self.connection.execute(f"set role {role}".encode())
        self.connection.commit()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()

    def run(self, query: str, *arguments: object) -> Rows:
        """Run one query in the open transaction."""
        return self.connection.execute(query.encode(), arguments).fetchall()

    def commit(self, query: str, *arguments: object) -> Rows:
        """Run one query and commit; an error is raised after a rollback."""
        with self.connection.transaction():
            return self.run(query, *arguments)

    def outcome(self, query: str, *arguments: object) -> str:
        """Run one query and commit; return 'done', or the SQLSTATE of the error."""
        try:
            self.commit(query, *arguments)
        except psycopg.Error as error:
            return error.sqlstate or "lost"
        return "done"

    def answer(self, query: str, *arguments: object) -> str:
        """The outcome of a query that is sent again, as a client does, while the portfolio or the account is busy (KB134)."""
        while (outcome := self.outcome(query, *arguments)) == BUSY:
            pass
        return outcome


class Market:
    """A clone of the database with some users and portfolios in it, and what tests ask of it."""

    def __init__(self, conninfo: str) -> None:
        self.conninfo = conninfo

    def owner(self, query: str, *arguments: object) -> Rows:
        """Run a query as owner of the tables, in a transaction of its own."""
        with psycopg.connect(self.conninfo) as connection:
            return connection.execute(query.encode(), arguments).fetchall()

    def new_user(self) -> UUID:
        user = uuid4()
        self.owner("insert into auth.users (id) values (%s) returning id", user)
        return user

    def new_portfolio(self, user: UUID, capital: int = 100_000, name: str = "main") -> UUID:
        with Session(self.conninfo, user) as session:
            query = "insert into portfolios (name, initial_capital) values (%s, %s) returning id"
            return UUID(str(session.commit(query, name, capital)[0][0]))

    def place(self, user: UUID, portfolio: UUID, side: str, quantity: int, price: int) -> UUID:
        with Session(self.conninfo, user) as session:
            query = "select (place_order(%s, '7203', %s, %s, %s)).id"
            return UUID(str(session.commit(query, portfolio, side, quantity, price)[0][0]))

    def fill(self, trade: UUID, execution: str, quantity: int, price: int) -> None:
        with Session(self.conninfo) as session:
            session.commit("select record_execution(%s, %s, %s, %s)", trade, execution, quantity, price)

    def hold(self, user: UUID, portfolio: UUID, quantity: int, price: int = 100) -> None:
        """Give a portfolio some shares of 7203."""
        self.fill(self.place(user, portfolio, "buy", quantity, price), f"hold-{uuid4()}", quantity, price)

    def money(self, portfolio: UUID) -> tuple[Decimal, Decimal]:
        """The cash of a portfolio, and the part of it that is reserved."""
        cash, reserved = self.owner("select current_balance, reserved_balance from portfolios where id = %s", portfolio)[0]
        return cash, reserved

    def wrong_figures(self) -> Rows:
        return self.owner("select * from kaboom.verify_ledger()")


def blockers(watcher: psycopg.Connection[Any], session: psycopg.Connection[Any]) -> list[int]:
    """The processes whose locks a session waits for right now."""
    row = watcher.execute("select pg_blocking_pids(%s)", [session.info.backend_pid]).fetchone()
    return list(row[0]) if row else []


def until_blocked(watcher: psycopg.Connection[Any], session: psycopg.Connection[Any], result: Future[str]) -> bool:
    """Wait until a session waits for a lock, or is done; return whether it waits."""
    deadline = time.monotonic() + PATIENCE
    while not result.done() and not blockers(watcher, session):
        assert time.monotonic() < deadline, "the session neither waits for a lock nor ends"
    return not result.done()


def while_waiting(first: Session, query: tuple[object, ...], second: Session, then: tuple[object, ...]) -> str:
    """Let `second` run after `first` has run and before it commits; return the outcome of `second`.

    It fails unless `second` waits for a lock of `first`: without a lock, both could pass the same check.
    """
    first.run(str(query[0]), *query[1:])
    with ThreadPoolExecutor(1) as pool, psycopg.connect(first.connection.info.dsn, autocommit=True) as watcher:
        result: Future[str] = pool.submit(second.answer, str(then[0]), *then[1:])
        try:
            waited = until_blocked(watcher, second.connection, result)
        finally:  # Because the pool waits for the second session, which waits for the first.
            first.connection.commit()
        outcome = result.result()
    assert waited, f"the second session did not wait: {outcome}"
    return outcome


def all_at_once(actions: list[Callable[[], str]]) -> list[str]:
    """Start all actions together behind one barrier; return their outcomes in order."""
    barrier = threading.Barrier(len(actions), timeout=PATIENCE)

    def start(action: Callable[[], str]) -> str:
        barrier.wait()
        return action()

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(start, actions))
