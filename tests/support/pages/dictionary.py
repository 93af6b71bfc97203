"""The data dictionary: every table and view with its columns, rules, rights and triggers."""

import re
from collections.abc import Iterator
from typing import Any

import psycopg

from support.pages.catalogue import COLUMNS, CONSTRAINTS, INDEXES, POLICIES, Relation, ask, plain, relations, triggers
from support.pages.groups import GROUPS, group_of
from support.pages.markdown import anchor, code, first_line, paragraphs, table

Connection = psycopg.Connection[Any]
INTRODUCTION = """# Data dictionary

Every table and view, as the catalogue of the database has it. Pictures: [diagrams.md](diagrams.md). Rights:
[access.md](access.md). `not null` is written as "always"; a column that the database computes from others of its row is
"generated". Row level security is enabled for every table; without a policy nobody but the owner and the service role reads a
row. Triggers are listed in the order in which they fire.
"""


def columns(connection: Connection, relation: Relation) -> str:
    """The columns of a relation."""
    if relation.is_view:
        return table(
            ["column", "type", "meaning"], [(name, kind, text) for name, kind, *_, text in ask(connection, COLUMNS, relation)]
        )
    rows = []
    for name, kind, always, generated, default, text in ask(connection, COLUMNS, relation):
        # What clients leave out has a default that yields null.
        stated = re.sub(r"^COALESCE\(NULL\b.*", "null", default or "")
        value = "generated: " + code(plain(default)) if generated else code(plain(stated))
        rows.append((name, kind, "always" if always else "", value, text))
    return table(["column", "type", "", "default", "meaning"], rows)


def rules(connection: Connection, relation: Relation) -> Iterator[str]:
    """Keys, checks and indexes of a table."""
    found = ask(connection, CONSTRAINTS, relation)
    kinds = {"p": "primary key", "u": "unique", "x": "exclusion", "f": "foreign key"}
    keys = [(name, kinds[kind], code(plain(text).split(" KEY ")[-1])) for name, kind, text, *_ in found if kind != "c"]
    yield table(["key", "kind", "of"], keys)
    yield table(["check", "holds"], [(name, code(plain(text[6:]))) for name, kind, text, *_ in found if kind == "c"])
    indexes = ask(connection, INDEXES, relation)
    yield table(["index", "of"], [(name, code(plain(text).split(" USING ")[1])) for name, text in indexes])


def rights(connection: Connection, relation: Relation) -> str:
    """The policies of a table."""
    rows = []
    for name, command, roles, using, check in ask(connection, POLICIES, relation):
        rows.append((name, command, roles, code(plain(using)), code(plain(check)) if check != using else ""))
    return table(["policy", "for", "to", "rows", "new rows"], rows)


def fired(connection: Connection, relation: Relation) -> str:
    """The triggers of a table."""
    rows = []
    for one in triggers(connection, relation):
        summary = first_line(one.comment).removeprefix("Trigger: ")
        summary = summary[:1].upper() + summary[1:]
        rows.append((one.moment, one.name, one.events, code(one.condition), code(one.function), summary))
    return table(["moment", "trigger", "at", "when", "calls", "what for"], rows)


def section(connection: Connection, relation: Relation) -> str:
    """Everything about one relation."""
    parts = [f"### {relation.name.removeprefix('public.')}\n", paragraphs(relation.comment) + "\n", columns(connection, relation)]
    if not relation.is_view:
        parts += [*rules(connection, relation), rights(connection, relation), fired(connection, relation)]
    return "\n".join(part for part in parts if part)


def page(connection: Connection) -> str:
    """The whole page."""
    everything = relations(connection)
    chapters = [
        (group.title, group.about, [one for one in everything if not one.is_view and group_of(one.name) == group])
        for group in GROUPS
    ]
    chapters.append(
        (
            "Views",
            "They read as their caller, so the policies of the tables decide which rows there are.",
            [one for one in everything if one.is_view],
        )
    )
    text = INTRODUCTION + "\n"
    for title, _, members in chapters:
        names = (one.name.removeprefix("public.") for one in members)
        text += f"- **{title}**: " + ", ".join(f"[{name}](#{anchor(name)})" for name in names) + "\n"
    for title, about, members in chapters:
        text += f"\n## {title}\n\n{about}\n"
        text += "".join("\n" + section(connection, one) for one in members)
    return text
