"""Golden files of each feed's shape: what it sends, what ingest_market_data answers, and what is stored then."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
import pytest

Connection = psycopg.Connection[Any]
FEEDS = sorted((Path(__file__).parent / "feeds").glob("*.json"))
STORED = """
select symbol, timeframe, to_char(data_timestamp at time zone 'Asia/Tokyo', 'YYYY-MM-DD"T"HH24:MI:SS'), open_price::text,
    high_price::text, low_price::text, close_price::text, volume, price_change::text, price_change_percent::text, data_source,
    adjustment_factor
from market_data order by symbol, timeframe, data_timestamp
"""


def ingest(connection: Connection, bars: object) -> dict[str, Any]:
    """What the service role is answered."""
    row = connection.execute("select ingest_market_data(%s)", [json.dumps(bars)]).fetchone()
    assert row
    return dict(row[0])


@pytest.mark.parametrize("path", FEEDS, ids=lambda path: path.stem)
def test_a_batch_is_stored_as_the_golden_file_says(database: Connection, path: Path) -> None:
    feed = json.loads(path.read_text("utf-8"), parse_float=Decimal)
    database.execute("set local role service_role")
    answer = ingest(database, json.loads(path.read_text("utf-8"))["sent"])
    rejected = [one["index"] for one in answer.pop("rejected")]
    assert {**answer, "rejected": rejected} == feed["answer"]
    assert [list(row) for row in database.execute(STORED.encode())] == feed["stored"]


@pytest.mark.parametrize("path", FEEDS, ids=lambda path: path.stem)
def test_a_batch_that_is_sent_twice_changes_nothing_the_second_time(database: Connection, path: Path) -> None:
    sent = json.loads(path.read_text("utf-8"))["sent"]
    database.execute("set local role service_role")
    first = ingest(database, sent)
    rows = database.execute("select * from market_data order by id").fetchall()
    again = ingest(database, sent)
    assert again == {**first, "inserted": 0, "unchanged": first["inserted"]}
    assert database.execute("select * from market_data order by id").fetchall() == rows


def test_a_bar_that_a_client_has_read_is_taken_back_unchanged(database: Connection) -> None:
    database.execute("set local role service_role")
    ingest(database, json.loads(FEEDS[0].read_text("utf-8"))["sent"])
    rows = database.execute("select to_jsonb(m) from market_data as m where not change_is_computed or price_change is null")
    assert ingest(database, [row[0] for row in rows])["updated"] == 0
