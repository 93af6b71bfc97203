"""The documented loader, run as its first lines say."""

import shutil
import subprocess
from pathlib import Path

import pytest
from psycopg.conninfo import conninfo_to_dict
from support.sessions import Market

from migrate import ROOT

CSV = """\
Date,Open,High,Low,Close,Volume,"Name"
2024-01-04,100,110,90,105,1000,"A, B"
2024-01-05,105,112,104,110,2000,"A, B"
2024-01-06,,,,,,"A, B"
2024-01-09,110,109,104,110,2000,"A, B"
2024-01-10,110,111,104,,2000,"A, B"
"""


@pytest.mark.skipif(not shutil.which("psql"), reason="psql is not installed")
def test_lines_become_bars_and_bad_lines_are_shown(clone: str, tmp_path: Path) -> None:
    user = Market(clone).new_user()
    Market(clone).owner(
        "insert into watchlist_items (user_id, watchlist_id, symbol, price_alert_upper)"
        " select user_id, id, '7203', 109 from watchlists where user_id = %s returning id",
        user,
    )
    parts = conninfo_to_dict(clone)
    command = ["psql", "-X", "-A", "-t", "-h", str(parts["host"]), "-U", str(parts["user"]), "-d", str(parts["dbname"])]
    command += ["-p", str(parts.get("port", 5432)), "-v", "columns=" + CSV.split("\n")[0], "-v", "symbol=7203.T"]
    command += ["-f", str(ROOT / "loaders/load_bars.sql")]
    for answer, fired in (("2|0|0|2", 1), ("0|0|2|2", 0)):
        done = subprocess.run(command, input=CSV, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        lines = done.stdout.strip().split("\n")
        assert lines[0] == answer
        assert [line.split("|")[:2] for line in lines[1:3]] == [["5", "KB609"], ["6", "KB608"]]
        assert lines[3] == str(fired)
    assert Market(clone).owner("select symbol, close_price::int, price_change::int, symbol_name from market_data order by 2") == [
        ("7203", 105, None, "A, B"),
        ("7203", 110, 5, "A, B"),
    ]
