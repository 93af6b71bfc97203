"""Fills and orders, against pgbench's TPC-B-like script, a plain locked update, and the same rows written bare."""

import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from rows import Row, Topic
from server import execute, throughput, tool

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
HOT = "update hot set balance = balance + 1 where id = 1;\n"
FILL = """\\set n random(1, {portfolios})
select public.record_execution((select trade_id from bench_orders where n = :n), gen_random_uuid()::text, 1, 100);
"""
BATCH = """\\set n random(1, {portfolios} - 99)
select 1 / (count(*) filter (where outcome = 'booked') / 100) from public.record_executions((
    select jsonb_agg(jsonb_build_object(
        'trade_id', trade_id, 'execution_id', gen_random_uuid(), 'quantity', 1, 'price', 100
    ))
    from bench_orders where n between :n and :n + 99
));
"""
HOT_BATCH = BATCH.replace(
    "from bench_orders where n between :n and :n + 99", "from bench_orders, generate_series(1, 100) where n = 1"
)
PLACE = """\\set n random(1, {portfolios})
select public.place_order((select portfolio_id from bench_orders where n = :n), '6758', 'buy', 100, 100,
    client_order_id => gen_random_uuid()::text);
"""
# The rows of a purchase: what is reserved, the order, and its audit. In tables with the same indexes, and nothing else.
BARE_ORDER = """\\set n random(1, {portfolios})
begin;
update bare_portfolios as p set reserved_balance = p.reserved_balance + 10010, updated_at = now()
from bench_orders as o where o.n = :n and p.user_id = o.user_id and p.id = o.portfolio_id;
insert into bare_trades select (jsonb_populate_record(t, jsonb_build_object('id', gen_random_uuid()))).*
from trades as t, bench_orders as o where o.n = :n and t.user_id = o.user_id and t.id = o.trade_id;
insert into bare_audit (user_id, action, resource_type, resource_id, new_values)
select user_id, 'trade_placed', 'trade', trade_id, '{{"symbol": "6758", "trade_type": "buy", "quantity": 100, "price": 100}}'
from bench_orders where n = :n;
end;
"""
# The same rows as a fill, written by a client that checks nothing; for tests/performance/ladder.py.
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
SCRIPTS = {"tpcb": TPCB, "hot": HOT, "fill": FILL, "batch": BATCH, "hot batch": HOT_BATCH, "place": PLACE}
SCRIPTS |= {"bare order": BARE_ORDER, "bare": BARE, "fill of one": FILL.replace("{portfolios}", "1")}
# Orders so large that no run can fill them, each with a first fill: a plan that was made for an empty table would scan it.
SEED = """
insert into auth.users (id) select gen_random_uuid() from generate_series(1, {portfolios});
insert into portfolios (user_id, name, initial_capital) select id, 'main', 1e12 from auth.users;
create table bench_orders as
select row_number() over ()::int as n, user_id, id as portfolio_id, gen_random_uuid() as trade_id from portfolios;
alter table bench_orders add primary key (n);
create table hot (id int primary key, balance bigint) with (fillfactor = 50);
insert into hot values (1, 0);
create table bare_portfolios with (fillfactor = 50) as table portfolios;
create index on bare_portfolios (user_id, id);
create table bare_trades (like trades);
create index on bare_trades (id);
create index on bare_trades (user_id, id);
create index on bare_trades (user_id, client_order_id);
create index on bare_trades (portfolio_id, user_id, created_at desc);
create index on bare_trades (symbol, user_id, created_at desc);
create table bare_audit (like audit_logs including defaults);
create index on bare_audit (user_id, created_at desc);
create index on bare_audit (resource_type, resource_id)
"""
# In parts, because one statement may bring 1,000 rows.
PART = 1000
ORDERS = """
insert into trades (id, user_id, portfolio_id, symbol, trade_type, quantity, price, order_type)
select trade_id, user_id, portfolio_id, '7203', 'buy', 1000000000, 100, 'limit' from bench_orders
where n > {after} and n <= {after} + {part}
"""
FIRST_FILLS = """
select count(*) from public.record_executions((
    select jsonb_agg(jsonb_build_object('trade_id', trade_id, 'execution_id', trade_id, 'quantity', 1, 'price', 100))
    from bench_orders where n > {after} and n <= {after} + {part}
))
"""
SCALE_OF_PGBENCH = 20
# How long pgbench runs for each figure.
SECONDS = 5
Run = Callable[[str, int], float]


@contextmanager
def traders(url: str, portfolios: int, seconds: int, report: Callable[[str], None]) -> Iterator[Run]:
    """Make portfolios with an open order each, and pgbench's tables; yield what runs a script with some clients."""
    execute(url, *filter(str.strip, SEED.format(portfolios=portfolios).split(";\n")))
    for statement in (ORDERS, FIRST_FILLS):
        for after in range(0, portfolios, PART):
            report(f"{'orders' if statement == ORDERS else 'fills'}, {after:,} of {portfolios:,}")
            execute(url, statement.format(after=after, part=PART))
    report("pgbench's tables")
    scale = str(min(SCALE_OF_PGBENCH, max(1, portfolios // 1000)))
    subprocess.run([tool("pgbench"), "-i", "-q", "-s", scale, url], check=True, capture_output=True)
    execute(url, "vacuum analyze", "checkpoint")
    with tempfile.TemporaryDirectory() as folder:
        paths = {name: Path(folder) / f"{name}.sql" for name in SCRIPTS}
        for name, text in SCRIPTS.items():
            paths[name].write_text(text.format(portfolios=portfolios) if name not in ("tpcb", "hot") else text)

        def run(name: str, clients: int) -> float:
            done = throughput(url, paths[name], clients, seconds, *(["-D", f"scale={scale}"] if name == "tpcb" else []))
            return done * (100 if "batch" in name else 1)

        yield run


@contextmanager
def rows(url: str, scale: float, report: Callable[[str], None]) -> Iterator[list[Row]]:
    """Rates a second of fills and orders. At the end every figure of the ledger has to be right."""
    with traders(url, max(200, round(20_000 * scale)), SECONDS, report) as run:
        rate, tpcb = "a second", "TPC-B-like script"

        def pair(ours: tuple[str, int], theirs: tuple[str, int]) -> tuple[Callable[[], float], Callable[[], float], str]:
            return partial(run, *ours), partial(run, *theirs), rate

        update = "locked update of one row"
        yield [
            Row("fill", "a fill, many portfolios, 8 clients", tpcb, 0.45, *pair(("fill", 8), ("tpcb", 8))),
            Row("hot fill", "a fill, one portfolio, 16 clients", update, 0.25, *pair(("fill of one", 16), ("hot", 16))),
            Row("batch", "100 fills in one call, 4 clients", tpcb, 2.0, *pair(("batch", 4), ("tpcb", 4))),
            Row("hot batch", "100 fills of one portfolio, 1 client", update, 3.0, *pair(("hot batch", 1), ("hot", 1))),
            Row("order", "place an order, 8 clients", "the same rows, bare", 0.6, *pair(("place", 8), ("bare order", 8))),
        ]
    wrong = execute(url, "select distinct figure from kaboom.verify_ledger()")
    if wrong:
        raise SystemExit(f"after the fills verify_ledger finds wrong: {wrong}")


TOPIC = Topic("fills", rows, ("fill", "hot fill", "batch", "hot batch", "order"))
