"""A PgBouncer in front of the server, in transaction mode: each transaction may get another session."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict

BINARY = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


def unused_port() -> int:
    """A port of 127.0.0.1 that nobody listens to."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@contextmanager
def pooled(conninfo: str, sessions: int = 3) -> Iterator[str]:
    """Pool some sessions of every database of a server; yield the conninfo of the same database behind the pooler."""
    assert BINARY
    parts = conninfo_to_dict(conninfo)
    host, port = str(parts["host"]), unused_port()
    folder = Path(tempfile.mkdtemp(prefix="kaboom_pooler_"))
    folder.chmod(0o777)
    # PgBouncer refuses to run as root; whom the server's socket belongs to may enter its folder.
    user = (Path(host).owner() if host.startswith("/") else "nobody") if os.geteuid() == 0 else ""
    settings = [
        "[databases]",
        f"* = host={host} port={parts.get('port', '5432')} user={parts.get('user', 'postgres')}",
        "[pgbouncer]",
        f"listen_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\nauth_type = any\npool_mode = transaction",
        f"default_pool_size = {sessions}\nmax_client_conn = 100\nlogfile = {folder}/log\n{f'user = {user}' if user else ''}",
    ]
    (folder / "pgbouncer.ini").write_text("\n".join(settings))
    with subprocess.Popen([BINARY, "-q", str(folder / "pgbouncer.ini")], stderr=subprocess.DEVNULL) as process:
        try:
            behind = f"host=127.0.0.1 port={port} dbname={parts['dbname']} user=anybody"
            while True:
                try:
                    psycopg.connect(behind).close()
                    break
                except psycopg.OperationalError:
                    assert process.poll() is None, (folder / "log").read_text()
                    time.sleep(0.05)
            yield behind
        finally:
            process.send_signal(signal.SIGINT)
            process.wait()
            shutil.rmtree(folder, ignore_errors=True)
