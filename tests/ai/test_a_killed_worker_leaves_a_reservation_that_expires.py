"""A worker dies between admission and settlement: what it held is given back, and what it did is booked when it is known."""

import signal
import subprocess
import sys
from decimal import Decimal

import pytest
from calls import COMPLETE, EVENTS, EXPIRE, REQUEST, RESULTS, USAGE, drain, limited, wrong
from support.sessions import Market, Session

WORKER = """
import sys, psycopg
conninfo, kind, user = sys.argv[1:]
connection = psycopg.connect(conninfo)
connection.execute("set role service_role")
if kind == "claims":
    assert len(connection.execute("select id from claim_ai_analyses('worker', 10)").fetchall()) == 1
    connection.commit()
connection.execute("select settle_ai_usage(%s, 'r1', %s)", [user, '{"cost": 0.25}'])
print("settled, but not committed", flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("kind", ["claims", "does not claim"])
def test_a_worker_that_is_killed_leaves_a_reservation_that_expires(clone: str, kind: str) -> None:
    market = Market(clone)
    user = limited(market, 1)
    drain(market)
    with Session(market.conninfo, user) as asking:
        analysis = asking.commit(REQUEST, "r1")[0][0]
        worker = subprocess.Popen(
            [sys.executable, "-c", WORKER, market.conninfo, kind, str(user)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert worker.stdin is not None and worker.stdout is not None
        assert worker.stdout.readline().startswith("settled")
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        worker.stdin.close()
        worker.stdout.close()
        assert market.owner(USAGE, user) == [(0, 1, Decimal(0), Decimal("0.035"))]
        assert asking.outcome(REQUEST, "r2") == "KB301"
        # The server may still be rolling back what the dead client began; the job leaves what is busy to its next run.
        while ("expired", False) not in market.owner(EVENTS, user):
            market.owner(EXPIRE)
        assert market.owner(USAGE, user) == [(0, 0, Decimal(0), Decimal(0))]
        assert asking.outcome(REQUEST, "r2") == "done"
    with Session(market.conninfo) as late:
        assert late.outcome(COMPLETE, analysis, RESULTS, '{"cost": 0.25}') == "done"
    assert market.owner(USAGE, user) == [(1, 1, Decimal("0.25"), Decimal("0.035"))]
    assert ("settled", True) in market.owner(EVENTS, user)
    assert wrong(market) == []
