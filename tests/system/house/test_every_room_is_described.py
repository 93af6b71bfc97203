"""Every room has a README that can be read at a glance, and a row in the table of docs/architecture.md."""

import re
from pathlib import Path

import pytest

from migrate import ROOT

ROOMS = sorted(path for path in (ROOT / "functions").iterdir() if path.is_dir())
NAMES = {re.sub(r"\.sql(\.j2)?$", "", path.name) for path in (ROOT / "functions").rglob("*.sql*")}


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_a_room_has_a_readme_of_at_most_40_lines(room: Path) -> None:
    text = (room / "README.md").read_text("utf-8")
    assert text.startswith(f"# {room.name}")
    assert len(text.splitlines()) <= 40
    for topic in ("Locks", "Errors", "Tests"):
        assert re.search(rf"^(## )?{topic}\b|\. {topic}: ", text, re.M), topic


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_a_function_that_a_readme_names_exists(room: Path) -> None:
    """A word in backticks that no file, table or column is called like is a name of the past."""
    text = (room / "README.md").read_text("utf-8")
    source = "\n".join(path.read_text("utf-8") for folder in ("sql", "functions") for path in (ROOT / folder).rglob("*.sql*"))
    for name in re.findall(r"`(?:kaboom\.|public\.|monitoring\.)?([a-z_]+_[a-z_]+)(?:\([^`]*\))?`", text):
        assert name in NAMES or re.search(rf"\b{name}\b", source), name


def test_the_architecture_lists_the_rooms_in_their_order() -> None:
    table = (ROOT / "docs/architecture.md").read_text("utf-8")
    listed = re.findall(r"^\| (\d\d_\w+) \|", table, re.M)
    assert listed == sorted(listed)
    assert {room.name for room in ROOMS} <= set(listed)
