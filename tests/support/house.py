"""The project's files as rooms: which floor each file is on, what it makes, and what it calls."""

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import migrate

CREATED = re.compile(
    r"(?i)\bcreate\s+(?:or\s+replace\s+)?(?:materialized\s+)?(function|procedure|view|table|trigger|index|type|domain)\s+"
    r"(?:if\s+not\s+exists\s+)?(?:(\w+)\.)?(\w+)"
)
# Comments go, strings stay: a function that is called by dynamic SQL is called, too.
COMMENT_OR_STRING = re.compile(r"'(?:[^']|'')*'|--[^\n]*")
ROOM = re.compile(r"(\d\d)_(\w+)")
SQL_FILE = re.compile(r"(\d{4})_(\w+)")


@dataclass(frozen=True)
class Source:
    """One file of the project, rendered."""

    path: Path
    text: str

    @property
    def name(self) -> str:
        """The file's name without its endings."""
        return self.path.name.split(".")[0]

    @cached_property
    def floor(self) -> int:
        """The number of the room that the file lies in."""
        return int(self._room[1])

    @cached_property
    def room(self) -> str:
        """The word of the room that the file lies in."""
        return self._room[2]

    @cached_property
    def _room(self) -> re.Match[str]:
        found = ROOM.fullmatch(self.path.parts[1])
        assert found, f"{self.path} lies in no room: a folder NN_word"
        return found

    @cached_property
    def statements(self) -> list[str]:
        """The file's statements, each without the comments before it and inside it."""
        return [without_comments(statement).strip() for _, statement in migrate.statements(self.text)]

    @cached_property
    def code(self) -> str:
        """What is executed: neither comments nor COMMENT ON."""
        return "\n".join(one for one in self.statements if not one.lower().startswith("comment on"))

    @cached_property
    def made(self) -> list[tuple[str, str, str]]:
        """Kind, schema and name of each object that the file creates. A trigger has no schema."""
        heads = (CREATED.match(statement) for statement in self.statements)
        return [(head[1].lower(), head[2] or "", head[3]) for head in heads if head]

    def mentions(self, names: set[str]) -> set[str]:
        """Which of these qualified names the code contains, other than those that the file makes."""
        own = {f"{schema}.{name}" for _, schema, name in self.made}
        return set(re.findall(r"\b[a-z]\w*\.\w+\b", self.code)) & names - own

    def calls_without_schema(self, names: set[str]) -> set[str]:
        """Which of these bare names the code calls. Every function looks into pg_catalog only, where they are not."""
        return set(re.findall(r"(?<![.\w])(\w+)\s*\(", self.code)) & names


def without_comments(text: str) -> str:
    """A statement without its -- comments."""
    return COMMENT_OR_STRING.sub(lambda found: found[0] if found[0].startswith("'") else "", text)


@cache
def files() -> list[Source]:
    """All files that migrate.py runs."""
    return [Source(Path(one.path), one.text) for one in migrate.discover(demo=True)]


def sources(folder: str) -> list[Source]:
    """The files of one of the folders of migrate.py."""
    return [one for one in files() if one.path.parts[0] == folder]


@cache
def functions() -> dict[str, Source]:
    """The file of each function, procedure and view of functions/, by schema.name."""
    kinds = ("function", "procedure", "view")
    return {f"{schema}.{name}": one for one in sources("functions") for kind, schema, name in one.made if kind in kinds}


@cache
def tables() -> dict[str, Source]:
    """The file of each table of sql/, by schema.name."""
    return {f"{schema}.{name}": one for one in sources("sql") for kind, schema, name in one.made if kind == "table"}


def repeated(names: list[str]) -> list[str]:
    """The names that are there more than once."""
    return [name for name, count in Counter(names).items() if count > 1]
