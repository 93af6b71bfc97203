"""The table error_catalog lists exactly the errors of the source, and every error says what to do."""

import re
from typing import Any

import psycopg

from migrate import ROOT


def test_catalogue_and_source_agree(database: psycopg.Connection[Any]) -> None:
    listed = {row[0] for row in database.execute("select code from error_catalog")}
    sources = [path.read_text() for folder in ("sql", "policies", "functions") for path in (ROOT / folder).rglob("*.sql*")]
    assert {code for text in sources for code in re.findall(r"'(KB\w{3})'", text)} == listed


def test_every_raised_error_says_what_to_do() -> None:
    for path in (ROOT / "functions").rglob("*.sql"):
        text = path.read_text()
        assert len(re.findall(r"raise exception", text)) == len(re.findall(r"hint = ", text)), path
