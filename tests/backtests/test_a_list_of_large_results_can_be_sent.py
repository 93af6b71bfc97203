"""PostgreSQL sends no value of a gigabyte: a long list of whole rows ends in 54000, a list of summaries does not.

The gigabyte itself is read by `KABOOM_PROFILE=long ./tests/run tests/backtests/test_a_list_of_large_results_can_be_sent.py`.
"""

import os
from typing import Any

import psycopg
import pytest

COUNT = {"short": 3, "long": 150}[os.environ.get("KABOOM_PROFILE", "short")]
# Each curve is nearly as long as it may be. Triggers and checks are off, because only the length matters here.
LARGE = """
insert into backtest_results (user_id, strategy_name, strategy_config, symbols, start_date, end_date, initial_capital,
    equity_curve)
select gen_random_uuid(), 's', '{}', '{7203}', '2024-01-01', '2024-01-31', 1000, c.curve
from (select to_jsonb(repeat('x', 8000000)) as curve) as c, generate_series(1, %s)
"""


def test_large_results_are_listed_by_their_summaries(database: psycopg.Connection[Any]) -> None:
    database.execute("set local session_replication_role = replica")
    database.execute(LARGE.encode(), [COUNT])
    if COUNT * 8_000_000 > 1 << 30:
        with pytest.raises(psycopg.errors.ProgramLimitExceeded), database.transaction():
            database.execute("select json_agg(b) from backtest_results as b")
    row = database.execute("select count(*), octet_length(json_agg(s)::text) from backtest_summaries as s").fetchone()
    assert row
    assert row[0] == COUNT
    assert row[1] < COUNT * 2000
