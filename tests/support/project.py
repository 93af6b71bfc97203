"""A small project with migrate.py in it, on an empty database."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg

from migrate import ROOT


class Project:
    """A folder of SQL files and the database that they go to."""

    def __init__(self, folder: Path, database_url: str) -> None:
        self.folder, self.database_url = folder, database_url
        for name in ("migrate.py", "sql/0001_migration_history.sql", "functions/00_platform/_catalogue.sql"):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)

    def write(self, name: str, text: str | bytes) -> None:
        """Write one file of the project."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)

    def command(self, *arguments: str) -> tuple[list[str], dict[str, str]]:
        """What to start, and in which environment."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        return [sys.executable, "migrate.py", *arguments], environment | {"DATABASE_URL": self.database_url}

    def run(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run migrate.py to its end."""
        command, inherited = self.command(*arguments)
        return subprocess.run(command, cwd=self.folder, env=inherited | environment, capture_output=True, text=True, check=False)

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start migrate.py and go on."""
        command, environment = self.command(*arguments)
        pipe = subprocess.PIPE
        return subprocess.Popen(command, cwd=self.folder, env=environment, stdout=pipe, stderr=pipe, text=True)

    def up(self, *arguments: str) -> Any:
        """Run `up --json`, which has to succeed; return what it says."""
        done = self.run("up", "--json", *arguments)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def query(self, query: str) -> list[tuple[Any, ...]]:
        """Ask the database."""
        with psycopg.connect(self.database_url, autocommit=True) as connection:
            return connection.execute(query.encode()).fetchall()

    def execute(self, statement: str) -> None:
        """Change the database."""
        with psycopg.connect(self.database_url, autocommit=True) as connection:
            connection.execute(statement.encode())

    def exists(self, relation: str) -> bool:
        """Whether a table or view is there."""
        return bool(self.query(f"select to_regclass('{relation}') is not null")[0][0])
