"""How fast are fills? Against pgbench's TPC-B-like script and a plain locked update, on one server, in turn.

`.venv/bin/python tests/performance/fills.py [--portfolios 20000] [--rounds 3] [--seconds 10] [--ladder]`

With --ladder it shows what the remaining cost buys: one class of guards after another is taken away, on a server that is
deleted afterwards, and after each step fills are measured against the TPC-B-like script again.
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median

sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parent)]

from psycopg.conninfo import conninfo_to_dict, make_conninfo  # noqa: E402
from rich.console import Console  # noqa: E402
from rich.table import Table  # noqa: E402
from server import execute, pgbench, rounds, server, show, throughput  # noqa: E402

import migrate  # noqa: E402

TPCB = """\\set aid random(1, 100000 * :scale)
\\set bid random(1, 1 * :scale)
\\set tid random(1, 10 * :scale)
\\set delta random(-5000, 5000)
begin;
update pgbench_accounts set abalance = abalance + :delta where aid = :aid;
select abalance from pgbench_accounts where aid = :aid;
update pgbench_tellers set tbalance = tbalance + :delta where tid = :tid;
update pgbench_branches set bbalance = bbalance + :delta where bid = :bid;
insert into pgbench_history (tid, bid, aid, delta, mtime) values (:tid, :bid, :aid, :delta, current_timestamp);
end;
"""
FILL = """\\set n random(1, {portfolios})
select public.record_execution((select trade_id from bench_orders where n = :n), gen_random_uuid()::text, 1, 100);
"""
# The same rows, written by a client that checks nothing.
BARE = """\\set n random(1, {portfolios})
begin;
select t.id as trade, t.user_id as owner, t.portfolio_id as portfolio
from bench_orders as o join trades as t on t.id = o.trade_id where o.n = :n \\gset
update portfolios set current_balance = current_balance - 100.1, reserved_balance = reserved_balance - 100.1,
    total_invested = total_invested + 100.1, last_entry_no = last_entry_no + 2, updated_at = now()
where user_id = :owner and id = :portfolio returning current_balance as balance, last_entry_no as entry \\gset
insert into trade_executions
    (user_id, execution_id, trade_id, quantity, price, amount, commission, tax, cost_change, entry_no, executed_at)
values (:owner, gen_random_uuid()::text, :trade, 1, 100, 100, 0.1, 0, 100.1, :entry - 1, now())
returning execution_id as execution \\gset
insert into cash_ledger (user_id, portfolio_id, entry_no, kind, amount, balance_after, execution_id)
values (:owner, :portfolio, :entry - 1, 'buy', -100, :balance + 0.1, :execution),
    (:owner, :portfolio, :entry, 'commission', -0.1, :balance, :execution);
update positions set quantity = quantity + 1, cost_basis = cost_basis + 100.1, updated_at = now()
where user_id = :owner and portfolio_id = :portfolio and symbol = '7203';
update trades set filled_quantity = filled_quantity + 1, total_amount = total_amount + 100, commission = commission + 0.1,
    reserved_amount = reserved_amount - 100.1, executed_at = now(), updated_at = now()
where user_id = :owner and id = :trade;
end;
"""
HOT = "update hot set balance = balance + 1 where id = 1;\n"
# Orders so large that no run can fill them, placed before the clock starts, each with a first fill: a plan that was made
# for an empty table would scan it.
SEED = """
insert into auth.users (id) select gen_random_uuid() from generate_series(1, {portfolios});
insert into portfolios (user_id, name, initial_capital) select id, 'main', 1e12 from auth.users;
create table bench_orders as
select row_number() over ()::int as n, user_id, id as portfolio_id, gen_random_uuid() as trade_id from portfolios;
alter table bench_orders add primary key (n);
create table hot (id int primary key, balance bigint) with (fillfactor = 50);
insert into hot values (1, 0);
grant select on bench_orders to service_role;
"""
# In parts, because one statement may bring 1,000 rows.
PART = 1000
ORDERS = """
insert into trades (id, user_id, portfolio_id, symbol, trade_type, quantity, price, order_type)
select trade_id, user_id, portfolio_id, '7203', 'buy', 1000000000, 100, 'limit' from bench_orders
where n > {after} and n <= {after} + {part}
"""
FIRST_FILLS = """
insert into trade_executions (execution_id, trade_id, quantity, price) select trade_id::text, trade_id, 1, 100 from bench_orders
where n > {after} and n <= {after} + {part}
"""

# Each step takes away, on top of what went before, what its query finds, and runs a script.
HOT_TABLES = "array['portfolios', 'positions', 'trades', 'trade_executions', 'cash_ledger']::regclass[]"
TRIGGERS = f"""
select format('drop trigger %I on %s', tgname, tgrelid::regclass) from pg_trigger
where not tgisinternal and tgrelid = any({HOT_TABLES}) and"""
CONSTRAINTS = f"""
select format('alter table %s drop constraint %I', conrelid::regclass, conname) from pg_constraint
where conrelid = any({HOT_TABLES}) and"""
INDEXES = f"""
select format('drop index %s', indexrelid::regclass) from pg_index
where indrelid = any({HOT_TABLES}) and (not indisunique or indpred is not null)"""
LADDER = {
    "as it is": ("spread", "select where false"),
    "- audit": ("spread", f"{TRIGGERS} tgfoid in ('kaboom.audit_row'::regproc, 'kaboom.audit_trade'::regproc)"),
    "- CHECKs": ("spread", f"{CONSTRAINTS} contype = 'c'"),
    "- foreign keys": ("spread", f"{CONSTRAINTS} contype = 'f'"),
    "- updated_at": ("spread", f"{TRIGGERS} tgfoid = 'public.update_updated_at_column'::regproc"),
    "- triggers that do nothing for a fill": ("spread", f"{TRIGGERS} tgname <> 'book_fill'"),
    "- indexes that a fill does not search": ("spread", INDEXES),
    "- PL/pgSQL: the same rows written from outside": ("bare", f"{TRIGGERS} true"),
}


def measure(run: Callable[[str, int], float], count: int) -> None:
    results = rounds(
        count,
        {
            "TPC-B-like, 8 clients": lambda: run("tpcb", 8),
            "fill, many portfolios, 8 clients": lambda: run("spread", 8),
            "locked update of one row, 16 clients": lambda: run("hot", 16),
            "fill, one portfolio, 16 clients": lambda: run("one", 16),
        },
    )
    bases = {
        "fill, many portfolios, 8 clients": "TPC-B-like, 8 clients",
        "fill, one portfolio, 16 clients": "locked update of one row, 16 clients",
    }
    show("Fills", "a second", results, bases)


def climb(url: str, run: Callable[[str, int], float], count: int) -> None:
    table = Table("fill, many portfolios, 8 clients", "a second", "TPC-B-like", "ratio", "gain")
    before = None
    for name, (script, query) in LADDER.items():
        execute(url, *(statement for (statement,) in execute(url, query)), "vacuum analyze", "checkpoint")
        results = rounds(count, {"tpcb": lambda: run("tpcb", 8), "fill": partial(run, script, 8)})
        fills, tpcb = median(results["fill"]), median(results["tpcb"])
        ratio = median(fill / other for fill, other in zip(results["fill"], results["tpcb"], strict=True))
        table.add_row(name, f"{fills:,.0f}", f"{tpcb:,.0f}", f"{ratio:.2f}", f"{ratio / before - 1:+.0%}" if before else "")
        before = ratio
    Console().print(table)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--portfolios", type=int, default=20000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--ladder", action="store_true", help="take the guards away, one class after another")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, server() as url:
        with migrate.connect(url) as connection:
            migrate.migrate(connection, migrate.discover())
        execute(url, *filter(str.strip, SEED.format(portfolios=options.portfolios).split(";\n")))
        for statement in (ORDERS, FIRST_FILLS):
            execute(url, *(statement.format(after=n, part=PART) for n in range(0, options.portfolios, PART)))
        parts = conninfo_to_dict(url)
        scale = ["-i", "-q", "-s", "20", "-h", str(parts["host"]), "-U", str(parts["user"]), str(parts["dbname"])]
        subprocess.run([pgbench(), *scale], check=True, capture_output=True)
        execute(url, "vacuum analyze", "checkpoint")
        scripts = {
            "tpcb": TPCB,
            "spread": FILL.format(portfolios=options.portfolios),
            "one": FILL.format(portfolios=1),
            "bare": BARE.format(portfolios=options.portfolios),
            "hot": HOT,
        }
        paths = {name: Path(folder) / f"{name}.sql" for name in scripts}
        for name, text in scripts.items():
            paths[name].write_text(text)
        broker = make_conninfo(url)

        def run(name: str, clients: int) -> float:
            return throughput(broker, paths[name], clients, options.seconds, *(["-s", "20"] if name == "tpcb" else []))

        if options.ladder:
            climb(url, run, options.rounds)
        else:
            measure(run, options.rounds)
        assert execute(url, "select count(*) from kaboom.verify_ledger()") == [(0,)]


if __name__ == "__main__":
    main()
