"""How fast are a backtest's figures, and a whole run? Against empyrical and a plain simulation in Python, in turn.

    python3 -m venv /tmp/oracles && /tmp/oracles/bin/pip install '.[oracles]'
    .venv/bin/python tests/performance/backtests.py --oracles /tmp/oracles/bin/python

Ten years of daily bars. The figures: calculate_backtest_metrics on a curve that is sent as JSON, against the same JSON
parsed and the same figures by empyrical (without --oracles this is left out). The run: run_backtest of sma_cross from bars
in the table to the completed row, against the strategy of tests/support/strategies.py on bars in memory, without figures.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from random import Random

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS.parent), str(TESTS), str(TESTS / "performance")]

import psycopg  # noqa: E402
from server import rounds, server, show  # noqa: E402
from support.backtests import load_bars, new_backtest, new_user  # noqa: E402
from support.curves import trading_days, walk  # noqa: E402
from support.strategies import Rules, make_bars, simulate  # noqa: E402

import migrate  # noqa: E402

DAYS = 2520
RULES = Rules("sma_cross", Decimal("0.001"), fast=25, slow=75)
# Run by the interpreter that has the library; it prints its own times, so that its start is not counted.
BY_EMPYRICAL = """
import json, sys, time, warnings
import empyrical, pandas
warnings.simplefilter("ignore")
text = sys.stdin.readline()
for line in sys.stdin:
    started = time.perf_counter()
    points = json.loads(text)
    values = pandas.Series([p["value"] for p in points], index=pandas.DatetimeIndex([p["date"] for p in points]))
    returns = values.pct_change().iloc[1:]
    figures = [f(returns) for f in (empyrical.annual_return, empyrical.annual_volatility, empyrical.sharpe_ratio,
        empyrical.sortino_ratio, empyrical.calmar_ratio, empyrical.omega_ratio, empyrical.max_drawdown,
        empyrical.value_at_risk, empyrical.conditional_value_at_risk)]
    months = empyrical.aggregate_returns(returns, "monthly").to_dict()
    print((time.perf_counter() - started) * 1000, flush=True)
"""


def milliseconds(action: Callable[[], object]) -> float:
    started = time.perf_counter()
    action()
    return (time.perf_counter() - started) * 1000


def by_empyrical(python: str, curve: str) -> Callable[[], float]:
    """One process that measures the curve once for each line that it is sent."""
    process = subprocess.Popen([python, "-c", BY_EMPYRICAL], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin and process.stdout
    sender, answers = process.stdin, process.stdout
    sender.write(curve + "\n")

    def measure() -> float:
        sender.write("again\n")
        sender.flush()
        return float(answers.readline())

    return measure


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--oracles", help="a Python that has empyrical")
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()
    values = walk(Random("benchmark of figures"), Decimal(1_000_000), DAYS, 0.03, 0.0004)
    curve = json.dumps([{"date": str(d), "value": float(v)} for d, v in zip(trading_days(DAYS), values, strict=True)])
    bars = make_bars("benchmark of runs", DAYS)
    with server() as url:
        with migrate.connect(url) as connection:
            migrate.migrate(connection, migrate.discover())
        with psycopg.connect(url, autocommit=True) as connection:
            load_bars(connection, "7203", bars)
            connection.execute("analyze")
            user = new_user(connection)

            def figures() -> float:
                query = "select calculate_backtest_metrics(%s, '[]', 1000000)"
                return milliseconds(lambda: connection.execute(query, [curve]).fetchone())

            def run() -> float:
                terms = (["7203"], bars[0].day, bars[-1].day, 10_000_000)
                backtest = new_backtest(connection, user, RULES, *terms)
                return milliseconds(lambda: connection.execute("select run_backtest(%s)", [backtest]))

            contestants: dict[str, Callable[[], float]] = {
                "a run of sma_cross, completed": run,
                "the same in Python, curve and trades only": lambda: milliseconds(
                    lambda: simulate(bars, Decimal(10_000_000), RULES)
                ),
                "all figures of a curve": figures,
            }
            base = {"a run of sma_cross, completed": "the same in Python, curve and trades only"}
            if options.oracles:
                contestants["ten figures and months by empyrical"] = by_empyrical(options.oracles, curve)
                base["all figures of a curve"] = "ten figures and months by empyrical"
            results = rounds(options.rounds, contestants)
    show(f"A backtest of {DAYS:,} days", "ms", results, base)


if __name__ == "__main__":
    main()
