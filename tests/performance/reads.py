"""How fast does an owner read his 100 rows among many, as PostgREST sends the query?

Against (a) the specification's policies as written, and (b) the same query with the filter written out, by the owner of the
tables. `.venv/bin/python tests/performance/reads.py [--rows 100000 1000000]`
"""

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parent)]

import psycopg  # noqa: E402
from server import execute, rounds, server, show  # noqa: E402

import migrate  # noqa: E402

FURNISH = """
set session_replication_role = replica;
insert into auth.users (id) select gen_random_uuid() from generate_series(1, {users});
insert into portfolios (user_id, name, initial_capital, current_balance, capital_paid_in)
select id, 'main', 1000, 1000, 1000 from auth.users;
insert into trades (user_id, portfolio_id, symbol, trade_type, quantity, price, total_amount, commission, tax,
    commission_rate, reserve_price, status, filled_quantity, executed_at)
select p.user_id, p.id, (1000 + n)::text, 'buy', 100, 10, 1000, 0, 0, 0, 10, 'filled', 100, now() - n * interval '1 hour'
from generate_series(1, 100) as n, portfolios as p;
create table plain_portfolios as select id, user_id from portfolios;
alter table plain_portfolios add primary key (id);
create index on plain_portfolios (user_id);
create table plain_trades as select * from trades;
alter table plain_trades add primary key (id);
create index on plain_trades (portfolio_id, executed_at desc);
create index on plain_trades (symbol, executed_at desc);
alter table plain_portfolios enable row level security;
alter table plain_trades enable row level security;
grant select on plain_portfolios, plain_trades to authenticated;
create policy "Users can manage own portfolios" on plain_portfolios using (auth.uid() = user_id);
create policy "Users can manage own trades" on plain_trades
using (portfolio_id in (select id from plain_portfolios where user_id = auth.uid()));
analyze;
"""
QUERY = (
    "with pgrst_source as (select {table}.* from public.{table} {where})"
    " select coalesce(json_agg(t), '[]')::text, count(*) from (select * from pgrst_source) as t"
)


def milliseconds(connection: psycopg.Connection[Any], query: str, repeat: int) -> float:
    """The best of several."""
    best = float("inf")
    for _ in range(repeat):
        started = time.perf_counter()
        row = connection.execute(query.encode()).fetchone()
        best = min(best, (time.perf_counter() - started) * 1000)
        assert row and row[1] == 100, row
    return best


def compare(url: str) -> dict[str, list[float]]:
    user = execute(url, "select user_id from portfolios order by id limit 1")[0][0]
    with psycopg.connect(url) as owner, psycopg.connect(url) as signed_in:
        claims = json.dumps({"sub": str(user), "role": "authenticated"})
        signed_in.execute("select set_config('request.jwt.claims', %s, false)", [claims])
        signed_in.execute("set role authenticated")
        written_out = QUERY.format(table="trades", where=f"where user_id = '{user}'")
        return rounds(
            5,
            {
                "policies as specified": lambda: milliseconds(signed_in, QUERY.format(table="plain_trades", where=""), 2),
                "filter written out": lambda: milliseconds(owner, written_out, 50),
                "policies of Kaboom": lambda: milliseconds(signed_in, QUERY.format(table="trades", where=""), 50),
            },
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="*", default=[100_000, 1_000_000])
    for rows in parser.parse_args().rows:
        with server() as url:
            with migrate.connect(url) as connection:
                migrate.migrate(connection, migrate.discover())
            statements = FURNISH.format(users=rows // 100).split(";\n")
            execute(url, *filter(str.strip, statements), "vacuum")
            results = compare(url)
            title = f"An owner reads 100 of {rows:,} trades"
            show(title, "ms", results, {"policies of Kaboom": "filter written out"})
            show(title, "ms", results, {"policies of Kaboom": "policies as specified"}, invert=True)


if __name__ == "__main__":
    main()
