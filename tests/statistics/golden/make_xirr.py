"""Write xirr.json: flows of 300 investments, and what pyxirr says of them.

Run once; the test reads the file and needs no library:

    python3 -m venv /tmp/oracles && /tmp/oracles/bin/pip install '.[oracles]'
    /tmp/oracles/bin/python tests/statistics/golden/make_xirr.py
"""

import json
import random
from datetime import date, timedelta
from pathlib import Path

import pyxirr

COUNT = 300


def make_flows(chance: random.Random) -> list[tuple[str, str]]:
    """Days and amounts: payments first and income later, so that one rate alone solves them."""
    span = chance.choice([2, 30, 365, 366, 2000, 10000])
    first = date(2000, 1, 1) + timedelta(chance.randrange(5000))
    payments, incomes = chance.randint(1, 12), chance.randint(1, 6)
    offsets = sorted(chance.randrange(span) for _ in range(payments + incomes - 2))
    days = [first + timedelta(offset) for offset in [0, *offsets, span]]
    amounts = [-chance.randrange(1, 10**9) / 100 for _ in range(payments)]
    outcome = chance.choice([0.3, 0.9, 1.0, 1.02, 1.5, 3.0])
    amounts += [round(-sum(amounts) * outcome * chance.uniform(0.9, 1.1) / incomes, 2) for _ in range(incomes)]
    return [(str(day), f"{amount:.2f}") for day, amount in zip(days, amounts, strict=True)]


def main() -> None:
    """Write the file beside this one."""
    chance = random.Random(6508)
    cases: list[dict[str, object]] = []
    while len(cases) < COUNT:
        flows = make_flows(chance)
        rate = pyxirr.xirr([date.fromisoformat(day) for day, _ in flows], [float(amount) for _, amount in flows])
        if rate is not None:
            cases.append({"flows": flows, "xirr": rate})
    golden = {"pyxirr": pyxirr.__version__, "cases": cases}
    Path(__file__).with_name("xirr.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
