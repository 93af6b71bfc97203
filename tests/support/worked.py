"""Worked examples of a page: indented SQL, each with what it prints below it."""

import re
from collections.abc import Iterator

import psycopg

import migrate


def section(page: str, heading: str) -> str:
    """The text between a heading and the next one."""
    found = re.search(rf"(?m)^{re.escape(heading)}\n(.*?)(?=^#|\Z)", page, re.S)
    assert found, f"no heading: {heading}"
    return found[1]


def blocks(text: str) -> Iterator[list[str]]:
    """The indented paragraphs of a text: SQL, or what it prints."""
    code = "\n".join(line[4:] if line.startswith("    ") else "" for line in text.split("\n"))
    return (part.split("\n") for part in re.split(r"\n{2,}", code.strip("\n")))


def run(connection: psycopg.Connection[object], text: str) -> list[str]:
    """Run statements; return the cells that the last one prints, or the error and its hint."""
    cells: list[str] = []
    for _, statement in migrate.statements(text):
        try:
            with connection.transaction():
                cursor = connection.execute(statement.encode())
        except psycopg.Error as error:
            return [f"ERROR:  {error.diag.message_primary}", f"HINT:  {error.diag.message_hint}"]
        cells = []
        if cursor.description:
            cells = [column.name for column in cursor.description] + [str(cell) for row in cursor for cell in row]  # type: ignore[attr-defined]
    return cells


def compare(connection: psycopg.Connection[object], text: str) -> int:
    """Run the SQL of a text and compare what it prints; return how many outputs were compared."""
    compared, printed = 0, list[str]()
    for block in blocks(text):
        if re.match(r"(insert|select|set) ", block[0]):
            printed = run(connection, "\n".join(block))
            continue
        is_error = block[0].startswith("ERROR")
        shown = block if is_error else [cell.strip() for line in block if "--" not in line for cell in line.split("|")]
        assert printed == shown
        compared += 1
    return compared
