"""What the operator's jobs do over all users, and what a release does to the database."""

import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

from psycopg.conninfo import make_conninfo
from rows import Row, Topic
from server import database, execute, timed, tool

import migrate

POSITIONS = 10
DEPOSITS = 74
# What triggers would make of an opening entry, deposits of one yen, and transfers of 100 shares for 1,000 yen.
USERS = f"""
insert into auth.users (id) select gen_random_uuid() from generate_series(1, {{users}});
insert into user_profiles (id) select id from auth.users;
insert into portfolios (user_id, name, initial_capital, current_balance, capital_paid_in, total_invested, cost_transferred,
    last_entry_no)
select id, 'main', 1000, 1000 + {DEPOSITS}, 1000 + {DEPOSITS}, 1000 * {POSITIONS}, 1000 * {POSITIONS}, {1 + DEPOSITS + POSITIONS}
from auth.users;
insert into latest_prices (symbol, price, price_timestamp)
select s::text, 10 + s % 7, now() from generate_series(1000, 4999) as s;
"""
ENTRIES = """
insert into cash_ledger (user_id, portfolio_id, entry_no, kind, amount, balance_after, idempotency_key)
select user_id, id, {n}, case {n} when 1 then 'opening' else 'deposit' end, case {n} when 1 then 1000 else 1 end,
    1000 + {n} - 1, case when {n} > 1 then {n}::text end
from portfolios;
"""
SHARES = f"""
insert into position_adjustments (user_id, portfolio_id, entry_no, symbol, quantity, cost, cost_change, idempotency_key)
select user_id, id, {1 + DEPOSITS} + {{n}}, symbol, 100, 1000, 1000, 'shares ' || {{n}}
from (select *, (1000 + (row_number() over (order by id) * 37 + {{n}} * 101) % 4000)::text as symbol from portfolios) as p;
insert into positions (user_id, portfolio_id, symbol, quantity, cost_basis)
select user_id, portfolio_id, symbol, 100, 1000 from position_adjustments where idempotency_key = 'shares ' || {{n}};
"""
MOVE = "update latest_prices set price = case when price < 100 then price + 50 else price - 50 end"
BARE = """
update positions set current_price = coalesce(current_price, 10) + 1, last_price_update = now(), weight_percentage = 10,
    updated_at = now()
"""
SUM = "select portfolio_id, sum(amount), max(entry_no) from cash_ledger group by portfolio_id order by 2 limit 1"


def refresh(url: str) -> float:
    """Milliseconds until refresh_valuations has nothing left, after the price of every share has moved."""
    execute(url, "set session_replication_role = replica", MOVE, "vacuum positions", "vacuum portfolios")
    spent = 0.0
    while execute(url, "select exists (select from kaboom.portfolios_to_revalue())") == [(True,)]:
        spent += timed(url, "select public.refresh_valuations(1000)")
    return spent


def bare(url: str) -> float:
    execute(url, "vacuum positions")
    return timed(url, BARE)


@contextmanager
def jobs(url: str, scale: float, report: Callable[[str], None]) -> Iterator[list[Row]]:
    """Portfolios with shares and a ledger, without a fill."""
    users = max(50, round(20_000 * scale))
    replica = "set session_replication_role = replica"
    report("users")
    execute(url, replica, *filter(str.strip, USERS.format(users=users).split(";\n")))
    for text, last, name in ((ENTRIES, 1 + DEPOSITS, "entries"), (SHARES, POSITIONS, "positions")):
        for n in range(1, last + 1):
            report(f"{name}, {n * users:,} of {last * users:,}")
            execute(url, replica, *filter(str.strip, text.format(n=n).split(";\n")))
    execute(url, "vacuum analyze", "checkpoint")
    if wrong := execute(url, "select distinct figure from kaboom.verify_ledger()"):
        raise SystemExit(f"verify_ledger finds wrong what was made for it: {wrong}")
    refresh(url)
    moved = f"refresh of {users * POSITIONS:,} positions, all moved"
    entries = f"verify_ledger, {users:,} portfolios, {users * (1 + DEPOSITS):,} entries"
    yield [
        Row("refresh", moved, "bare UPDATE", 1 / 3, lambda: refresh(url), lambda: bare(url)),
        Row("refresh, none", "the same, none moved", "", 20, lambda: settled(url)),
        Row(
            "verify",
            entries,
            "sum over the ledger",
            1 / 35,
            lambda: timed(url, "select count(*) from kaboom.verify_ledger()"),
            lambda: timed(url, SUM),
        ),
    ]


def settled(url: str) -> float:
    """Milliseconds of a refresh that finds nothing to do."""
    refresh(url)
    return min(timed(url, "select public.refresh_valuations(1000)") for _ in range(3))


def up(url: str) -> float:
    """Milliseconds of migrate.py on an empty database."""
    with database(url, "kaboom_bench_up") as empty:
        started = perf_counter()
        with migrate.connect(empty) as connection:
            migrate.migrate(connection, migrate.discover())
        return (perf_counter() - started) * 1000


def by_psql(url: str, path: Path) -> float:
    """Milliseconds of psql, which sends the same text."""
    with database(url, "kaboom_bench_psql") as empty:
        command = [tool("psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", "-o", "/dev/null", "-f", str(path), make_conninfo(empty)]
        started = perf_counter()
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(done.stderr)
        return (perf_counter() - started) * 1000


def again(url: str) -> float:
    """Milliseconds of migrate.py where nothing is left to do."""
    started = perf_counter()
    with migrate.connect(url) as connection:
        migrate.migrate(connection, migrate.discover())
    return (perf_counter() - started) * 1000


@contextmanager
def releases(url: str, scale: float, report: Callable[[str], None]) -> Iterator[list[Row]]:
    """The files of this checkout; their size does not depend on the scale."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "all.sql"
        path.write_text("\n".join(one.text for one in migrate.discover()), "utf-8")
        yield [
            Row("up", "up, empty database", "psql -f of the same text", 1 / 1.3, lambda: up(url), lambda: by_psql(url, path)),
            Row("up, nothing to do", "up with nothing to do", "", None, lambda: again(url)),
        ]


TOPICS = [
    Topic("jobs", jobs, ("refresh", "refresh, none", "verify")),
    Topic("releases", releases, ("up", "up, nothing to do")),
]
