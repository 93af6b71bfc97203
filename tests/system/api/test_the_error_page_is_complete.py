"""docs/errors.md, the table error_catalog and the source list the same errors."""

import re
from typing import Any

import psycopg

from migrate import ROOT


def test_page_catalogue_and_source_agree(database: psycopg.Connection[Any]) -> None:
    rows = database.execute("select code, name, meaning, hint from error_catalog order by code").fetchall()
    page = (ROOT / "docs/errors.md").read_text("utf-8")
    assert re.findall(r"(?m)^\| KB\w{3} .*$", page) == [f"| {code} | {name} | {text} {hint} |" for code, name, text, hint in rows]
    sources = [path.read_text() for folder in ("sql", "policies", "functions") for path in (ROOT / folder).rglob("*.sql*")]
    assert {code for text in sources for code in re.findall(r"'(KB\w{3})'", text)} == {row[0] for row in rows}


def test_every_raised_error_says_what_to_do() -> None:
    for path in (ROOT / "functions").rglob("*.sql"):
        text = path.read_text()
        assert len(re.findall(r"raise exception", text)) == len(re.findall(r"hint = ", text)), path
