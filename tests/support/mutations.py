"""Small changes of meaning in the SQL files, each of which a test has to notice.

`tests/<room>/mutations.toml` lists those of a room, by file: what the changed system does wrong, and for it the text as it is
and as it becomes.
"""

import tomllib
from dataclasses import dataclass, replace
from pathlib import Path

from migrate import ROOT, Migration


@dataclass(frozen=True)
class Mutation:
    """One text of one file, and what it becomes."""

    room: str
    name: str
    file: str
    old: str
    new: str

    def of(self, migrations: list[Migration]) -> list[Migration]:
        """Return the rendered files with the change in one of them; the old text has to be there exactly once."""
        found = [one.text.count(self.old) for one in migrations if one.path == self.file]
        if found != [1]:
            raise ValueError(f"tests/{self.room}/mutations.toml: {self.file} has {self.old!r} {sum(found)} times, not once")
        return [replace(one, text=one.text.replace(self.old, self.new)) if one.path == self.file else one for one in migrations]


def read_mutations(folder: Path = ROOT / "tests") -> list[Mutation]:
    """Return the mutations of all rooms, in the order of their files."""
    return [
        Mutation(path.parent.name, name, file, old, new)
        for path in sorted(folder.glob("*/mutations.toml"))
        for file, changes in tomllib.loads(path.read_text("utf-8")).items()
        for name, (old, new) in changes.items()
    ]
