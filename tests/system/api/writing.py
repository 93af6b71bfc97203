"""A valid row that a role inserts or updates, of which a test changes one column at a time."""

from typing import Any

from samples import UPDATES, key_of, sample
from samples_of_ai import CHANGEABLE
from support.postgrest.clients import Answer, Filter
from support.worlds import SeededWorld


class Writing:
    """A row that a role inserts or updates, whose columns are all valid."""

    def __init__(self, world: SeededWorld, table: str, role: str, verb: str) -> None:
        self.world, self.table, self.role, self.verb = world, table, role, verb
        self.client, self.rights = world.by_role()[role], world.rights[table, role]
        self.begin()

    def columns(self, *types: str) -> list[str]:
        """The columns that the role may write and whose type begins with one of `types`."""
        every = self.world.schema.tables[self.table]
        return sorted(column for column in getattr(self.rights, self.verb) if every[column].startswith(types))

    def begin(self) -> None:
        """Make a new row, because a key that was used or changed cannot be used again."""
        self.body = sample(self.world, self.table, self.role) if self.rights.insert else {}
        self.key: list[Filter] = []
        if self.verb == "update":
            whose = "id" if self.table == "user_profiles" else "user_id"
            if self.table in CHANGEABLE:
                row = CHANGEABLE[self.table](self.world)
            elif self.rights.insert:
                row = self.client.post(self.table, self.body)[1][0]
            else:
                row = self.client.get(self.table, where=[(whose, "eq", self.world.user)], limit=1)[1][0]
            self.key = key_of(self.world, self.table, row)
            self.body = {key: value for key, value in UPDATES[self.table](row).items() if key in self.rights.update}

    def spoils(self, column: str) -> bool:
        """Whether the row cannot be written again once a value was accepted in this column."""
        return self.verb == "insert" or column in self.world.schema.primary_keys[self.table]

    def say(self, **more: Any) -> Answer:
        """Write the row, with other values in some columns."""
        if self.verb == "insert":
            return self.client.post(self.table, self.body | more)
        return self.client.patch(self.table, self.body | more, self.key)


def is_clear(answer: Answer) -> bool:
    """Whether a value was refused by name: by an error of Kaboom's, by a constraint, or as beyond the type of its column."""
    status, body = answer
    return status == 400 and (body["code"].startswith("KB") or body["code"] in ("22001", "22003", "23514"))


def says_no(answer: Answer) -> bool:
    """Whether a preview says that what was sent would be refused by name."""
    status, body = answer
    first = body[0] if status == 200 and isinstance(body, list) and body and isinstance(body[0], dict) else {}
    return first.get("accepted") is False and str(first.get("code", "")).startswith("KB")
