"""Each generated page of docs/ is what the catalogue of a freshly built database gives."""

from typing import Any

import psycopg
import pytest
from support.pages import COMMAND, DOCS, WHOLE, pages
from support.pages.catalogue import relations
from support.pages.groups import GROUPS, group_of


@pytest.mark.parametrize("name", [*WHOLE, "errors.md"])
def test_a_generated_page_is_up_to_date(database: psycopg.Connection[Any], name: str) -> None:
    path = DOCS / name
    assert path.read_text("utf-8") == pages(database)[path], f"run {COMMAND}"


def test_every_table_is_in_one_picture_group(database: psycopg.Connection[Any]) -> None:
    tables = [one.name for one in relations(database) if not one.is_view]
    assert {group_of(name).title for name in tables} == {group.title for group in GROUPS}


def test_a_change_of_the_database_makes_a_page_out_of_date(database: psycopg.Connection[Any]) -> None:
    database.execute("comment on column public.trades.quantity is 'changed'")
    path = DOCS / "data-dictionary.md"
    assert path.read_text("utf-8") != pages(database)[path]
