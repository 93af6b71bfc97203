"""The pages of documentation that are generated, and how each is made from a migrated database."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg

from support.pages import access, diagrams, dictionary, lists

DOCS = Path(__file__).resolve().parents[3] / "docs"
COMMAND = ".venv/bin/python tests/write_pages.py"
NOTE = f"<!-- Generated: `{COMMAND}` writes this page, and a test compares it. -->\n\n"
Page = Callable[[psycopg.Connection[Any]], str]
WHOLE: dict[str, Page] = {
    "access.md": access.page,
    "data-dictionary.md": dictionary.page,
    "diagrams.md": diagrams.page,
    "jobs.md": lists.jobs,
    "settings.md": lists.settings,
}


def pages(connection: psycopg.Connection[Any]) -> dict[Path, str]:
    """Return what each generated page has to contain."""
    written = {DOCS / name: NOTE + page(connection) for name, page in WHOLE.items()}
    errors = DOCS / "errors.md"
    written[errors] = lists.with_errors(connection, errors.read_text("utf-8"))
    return written
