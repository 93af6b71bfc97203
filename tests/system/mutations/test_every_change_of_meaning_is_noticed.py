"""Some test notices each small change of meaning that tests/*/mutations.toml lists.

One of them is always tried; all by `KABOOM_PROFILE=long ./tests/run tests/system/mutations`, which takes an hour with two cores.
"""

import os
from dataclasses import replace

import mutate
import pytest
from support.mutations import Mutation, read_mutations

import migrate

MUTATIONS = read_mutations()
TRIED = {"short": [one for one in MUTATIONS if one.room == "settings"][:1], "long": MUTATIONS}


def test_every_mutation_changes_one_place_of_one_file() -> None:
    files = migrate.discover()
    for one in MUTATIONS:
        changed = one.of(files)
        assert [new.path for old, new in zip(files, changed, strict=True) if old != new] == [one.file]


def test_every_part_of_the_database_has_mutations() -> None:
    assert len(MUTATIONS) >= 60
    assert {one.file.split("/")[0] for one in MUTATIONS} == {"sql", "policies", "functions", "seeds"}
    assert len({(one.file, one.old, one.new) for one in MUTATIONS}) == len(MUTATIONS)


@pytest.mark.parametrize("text", ["select nothing", "\n"], ids=["absent", "repeated"])
def test_a_mutation_is_refused_unless_its_text_is_there_exactly_once(text: str) -> None:
    with pytest.raises(ValueError, match="times, not once"):
        replace(MUTATIONS[0], old=text).of(migrate.discover())


@pytest.mark.parametrize("one", TRIED[os.environ.get("KABOOM_PROFILE", "short")], ids=lambda one: f"{one.room}: {one.name}")
def test_a_test_fails_where_a_meaning_is_changed(one: Mutation) -> None:
    assert mutate.is_noticed(one.of(migrate.discover()), "select 1", mutate.tests_of(one.room))


def test_no_test_fails_where_no_meaning_is_changed() -> None:
    comment = replace(MUTATIONS[0], file="functions/05_common/setting.sql", old="\nbegin\n", new="\nbegin\n    -- The same.\n")
    assert not mutate.is_noticed(comment.of(migrate.discover()), "select 1", [["settings"]])
