"""Each worked example of docs/trading-rules.md, run on a portfolio of its own, prints what the page shows."""

import re

import psycopg
import pytest
from support.pages import DOCS
from support.worked import blocks, compare, run, section

PAGE = (DOCS / "trading-rules.md").read_text("utf-8")
EXAMPLES = re.findall(r"(?m)^### Example: .*$", PAGE)


@pytest.mark.parametrize("heading", EXAMPLES, ids=lambda heading: heading.removeprefix("### Example: "))
def test_an_example_of_the_trading_rules_prints_what_it_shows(database: psycopg.Connection[object], heading: str) -> None:
    beginning = "\n".join(next(blocks(section(PAGE, "# Trading rules"))))
    with database.transaction(force_rollback=True):
        assert run(database, beginning) == []
        assert compare(database, section(PAGE, heading)) >= 1


def test_the_trading_rules_have_examples() -> None:
    assert len(EXAMPLES) >= 6
