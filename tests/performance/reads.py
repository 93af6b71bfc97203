"""How fast does a user read 100 own rows among many, as PostgREST sends the query?

Against (a) the specification's indexes and policies as written, on a plain copy, and (b) the same query with the filter
written out, run as owner of the tables. What is timed is the statement alone, prepared as PostgREST prepares it, within a
transaction that has PostgREST's settings: these cost the same on either side, and would only hide a difference.

`.venv/bin/python tests/performance/reads.py [--rows 100000 1000000] [--only trades] [--without-specification] [--plans]`

10,000,000 rows take up to 12 GB of disk, half as much without the specification's copy.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parent)]

import psycopg  # noqa: E402
from psycopg.types.string import TextLoader  # noqa: E402
from rich.console import Console  # noqa: E402
from rich.table import Table  # noqa: E402
from server import execute, rounds, server  # noqa: E402

import migrate  # noqa: E402

Connection = psycopg.Connection[Any]
SPECIFIED, WRITTEN_OUT, KABOOM = "(a)", "(b)", "Kaboom"


@dataclass(frozen=True)
class Read:
    """A table, the row number `n` of every user, the specification's indexes and policy, and how the client asks."""

    table: str
    rows: str
    specified: str
    prepare: str = "select"
    order: str = ""


LEDGER = """
insert into cash_ledger (user_id, portfolio_id, entry_no, kind, amount, balance_after, idempotency_key)
select user_id, id, {n}, 'deposit', 1000, 1000 * {n}, gen_random_uuid()::text from portfolios
"""
POSITIONS = """
insert into positions (user_id, portfolio_id, symbol, quantity, cost_basis, current_price, last_price_update)
select user_id, id, (1000 + {n})::text, 100, 1000, 11, now() from portfolios
"""
TRADES = """
insert into trades (user_id, portfolio_id, symbol, trade_type, quantity, price, total_amount, commission, tax,
    commission_rate, reserve_price, status, filled_quantity, executed_at, created_at)
select user_id, id, (1000 + {n})::text, 'buy', 100, 10, 1000, 0, 0, 0, 10, 'filled', 100, made, made
from portfolios, (select now() - (100 - {n}) * interval '1 hour' as made) as t
"""
AUDIT = """
insert into audit_logs (user_id, action, resource_type, resource_id, old_values, new_values, created_at)
select user_id, 'trade_executed', 'trade', gen_random_uuid(),
    '{{"status": "pending", "net_amount": 280000.00, "filled_quantity": 0}}',
    '{{"status": "filled", "net_amount": 280280.00, "filled_quantity": 100}}', made
from portfolios, (select {made} as made) as t
"""
WEEK = "date_trunc('week', now() at time zone 'Asia/Tokyo')"
PAST_WEEKS = f"""
select kaboom.make_partition('audit_logs_' || to_char(w, 'IYYY"_w"IW'), 'public.audit_logs',
    w at time zone 'Asia/Tokyo', (w + interval '1 week') at time zone 'Asia/Tokyo')
from generate_series({WEEK} - interval '52 weeks', {WEEK} - interval '1 week', interval '1 week') as w
"""
# The specification, as written; cash_ledger, which it lacks, takes after positions, and audit_logs, which it leaves open,
# after its other tables with user_id.
THROUGH_PORTFOLIOS = """
create policy "Users can manage own rows" on {table} using (
    portfolio_id in (select id from portfolios where user_id = auth.uid()));
"""
SPECIFIED_POSITIONS = """
alter table positions add primary key (id), add unique (portfolio_id, symbol);
create index on positions (portfolio_id);
create index on positions (symbol);
create index on positions (last_price_update desc);
create index on positions (portfolio_id, symbol);
"""
SPECIFIED_TRADES = """
alter table trades add primary key (id);
create index on trades (portfolio_id, executed_at desc);
create index on trades (symbol, executed_at desc);
create index on trades (status);
create index on trades (ai_analysis_id);
create index on trades (portfolio_id, status, executed_at desc);
create index on trades (portfolio_id, created_at) where status in ('pending', 'partial');
"""
SPECIFIED_LEDGER = "alter table cash_ledger add primary key (portfolio_id, entry_no);\n"
SPECIFIED_AUDIT = """
alter table audit_logs add primary key (id);
create index on audit_logs (user_id, created_at desc);
create index on audit_logs (action);
create index on audit_logs (resource_type, resource_id);
create policy "Users can view own audit logs" on audit_logs using (auth.uid() = user_id);
"""
NEWEST = "order by created_at desc limit 100"
READS = {
    "trades": Read("trades", TRADES, SPECIFIED_TRADES + THROUGH_PORTFOLIOS),
    "positions": Read("positions", POSITIONS, SPECIFIED_POSITIONS + THROUGH_PORTFOLIOS),
    "cash_ledger": Read("cash_ledger", LEDGER, SPECIFIED_LEDGER + THROUGH_PORTFOLIOS),
    "audit_logs, this week": Read(
        "audit_logs",
        AUDIT.replace("{made}", f"{WEEK} at time zone 'Asia/Tokyo' + {{n}} * interval '1 minute'"),
        SPECIFIED_AUDIT,
        order=NEWEST,
    ),
    "audit_logs, a year of weeks": Read(
        "audit_logs",
        AUDIT.replace("{made}", "now() - (100 - {n}) * interval '3.64 days'"),
        SPECIFIED_AUDIT,
        prepare=PAST_WEEKS,
        order=NEWEST,
    ),
}
CROWD = """
alter system set fsync = off;
alter system set max_wal_size = '8GB';
select pg_reload_conf();
insert into auth.users (id) select gen_random_uuid() from generate_series(1, {users});
insert into portfolios (user_id, name, initial_capital, current_balance, capital_paid_in)
select id, 'main', 1000, 1000, 1000 from auth.users
"""
# Ten million rows into random places of an index take a quarter of an hour; built afterwards, it takes seconds.
SLEEPING_INDEXES = """
update pg_index set indisready = false where indrelid in (select relid from pg_partition_tree('{table}'))
"""
COPY = """
create schema specified;
set search_path = specified;
create table portfolios as table public.portfolios;
alter table portfolios add primary key (id), add unique (user_id, name);
create index on portfolios (user_id, is_active);
create index on portfolios (updated_at desc);
alter table portfolios enable row level security;
create policy "Users can manage own portfolios" on portfolios using (auth.uid() = user_id);
create table {table} as table public.{table};
alter table {table} enable row level security;
{specified}
grant usage on schema specified to authenticated;
grant select on all tables in schema specified to authenticated
"""
QUERY = """
with pgrst_source as (select {schema}.{table}.* from {schema}.{table} {where} {order})
select null::bigint as total_result_set, pg_catalog.count(_postgrest_t) as page_total,
    coalesce(json_agg(_postgrest_t), '[]') as body,
    nullif(current_setting('response.headers', true), '') as response_headers,
    nullif(current_setting('response.status', true), '') as response_status, '' as response_inserted
from (select * from pgrst_source) as _postgrest_t
"""


def seed(url: str, read: Read, rows: int, with_specification: bool) -> None:
    """Fill the table, a hundred times round the crowd, so that an owner's rows lie far apart; copy it."""
    replica = "set session_replication_role = replica"  # rows only: no trigger, no ledger
    execute(url, replica, *CROWD.format(users=rows // 100).split(";\n"), read.prepare)
    execute(url, SLEEPING_INDEXES.format(table=read.table))
    execute(url, replica, *(read.rows.format(n=n) for n in range(1, 101)))
    execute(url, f"reindex table {read.table}")
    if with_specification:
        statements = COPY.format(table=read.table, specified=read.specified.format(table=read.table))
        execute(url, *filter(str.strip, statements.split(";\n")))
    execute(url, "vacuum analyze", "checkpoint")


def request(connection: Connection, user: object, role: str) -> None:
    """Begin a request: its settings, as PostgREST makes them."""
    settings = {
        "search_path": '"public", "extensions"',
        "role": role,
        "request.jwt.claims": json.dumps({"sub": str(user), "role": role}),
        "request.method": "GET",
        "request.path": "/",
        "request.headers": '{"user-agent": "benchmark"}',
        "request.cookies": "{}",
    }
    connection.execute("set transaction read only")
    for name, value in settings.items():
        connection.execute("select set_config(%s, %s, true)", [name, value])


def milliseconds(connection: Connection, user: object, role: str, query: str, repeat: int) -> float:
    """The median of several statements within one request, after one that is not counted."""
    times = []
    with connection.transaction():
        request(connection, user, role)
        for _ in range(1 + repeat):
            started = time.perf_counter()
            row = connection.execute(query.encode(), prepare=True).fetchone()
            times.append((time.perf_counter() - started) * 1000)
            assert row and row[1] == 100, row
    return median(times[1:])


def contestants(
    connection: Connection, user: object, owner: str, read: Read, with_specification: bool
) -> dict[str, Callable[[], float]]:
    """What to measure on one server. One connection for all, so that none has the quieter processor."""
    as_user = QUERY.format(schema="public", table=read.table, where="", order=read.order)
    as_owner = QUERY.format(schema="public", table=read.table, where=f"where user_id = '{user}'", order=read.order)
    specified = QUERY.format(schema="specified", table=read.table, where="", order=read.order)
    measured: dict[str, Callable[[], float]] = {
        WRITTEN_OUT: partial(milliseconds, connection, user, owner, as_owner, 10),
        KABOOM: partial(milliseconds, connection, user, "authenticated", as_user, 10),
    }
    if with_specification:
        measured[SPECIFIED] = partial(milliseconds, connection, user, "authenticated", specified, 1)
    return measured


def explain(connection: Connection, user: object, read: Read, rows: int) -> None:
    print(f"{rows:,} rows of {read.table}")
    with connection.transaction():
        request(connection, user, "authenticated")
        query = QUERY.format(schema="public", table=read.table, where="", order=read.order)
        print(*(line for (line,) in connection.execute(b"explain (analyze, buffers) " + query.encode())), sep="\n")


def compare(read: Read, sizes: list[int], with_specification: bool, plans: bool) -> dict[int, dict[str, list[float]]]:
    """The milliseconds of rounds in which every size and contestant has its turn."""
    running: dict[tuple[int, str], Callable[[], float]] = {}
    explanations: list[Callable[[], None]] = []
    with ExitStack() as stack:
        for rows in sizes:
            url = stack.enter_context(server())
            with migrate.connect(url) as connection:
                migrate.migrate(connection, migrate.discover())
            seed(url, read, rows, with_specification)
            connection = stack.enter_context(psycopg.connect(url))
            connection.adapters.register_loader("json", TextLoader)  # PostgREST passes the body on unread
            user, owner = execute(url, "select user_id, current_user from portfolios order by id limit 1")[0]
            for name, run in contestants(connection, user, owner, read, with_specification).items():
                running[rows, name] = run
            explanations.append(partial(explain, connection, user, read, rows))
        results = rounds(41, running)
        for print_plan in explanations if plans else []:
            print_plan()
    return {rows: {name: times for (of, name), times in results.items() if of == rows} for rows in sizes}


def ratio(above: list[float], below: list[float]) -> str:
    """The median of what the rounds gave."""
    return f"{median(a / b for a, b in zip(above, below, strict=True)):.3g}"


def show(title: str, measured: dict[int, dict[str, list[float]]]) -> None:
    """Print a line for each number of rows."""
    title = f"An owner reads 100 rows of {title}"
    ratios = ("(a) / Kaboom", "Kaboom / (b)", "/ fewest rows")
    table = Table("rows", "(a), ms", "(b), ms", "Kaboom, ms", *ratios, title=title, title_justify="left")
    fewest = measured[min(measured)][KABOOM]
    for rows, times in measured.items():
        medians = [f"{median(times[name]):.3g}" if name in times else "" for name in (SPECIFIED, WRITTEN_OUT, KABOOM)]
        gained = ratio(times[SPECIFIED], times[KABOOM]) if SPECIFIED in times else ""
        table.add_row(f"{rows:,}", *medians, gained, ratio(times[KABOOM], times[WRITTEN_OUT]), ratio(times[KABOOM], fewest))
    Console().print(table)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, nargs="*", default=[100_000, 1_000_000])
    parser.add_argument("--only", nargs="*", choices=READS, default=list(READS))
    parser.add_argument("--without-specification", action="store_true", help="leave out the copy, which is slow to build")
    parser.add_argument("--plans", action="store_true", help="print EXPLAIN (ANALYZE, BUFFERS) of what Kaboom reads")
    options = parser.parse_args()
    for name in options.only:
        show(name, compare(READS[name], options.rows, not options.without_specification, options.plans))


if __name__ == "__main__":
    main()
