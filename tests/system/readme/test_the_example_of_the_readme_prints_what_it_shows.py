"""The worked example of the README, run as written, prints what the README shows."""

import re
from collections.abc import Iterator

import psycopg

import migrate


def blocks() -> Iterator[list[str]]:
    """The paragraphs of the example: SQL, or what it prints."""
    section = re.search(r"## A day's trading\n(.*?)\n## ", (migrate.ROOT / "README.md").read_text("utf-8"), re.S)
    assert section
    code = "\n".join(line[4:] for line in section[1].split("\n") if line.startswith("    ") or not line)
    return (part.split("\n") for part in re.split(r"\n{2,}", code.strip("\n")))


def run(connection: psycopg.Connection[object], text: str) -> list[str]:
    """Run statements; return the cells that the last one prints, or the error and its hint."""
    cells: list[str] = []
    for _, statement in migrate.statements(text):
        try:
            cursor = connection.execute(statement.encode())
        except psycopg.Error as error:
            return [f"ERROR:  {error.diag.message_primary}", f"HINT:  {error.diag.message_hint}"]
        cells = []
        if cursor.description:
            cells = [column.name for column in cursor.description] + [str(cell) for row in cursor for cell in row]  # type: ignore[attr-defined]
    return cells


def test_the_example_of_the_readme_prints_what_it_shows(empty: str) -> None:
    compared = 0
    with migrate.connect(empty) as connection:
        migrate.migrate(connection, migrate.discover(demo=True))
        printed: list[str] = []
        for block in blocks():
            if re.match(r"(insert|select|set) ", block[0]):
                printed = run(connection, "\n".join(block))
                continue
            is_error = block[0].startswith("ERROR")
            shown = block if is_error else [cell.strip() for line in block if "--" not in line for cell in line.split("|")]
            assert printed == shown
            compared += 1
    assert compared == 4
