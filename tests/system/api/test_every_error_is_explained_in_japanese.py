"""The catalogue of errors says in Japanese, too, what happened and what to do."""

import re
from typing import Any

import psycopg


def test_meaning_and_hint_are_japanese_sentences(database: psycopg.Connection[Any]) -> None:
    rows = database.execute("select code, meaning_ja, hint_ja from error_catalog").fetchall()
    assert len(rows) > 80
    kana = re.compile("[\u3041-\u30ff]")
    assert [code for code, *texts in rows if not all(kana.search(text) and text.endswith("。") for text in texts)] == []
    assert len({meaning for _, meaning, _ in rows}) == len(rows), "two errors have one meaning"
