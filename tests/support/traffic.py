"""Clients that trade all the time, each on a connection of its own, and note what they met."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID, uuid4

import psycopg

from support.sessions import Market, Session


class Traffic:
    """What the clients met: errors, the longest time that one of them waited, and the orders that were acknowledged."""

    def __init__(self, conninfo: str) -> None:
        self.market, self.stop = Market(conninfo), threading.Event()
        self.errors: list[str] = []
        self.longest_wait, self.calls = 0.0, 0
        self.orders: set[UUID] = set()

    def trade(self, user: UUID, portfolio: UUID) -> None:
        """One user: orders, fills by the broker, cancellations, deposits, views."""
        with Session(self.market.conninfo, user) as own, Session(self.market.conninfo) as broker:
            while not self.stop.is_set():
                key = str(uuid4())
                place = "select id from place_order(%s, '7203', 'buy', 100, 1000, client_order_id => %s)"
                placed = self.call(own, place, portfolio, key)
                if placed is None:
                    continue
                trade = UUID(str(placed[0][0]))
                self.orders.add(trade)
                self.call(broker, "select execution_id from record_execution(%s, %s, 60, 1000)", trade, f"fill-{key}")
                self.call(own, "select id from cancel_order(%s)", trade)
                self.call(own, "select balance_after from deposit_cash(%s, 1000, %s)", portfolio, f"deposit-{key}")
                self.call(own, "select symbol, quantity from position_valuations")
                self.call(own, "update user_profiles set display_name = %s returning id", key[:20])

    def sign_up(self) -> None:
        """People who sign up and sign in."""
        with psycopg.connect(self.market.conninfo) as connection:
            auth = Session.__new__(Session)
            auth.connection = connection
            while not self.stop.is_set():
                if created := self.call(auth, "insert into auth.users (id) values (gen_random_uuid()) returning id"):
                    self.call(auth, "update auth.users set updated_at = now() where id = %s returning id", created[0][0])

    def call(self, session: Session, query: str, *arguments: object) -> list[tuple[object, ...]] | None:
        """Call once; note how long it took, and the error if there was one."""
        started = time.monotonic()
        try:
            return session.commit(query, *arguments)
        except psycopg.Error as error:
            self.errors.append(f"{error.sqlstate} {error} in {query}")
            return None
        finally:
            self.calls += 1
            self.longest_wait = max(self.longest_wait, time.monotonic() - started)

    def lost(self) -> set[UUID]:
        """Orders that were acknowledged and are not there."""
        return self.orders - {UUID(str(trade)) for (trade,) in self.market.owner("select id from trades")}


@contextmanager
def traffic(conninfo: str, users: int = 4) -> Iterator[Traffic]:
    """Let users trade, the broker fill and people sign up until the block ends; it begins when all are busy."""
    clients = Traffic(conninfo)
    traders = []
    for _ in range(users):
        user = clients.market.new_user()
        traders.append((user, clients.market.new_portfolio(user, 1_000_000_000)))
    threads = [threading.Thread(target=clients.trade, args=trader) for trader in traders]
    threads.append(threading.Thread(target=clients.sign_up))
    for thread in threads:
        thread.start()
    try:
        while len(clients.orders) < 2 * users and not clients.errors:
            time.sleep(0.01)
        yield clients
        busy = clients.calls
        while clients.calls < busy + 10 * users and not clients.errors:  # what is new is used, too
            time.sleep(0.01)
    finally:
        clients.stop.set()
        for thread in threads:
            thread.join()
