"""How fast are fills? Against pgbench's TPC-B-like script and a plain locked update, on one server, in turn.

`.venv/bin/python tests/performance/fills.py [--portfolios 20000] [--rounds 3] [--seconds 10]`
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parent)]

from psycopg.conninfo import conninfo_to_dict, make_conninfo  # noqa: E402
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
HOT = "update hot set balance = balance + 1 where id = 1;\n"
# Orders so large that no run can fill them, placed before the clock starts, each with a first fill: a plan that was made
# for an empty table would scan it.
FURNISH = """
insert into auth.users (id) select gen_random_uuid() from generate_series(1, {portfolios});
insert into portfolios (user_id, name, initial_capital) select id, 'main', 1e12 from auth.users;
insert into trades (user_id, portfolio_id, symbol, trade_type, quantity, price, order_type)
select user_id, id, '7203', 'buy', 1000000000, 100, 'limit' from portfolios;
insert into trade_executions (execution_id, trade_id, quantity, price) select id::text, id, 1, 100 from trades;
create table bench_orders as select row_number() over ()::int as n, id as trade_id from trades;
alter table bench_orders add primary key (n);
create table hot (id int primary key, balance bigint) with (fillfactor = 50);
insert into hot values (1, 0);
grant select on bench_orders to service_role;
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--portfolios", type=int, default=20000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=10)
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp())
    with server() as url:
        with migrate.connect(url) as connection:
            migrate.migrate(connection, migrate.discover())
        execute(url, *filter(str.strip, FURNISH.format(portfolios=options.portfolios).split(";\n")))
        parts = conninfo_to_dict(url)
        scale = ["-i", "-q", "-s", "20", "-h", str(parts["host"]), "-U", str(parts["user"]), str(parts["dbname"])]
        subprocess.run([pgbench(), *scale], check=True, capture_output=True)
        execute(url, "vacuum analyze", "checkpoint")
        scripts = {
            "tpcb": TPCB,
            "spread": FILL.format(portfolios=options.portfolios),
            "one": FILL.format(portfolios=1),
            "hot": HOT,
        }
        paths = {name: folder / f"{name}.sql" for name in scripts}
        for name, text in scripts.items():
            paths[name].write_text(text)
        broker = make_conninfo(url)

        def run(name: str, clients: int) -> float:
            return throughput(broker, paths[name], clients, options.seconds, *(["-s", "20"] if name == "tpcb" else []))

        results = rounds(
            options.rounds,
            {
                "TPC-B-like, 8 clients": lambda: run("tpcb", 8),
                "fill, 20,000 portfolios, 8 clients": lambda: run("spread", 8),
                "locked update of one row, 16 clients": lambda: run("hot", 16),
                "fill, one portfolio, 16 clients": lambda: run("one", 16),
            },
        )
        show(
            "Fills",
            "a second",
            results,
            {
                "fill, 20,000 portfolios, 8 clients": "TPC-B-like, 8 clients",
                "fill, one portfolio, 16 clients": "locked update of one row, 16 clients",
            },
        )
        assert execute(url, "select count(*) from kaboom.verify_ledger()") == [(0,)]


if __name__ == "__main__":
    main()
