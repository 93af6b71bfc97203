"""A capability has the same word in every folder, so that one pattern lists all of it."""

import re
from collections import defaultdict
from pathlib import Path

from support import house

from migrate import ROOT

NO_ROOMS = {"support": "helpers", "system": "proofs that cross rooms", "performance": "benchmarks"}


def folders(path: Path) -> list[str]:
    """The names of the folders in a folder, other than caches."""
    return [one.name for one in path.iterdir() if one.is_dir() and not one.name.startswith(("_", "."))]


def words_of(names: list[str], form: re.Pattern[str]) -> list[tuple[str, str]]:
    """Number and word of each name; a name of another form fails."""
    found = {name: form.fullmatch(name) for name in names}
    assert [name for name, parts in found.items() if parts is None] == [], "these names are not NN_word"
    return [(parts[1], parts[2]) for parts in found.values() if parts]


def rooms() -> set[str]:
    """The words that functions/ and sql/ have."""
    in_functions = words_of(folders(ROOT / "functions"), house.ROOM)
    in_sql = words_of([source.name for source in house.sources("sql")], house.SQL_FILE)
    return {word for _, word in in_functions} | {word for number, word in in_sql if number < "1000"}


def test_no_two_rooms_have_one_word_or_one_floor() -> None:
    numbers, words = zip(*words_of(folders(ROOT / "functions"), house.ROOM), strict=True)
    assert house.repeated(list(words)) == []
    assert house.repeated(list(numbers)) == []


def test_every_folder_names_its_rooms_by_the_same_words() -> None:
    errors = [path.stem for path in (ROOT / "seeds/error_catalog").glob("*.sql")]
    used = {"policies": folders(ROOT / "policies"), "seeds/error_catalog": errors, "tests": folders(ROOT / "tests")}
    strange = {folder: set(names) - rooms() - NO_ROOMS.keys() for folder, names in used.items()}
    assert {folder: names for folder, names in strange.items() if names} == {}


def test_the_indexes_of_a_room_have_its_word_and_its_number() -> None:
    numbered: dict[str, set[str]] = defaultdict(set)
    for number, word in words_of([source.name for source in house.sources("sql")], house.SQL_FILE):
        if number < "1000":
            numbered[word].add(number)
    wrong = [
        f"{number}_{word}"
        for word, numbers in numbered.items()
        for number in numbers
        if number >= "0100" and f"00{number[2:]}" not in numbers
    ]
    assert wrong == []


def test_a_later_file_begins_with_the_word_of_its_room() -> None:
    later = [source.name for source in house.sources("sql") if source.name >= "1000"]
    begun = tuple(f"{word}_" for word in rooms())
    assert [name for name in later if not name[5:].startswith(begun)] == []


def test_the_policies_of_a_table_lie_in_the_room_of_its_table() -> None:
    tables = {name: source for name, source in house.tables().items() if name.startswith("public.")}
    expected = {
        Path("policies", source.name[5:], f"{name.removeprefix('public.')}.sql.j2")
        for name, source in tables.items()
        if source.name < "1000"
    }
    found = {source.path for source in house.sources("policies")}
    assert expected <= found, "a table of public without a file of policies"
    elsewhere = {path for path in found - expected if f"public.{path.name.split('.')[0]}" not in tables}
    assert elsewhere == set(), "policies of what is no table of public"
    assert house.repeated([path.name for path in found]) == []
