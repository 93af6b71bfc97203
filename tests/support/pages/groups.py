"""Which tables a picture shows together. The number of a table's file is its floor, so a new room finds its group by itself."""

import re
from functools import cache
from typing import NamedTuple

import migrate
from support.house import tables


class Group(NamedTuple):
    """Tables that are shown together: a title, what they are, and the floors that their rooms are on."""

    title: str
    about: str
    floors: tuple[range, ...]


GROUPS = [
    Group("Trading", "Portfolios, their cash, their orders, and the shares that they own.", (range(45, 75),)),
    Group("Market", "What is known of shares and prices, and what users watch.", (range(20, 40), range(80, 85))),
    Group(
        "AI and backtests",
        "What models said, what they cost, and what strategies would have earned.",
        (range(40, 45), range(75, 80)),
    ),
    Group("Platform", "Accounts, settings, the audit trail, and what Kaboom notes of itself.", (range(0, 20), range(85, 100))),
]


@cache
def floors_of_rooms() -> dict[str, int]:
    """The floor of each room, by its word."""
    found = (re.fullmatch(r"(\d\d)_(\w+)", path.name) for path in (migrate.ROOT / "functions").iterdir())
    return {match[2]: int(match[1]) for match in found if match}


def room_of(table: str) -> str:
    """The word of the room whose file makes a table, such as orders for public.trades."""
    return tables()[table].path.name.split("_", 1)[1].split(".")[0]


def group_of(table: str) -> Group:
    """The group of a table. A file made after the release has the word of its room at the beginning of its name."""
    source = tables()[table].path.name
    number, word = int(source[:4]), room_of(table)
    floors = floors_of_rooms()
    known = [room for room in floors if word == room or word.startswith(f"{room}_")]
    floor = floors[max(known, key=len)] if known else number % 100
    return next(group for group in GROUPS if any(floor in span for span in group.floors))
