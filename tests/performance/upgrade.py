"""How long does a client wait while a release changes every trigger, some tables and a view under its hands?

`.venv/bin/python tests/performance/upgrade.py [--users 4] [--rounds 3]`

Prints, for `up` and for the exported migrations, the calls, the errors, and the longest call beside the longest of a quiet time.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parents[1]), str(Path(__file__).parent)]

import psycopg  # noqa: E402
from psycopg.conninfo import make_conninfo  # noqa: E402
from rich.console import Console  # noqa: E402
from rich.table import Table  # noqa: E402
from server import execute, server  # noqa: E402
from support.project import WHOLE, Project  # noqa: E402
from support.releases import become_next_release  # noqa: E402
from support.traffic import Traffic, traffic  # noqa: E402

QUIET_SECONDS = 5.0


def upgrade(project: Project, way: str) -> None:
    """Bring the next release by one of the two ways."""
    if way == "up":
        done = project.run("up")
        assert done.returncode == 0, done.stderr
    else:
        with psycopg.connect(project.database_url, autocommit=True) as connection:
            for path in project.exports()[-2:]:
                connection.execute(path.read_bytes())


def measure(admin: str, way: str, users: int) -> tuple[Traffic, float]:
    """Build a database, let users trade, upgrade it; return what they met, and their longest call before that."""
    name = "kaboom_upgrade"
    execute(admin, f"drop database if exists {name} with (force)")
    execute(admin, f"create database {name}")
    with tempfile.TemporaryDirectory() as folder:
        project = Project(Path(folder), make_conninfo(admin, dbname=name), WHOLE)
        project.up()
        subprocess.run(project.command("supabase")[0], cwd=folder, check=True, capture_output=True)
        become_next_release(project)
        subprocess.run(project.command("supabase")[0], cwd=folder, check=True, capture_output=True)
        with traffic(project.database_url, users) as clients:
            time.sleep(QUIET_SECONDS)
            quiet, clients.longest_wait = clients.longest_wait, 0.0
            upgrade(project, way)
    return clients, quiet


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--users", type=int, default=4)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    table = Table("by", "calls", "errors", "longest call, quiet, ms", "longest call, upgrade, ms")
    with server() as admin:
        for _ in range(options.rounds):
            for way in ("up", "export"):
                clients, quiet = measure(admin, way, options.users)
                waits = [f"{seconds * 1000:,.0f}" for seconds in (quiet, clients.longest_wait)]
                table.add_row(way, f"{clients.calls:,}", str(len(clients.errors)), *waits)
    Console().print(table)


if __name__ == "__main__":
    main()
