"""Every link of a document leads somewhere, and every name in it is a name of the project."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
import pytest
from support.pages import WHOLE
from support.pages.markdown import anchor

from migrate import ROOT

DOCUMENTS = sorted([*ROOT.glob("README*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "functions").glob("*/README.md")])
WRITTEN = [path for path in DOCUMENTS if path.name not in WHOLE]
NAMES = """
select relname::text from pg_class union select attname::text from pg_attribute union select proname::text from pg_proc
union select conname::text from pg_constraint union select tgname::text from pg_trigger
union select nspname::text from pg_namespace union select pubname::text from pg_publication
union select rolname::text from pg_roles union select key::text from system_settings union select kind from movement_kinds
union select name::text from pg_settings union select name from error_catalog union select typname::text from pg_type
union select unnest(proargnames) from pg_proc
union select regexp_split_to_table(pg_get_constraintdef(oid), '\\W+') from pg_constraint
"""
MACROS = ["policies/_macros.sql.j2", "functions/_traits.sql.j2"]
# Names of other programs, and values.
FOREIGN = """
    buy_and_hold current_date database_name on_conflict parent_id pg_basebackup pg_cron pg_dump pg_dumpall pg_prove
    pg_restore pg_stat_statements security_invoker set_config sma_cross
"""


@cache
def headings(path: Path) -> set[str]:
    """The anchors of a document."""
    text = re.sub(r"(?ms)^```.*?^```", "", path.read_text("utf-8"))
    return {anchor(heading) for heading in re.findall(r"(?m)^#+ (.*)$", text)}


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(path: Path) -> None:
    wrong = []
    for link in re.findall(r"\]\(([^)\s]+)\)", path.read_text("utf-8")):
        name, _, place = link.partition("#")
        target = (path.parent / name).resolve() if name else path
        if "://" not in link and (not target.exists() or (place and place not in headings(target))):
            wrong.append(link)
    assert wrong == []


def test_every_name_in_code_is_a_name_of_the_project(database: psycopg.Connection[Any]) -> None:
    known = {row[0] for row in database.execute(NAMES.encode())} | set(re.findall(r"\w+", FOREIGN))
    known |= {part for path in ROOT.rglob("*") if ".venv" not in path.parts for part in (path.name, path.name.split(".")[0])}
    known |= set(re.findall(r"\b[a-z]+(?:_[a-z0-9]+)+\b", (ROOT / "migrate.py").read_text()))
    known |= set(re.findall(r"macro (\w+)", "".join((ROOT / name).read_text() for name in MACROS)))
    unknown = {}
    for path in WRITTEN:
        text = re.sub(r"(?ms)^```.*?^```", "", path.read_text("utf-8"))
        if path.name == "specification.md":  # its first column is what the specification says
            text = re.sub(r"(?m)^\|[^|]*\|", "|", text)
        words = {word for code in re.findall(r"`([^`\n]+)`", text) for word in re.findall(r"\b[a-z]+(?:_[a-z0-9]+)+\b", code)}
        if words - known:
            unknown[str(path.relative_to(ROOT))] = sorted(words - known)
    assert not unknown, "\n".join(f"{name}: {words}" for name, words in unknown.items())


def test_every_code_is_in_the_error_catalogue(database: psycopg.Connection[Any]) -> None:
    listed = {row[0] for row in database.execute("select code from error_catalog")}
    named = {code for path in WRITTEN for code in re.findall(r"\bKB\d{3}\b", path.read_text("utf-8"))}
    assert len(named) > 50
    assert named <= listed
