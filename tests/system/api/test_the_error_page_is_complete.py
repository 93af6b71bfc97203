"""docs/errors.md, the table error_catalog and the source list the same errors.

`KABOOM_WRITE_ERRORS=1 ./tests/run tests/system/api/test_the_error_page_is_complete.py` writes the table of the page.
"""

import os
import re
from typing import Any

import psycopg

from migrate import ROOT

PAGE = ROOT / "docs/errors.md"


def test_page_catalogue_and_source_agree(database: psycopg.Connection[Any]) -> None:
    rows = database.execute("select code, name, meaning, hint from error_catalog order by code").fetchall()
    listed = "".join(f"| {code} | {name} | {text} {hint} |\n" for code, name, text, hint in rows)
    page = PAGE.read_text("utf-8")
    written = re.sub(r"(?m)^(\| KB\d{3} .*\n)+", lambda _: listed, page)
    if os.environ.get("KABOOM_WRITE_ERRORS"):
        PAGE.write_text(written, "utf-8")
    else:
        assert page == written, "run KABOOM_WRITE_ERRORS=1 ./tests/run tests/system/api/test_the_error_page_is_complete.py"
    sources = [path.read_text() for folder in ("sql", "policies", "functions") for path in (ROOT / folder).rglob("*.sql*")]
    assert {code for text in sources for code in re.findall(r"'(KB\w{3})'", text)} == {row[0] for row in rows}


def test_every_raised_error_says_what_to_do() -> None:
    for path in (ROOT / "functions").rglob("*.sql"):
        text = path.read_text()
        assert len(re.findall(r"raise exception", text)) == len(re.findall(r"hint = ", text)), path


def test_every_error_is_explained_in_japanese(database: psycopg.Connection[Any]) -> None:
    rows = database.execute("select code, meaning_ja, hint_ja from error_catalog").fetchall()
    assert len(rows) > 80
    kana = re.compile("[\u3041-\u30ff]")
    assert [code for code, *texts in rows if not all(kana.search(text) and text.endswith("。") for text in texts)] == []
    assert len({meaning for _, meaning, _ in rows}) == len(rows), "two errors have one meaning"
