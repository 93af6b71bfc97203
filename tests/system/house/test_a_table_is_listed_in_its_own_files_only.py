"""A list of tables is forgotten when a table is added, so nothing but policies/ and triggers/ names tables in a row.

A list is two names of tables with only a comma or a bar, quotes and brackets between them. What is about all tables
reads the catalogue; what is about one table names one.
"""

import re

from support import house

from migrate import ROOT

ALLOWED = {
    # It runs where the catalogue has nothing of Kaboom yet, and asks whether another application has these names.
    "migrate.py": 1,
    # movement_kinds explains the entries of two ledgers; its check refuses the kinds of a third until that is named, too.
    "sql/0045_portfolios.sql": 1,
}


def lists_of(names: set[str], text: str) -> list[str]:
    """The places where a text has two of these names, one after the other."""
    name = rf"(?:{'|'.join(sorted(names, key=len, reverse=True))})\b"
    after, before = r"(?:['\")\]}]|::\w+)*", r"['\"(\[{]*"
    return [found[0] for found in re.finditer(rf"\b{name}(?:{after}\s*[,|]\s*{before}(?:\w+\.)?{name})+", text)]


def test_no_file_lists_tables() -> None:
    names = {table.split(".")[1] for table in house.tables()}
    texts = {str(one.path): one.code for folder in ("sql", "functions", "seeds") for one in house.sources(folder)}
    parts = [*(ROOT / "functions").rglob("_*"), *(ROOT / "policies").rglob("_*"), ROOT / "migrate.py"]
    texts |= {path.relative_to(ROOT).as_posix(): house.without_comments(path.read_text("utf-8")) for path in parts}
    listed = {path: found for path, text in texts.items() if len(found := lists_of(names, text)) > ALLOWED.get(path, 0)}
    assert listed == {}
