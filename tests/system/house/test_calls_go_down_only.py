"""Rooms are numbered by floor: what a file calls lies in its own room, or in one on its floor or below."""

from support import house


def test_a_file_calls_functions_and_views_of_its_own_floor_or_lower_ones_only() -> None:
    made = house.functions()
    upward = [
        f"{source.path} calls {name}, which lies higher: {made[name].path}"
        for source in house.sources("functions")
        for name in source.mentions(set(made))
        if made[name].floor > source.floor
    ]
    assert upward == []


def test_a_trigger_file_lies_on_the_floor_of_its_table_or_the_highest_that_it_calls() -> None:
    made, tables = house.functions(), house.tables()
    floors = {source.room: source.floor for source in house.sources("functions")}
    elsewhere = []
    for source in house.sources("functions"):
        if "triggers" in source.path.parts:
            table = tables.get(f"public.{source.name}")  # auth.users is of no room
            of_table = [floors[name[2]] for name in [house.SQL_FILE.fullmatch(table.name)] if name] if table else []
            highest = max(of_table + [made[name].floor for name in source.mentions(set(made))])
            if source.floor != highest:
                elsewhere.append(f"{source.path} belongs on floor {highest}")
    assert elsewhere == []


def test_every_call_is_written_with_its_schema() -> None:
    bare = {name.split(".")[1] for name in house.functions()}
    unqualified = [
        f"{source.path}: {call}" for source in house.sources("functions") for call in source.calls_without_schema(bare)
    ]
    assert unqualified == []
