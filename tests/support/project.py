"""Projects with migrate.py in them, on an empty database: small ones, or a copy of this one."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg

from migrate import ROOT

# What a project has: the history alone, the platform with its functions, or everything.
BARE = ("migrate.py", "pyproject.toml", "sql/0001_*", "functions/00_platform/_*")
PLATFORM = ("migrate.py", "pyproject.toml", "sql/000[1-3]_*", "functions/00_platform/**/*")
WHOLE = ("migrate.py", "pyproject.toml", "sql/*", "policies/**/*", "functions/**/*", "seeds/**/*")


class Project:
    """A folder of SQL files and the database that they go to."""

    def __init__(self, folder: Path, database_url: str, parts: tuple[str, ...] = BARE, source: Path = ROOT) -> None:
        self.folder, self.database_url = folder, database_url
        for path in (path for part in parts for path in source.glob(part) if path.is_file()):
            copy = folder / path.relative_to(source)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, copy)

    def read(self, name: str) -> str:
        """Return the text of one file of the project."""
        return (self.folder / name).read_text("utf-8")

    def remove(self, name: str) -> None:
        """Delete one file of the project."""
        (self.folder / name).unlink()

    def become_release(self, version: str) -> None:
        """Change the version in pyproject.toml."""
        self.write("pyproject.toml", re.sub(r'(?m)^version = ".*"$', f'version = "{version}"', self.read("pyproject.toml")))

    def exports(self) -> list[Path]:
        """The generated Supabase migrations, oldest first."""
        return sorted((self.folder / "supabase/migrations").glob("*.sql"))

    def write(self, name: str, text: str | bytes) -> None:
        """Write one file of the project."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)

    def command(self, *arguments: str) -> tuple[list[str], dict[str, str]]:
        """What to start, and in which environment."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        return [sys.executable, "migrate.py", *arguments], environment | {"DATABASE_URL": self.database_url}

    def run(self, *arguments: str, without: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
        """Run migrate.py to its end, perhaps without one variable of the environment."""
        command, inherited = self.command(*arguments)
        inherited.pop(without, None)
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
