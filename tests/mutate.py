"""Take away each guard in turn - trigger, check, key, policy, lock - and see whether a test notices.

Then change each meaning that tests/*/mutations.toml lists: a bound, a sign, an interval, a time zone, a status.

`.venv/bin/python tests/mutate.py` prints a table, and exits 1 where no test notices. An argument is a prefix: only what
begins with it is tried, such as `trigger`, or `meaning of audit` for the room audit. With two cores all takes about two hours.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from uuid import uuid4

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import psycopg  # noqa: E402
from psycopg.conninfo import make_conninfo  # noqa: E402
from support.databases import janitor, prepare  # noqa: E402
from support.mutations import read_mutations  # noqa: E402

import migrate  # noqa: E402

# The quick ones first; the others only where those have noticed nothing.
QUICK = [path.name for path in sorted((ROOT / "tests").iterdir()) if any(path.glob("test_*.sql"))]
TESTS = [["system/schema", *QUICK], ["system/access", "system/money"], ["system/api"]]
FILES = {
    "check": [["system/schema/test_every_constraint_refuses_its_violations.py"]],
    "key": [["system/schema/test_every_key_refuses_copies_and_orphans.py"]],
}
SLOW = [
    "--deselect=tests/system/money/test_a_crash_loses_no_acknowledged_fill.py",
    "--deselect=tests/system/money/test_many_clients_lose_nothing.py",
]
# For a changed meaning: after the tests of its room.
CROSSING = [["system/schema", "system/access"], ["system/money"], ["system/api"]]
TRIGGERS = """
select format('trigger %s on %s', tgname, tgrelid::regclass), format('drop trigger %I on %s', tgname, tgrelid::regclass)
from pg_trigger where not tgisinternal and tgparentid = 0
    and tgrelid::regclass::text not like 'partitions.%' order by 1
"""
CONSTRAINTS = """
select format('%s %s of %s', case contype when 'c' then 'check' else 'key' end, conname, conrelid::regclass),
    format('alter table %s drop constraint %I cascade', conrelid::regclass, conname)
from pg_constraint where connamespace = 'public'::regnamespace and contype in ('c', 'f', 'u', 'p') and conparentid = 0 order by 1
"""
UNIQUES = """
select format('key %s', indexrelid::regclass), format('drop index %s', indexrelid::regclass)
from pg_index where indisunique and indpred is not null
    and indrelid in (select oid from pg_class where relnamespace = 'public'::regnamespace) order by 1
"""
POLICIES = """
select format('policy "%s" on %s', polname, polrelid::regclass),
    format('alter policy %I on %s %s %s', polname, polrelid::regclass,
        case when polqual is not null then 'using (true)' else '' end,
        case when polwithcheck is not null then 'with check (true)' else '' end)
from pg_policy where polrelid in (select oid from pg_class where relnamespace = 'public'::regnamespace)
    and coalesce(pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)) <> 'true'
order by 1
"""


def locks() -> Iterator[tuple[str, str]]:
    """Each function with a row lock, without it; of two locks also without the first."""
    for path in sorted((ROOT / "functions").rglob("*.sql")):
        text = path.read_text()
        if "for no key update" in text:
            yield f"lock in {path.stem}", re.sub(r"\n\s*for no key update[^;)]*?(?=;|\n\s*\))", "", text)
        if "for no key update of u, p" in text:
            yield f"lock of the account in {path.stem}", text.replace("update of u, p", "update of p")


def server() -> str:
    """The conninfo of the superuser whom the tests take."""
    return os.environ.get("KABOOM_TEST_SERVER") or migrate.embedded_server()


def guards() -> list[tuple[str, str]]:
    """Every guard: its name, and the SQL that takes it away."""
    name = f"kaboom_guards_{uuid4().hex[:12]}"
    conninfo = make_conninfo(server(), dbname=name)
    with janitor(server(), name, "template0"), psycopg.connect(conninfo, autocommit=True) as connection:
        migrate.migrate(connection, migrate.discover())
        found = [row for query in (TRIGGERS, POLICIES, UNIQUES, CONSTRAINTS) for row in connection.execute(query.encode())]
        found += locks()
        for _, mutation in found:  # fails here where a guard cannot be taken away
            with connection.transaction(force_rollback=True):
                connection.execute(mutation.encode())
    return found


@contextmanager
def mutated(migrations: list[migrate.Migration], mutation: str) -> Iterator[str]:
    """Yield the name of a database that is made from changed files, or from which SQL takes something away."""
    name = f"kaboom_mutated_{uuid4().hex[:12]}"
    with janitor(server(), name, "template0"):
        prepare(make_conninfo(server(), dbname=name), migrations, mutation)
        yield name


def notices(template: str, where: list[str]) -> bool:
    """Whether a test of these folders or files fails on clones of a database."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", *SLOW, *[f"tests/{name}" for name in where]]
    command += ["-n", "0"] if len(where) == 1 else []
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    environment["KABOOM_TEMPLATE"] = template
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode and not re.search(r"\d+ (failed|error)", done.stdout):
        raise SystemExit(done.stdout + done.stderr)  # no test could run
    return done.returncode != 0


@cache
def fail_anyway(where: tuple[str, ...]) -> bool:
    """Whether a test fails where nothing is changed: then its failure says nothing about a change."""
    with mutated(migrate.discover(), "select 1") as template:
        return notices(template, list(where))


def is_noticed(files: list[migrate.Migration], mutation: str, tests: list[list[str]]) -> bool:
    """Whether one of these tests, asked one group after the other, fails with these files and after this SQL."""
    with mutated(files, mutation) as template:
        found = next((where for where in tests if notices(template, where)), None)
    if found and fail_anyway(tuple(found)):
        raise SystemExit(f"a test of {', '.join(found)} fails without any change; correct it first")
    return found is not None


def tests_of(room: str) -> list[list[str]]:
    """The tests to ask about a changed meaning: those of its room, then those that cross rooms."""
    has_tests = any((ROOT / "tests" / room).glob("test_*"))
    return [[room], *CROSSING] if has_tests else CROSSING


def cases() -> Iterator[tuple[str, list[migrate.Migration], str, list[list[str]]]]:
    """Each thing to try: its name, the files, the SQL that follows them, and the tests to ask."""
    files = migrate.discover()
    meanings = [(one, one.of(files)) for one in read_mutations()]  # fails here where a text is not there any more
    for name, mutation in guards():
        yield name, files, mutation, FILES.get(name.split()[0], TESTS)
    for one, changed in meanings:
        yield f"meaning of {one.room}: {one.name}", changed, "select 1", tests_of(one.room)


def main() -> int:
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    missed = 0
    for name, files, mutation, tests in cases():
        if name.startswith(wanted):
            noticed = is_noticed(files, mutation, tests)
            missed += not noticed
            print(f"{'noticed' if noticed else 'MISSED':8} {name}", flush=True)
    print(f"{missed} missed")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
