"""Small pieces of Markdown."""

import re
from collections.abc import Iterable, Sequence


def cell(value: object) -> str:
    """One cell of a table: a single line, without what would end the cell."""
    return " ".join(str("" if value is None else value).split()).replace("|", "\\|") or " "


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table, or nothing where there is no row."""
    body = ["| " + " | ".join(cell(value) for value in row) + " |\n" for row in rows]
    return f"| {' | '.join(head)} |\n|{'---|' * len(head)}\n" + "".join(body) if body else ""


def code(text: object) -> str:
    """Text as code; nothing where there is none."""
    return f"`{' '.join(str(text).split())}`" if text else ""


def anchor(heading: str) -> str:
    """The name by which GitHub links to a heading."""
    return "".join(sign for sign in heading.lower().replace(" ", "-") if sign.isalnum() or sign in "-_")


def first_line(comment: str | None) -> str:
    """The summary of a comment: the first sentence, wherever its lines break."""
    beginning = " ".join((comment or "").strip().split("\n\n")[0].split())
    return re.split(r"(?<=\.) (?=[A-Z])", beginning)[0]


def paragraphs(comment: str | None) -> str:
    """A comment as Markdown: lines that belong together become one; arguments, results and errors begin a paragraph."""
    parts = re.split(r"\n\n|\s(?=(?:Arguments|Returns|Errors|Source): )", (comment or "").strip())
    return "\n\n".join(" ".join(part.split()) for part in parts)
