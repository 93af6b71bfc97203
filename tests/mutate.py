"""Take away each guard in turn - trigger, check, key, policy, lock - and see whether a test notices.

`.venv/bin/python tests/mutate.py` prints a table; it exits 1 where a guard is missed by no test. An argument is a prefix:
only guards whose name begins with it are tried. With two cores it takes about an hour.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import psycopg  # noqa: E402
from psycopg.conninfo import make_conninfo  # noqa: E402
from support.databases import janitor  # noqa: E402

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


def guards() -> list[tuple[str, str]]:
    """Every guard: its name, and the SQL that takes it away."""
    server = migrate.embedded_server()
    name = f"kaboom_guards_{uuid4().hex[:12]}"
    with janitor(server, name, "template0"), psycopg.connect(make_conninfo(server, dbname=name), autocommit=True) as connection:
        migrate.migrate(connection, migrate.discover())
        found = [row for query in (TRIGGERS, POLICIES, UNIQUES, CONSTRAINTS) for row in connection.execute(query.encode())]
        found += locks()
        for _, mutation in found:  # fails here where a guard cannot be taken away
            with connection.transaction(force_rollback=True):
                connection.execute(mutation.encode())
    return found


def is_noticed(mutation: str, where: list[str]) -> bool:
    """Whether a test fails without the guard."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", *SLOW, *[f"tests/{name}" for name in where]]
    command += ["-n", "0"] if len(where) == 1 else []
    environment = os.environ | {"KABOOM_MUTATION": mutation}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode and not re.search(r"\d+ (failed|error)", done.stdout):
        raise SystemExit(done.stdout + done.stderr)  # no test could run
    return done.returncode != 0


def main() -> int:
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    missed = 0
    for name, mutation in guards():
        if name.startswith(wanted):
            noticed = any(is_noticed(mutation, where) for where in FILES.get(name.split()[0], TESTS))
            missed += not noticed
            print(f"{'noticed' if noticed else 'MISSED':8} {name}", flush=True)
    print(f"{missed} missed")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
