"""What does the remaining cost of a fill buy? One class of guards after another is taken away, on a server that is then deleted.

`.venv/bin/python tests/performance/ladder.py [--portfolios 20000] [--rounds 3] [--seconds 10]`

After each step fills are measured against pgbench's TPC-B-like script again.
"""

import argparse
import sys
from functools import partial
from pathlib import Path
from statistics import median

sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parent)]

from fills import traders  # noqa: E402
from rich.console import Console  # noqa: E402
from rich.table import Table  # noqa: E402
from server import execute, rounds, server  # noqa: E402

import migrate  # noqa: E402

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
    "as it is": ("fill", "select where false"),
    "- audit": ("fill", f"{TRIGGERS} tgfoid in ('kaboom.audit_row'::regproc, 'kaboom.audit_trade'::regproc)"),
    "- CHECKs": ("fill", f"{CONSTRAINTS} contype = 'c'"),
    "- foreign keys": ("fill", f"{CONSTRAINTS} contype = 'f'"),
    "- updated_at": ("fill", f"{TRIGGERS} tgfoid = 'public.update_updated_at_column'::regproc"),
    "- triggers that do nothing for a fill": ("fill", f"{TRIGGERS} tgname <> 'book_fill'"),
    "- indexes that a fill does not search": ("fill", INDEXES),
    "- PL/pgSQL: the same rows written from outside": ("bare", f"{TRIGGERS} true"),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--portfolios", type=int, default=20000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=10)
    options = parser.parse_args()
    table = Table("fill, many portfolios, 8 clients", "a second", "TPC-B-like", "ratio", "gain")
    before = None
    with server() as url:
        with migrate.connect(url) as connection:
            migrate.migrate(connection, migrate.discover())
        with traders(url, options.portfolios, options.seconds, lambda part: None) as run:
            for name, (script, query) in LADDER.items():
                execute(url, *(statement for (statement,) in execute(url, query)), "vacuum analyze", "checkpoint")
                results = rounds(options.rounds, {"tpcb": partial(run, "tpcb", 8), "fill": partial(run, script, 8)})
                fills, tpcb = median(results["fill"]), median(results["tpcb"])
                ratio = median(fill / other for fill, other in zip(results["fill"], results["tpcb"], strict=True))
                gain = f"{ratio / before - 1:+.0%}" if before else ""
                table.add_row(name, f"{fills:,.0f}", f"{tpcb:,.0f}", f"{ratio:.2f}", gain)
                before = ratio
    Console().print(table)


if __name__ == "__main__":
    main()
