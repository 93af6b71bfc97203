"""In functions/ a file makes one object and is called like it; what fires on a table comes from one file."""

import re
from typing import Any

import psycopg
from support import house

from migrate import ROOT

MADE_BY = "(f.pronamespace = 'kaboom'::regnamespace or f.oid = 'public.update_updated_at_column'::regproc)"
TRIGGERS = f"""
select n.nspname || '.' || c.relname, t.tgname
from pg_trigger as t
join pg_class as c on c.oid = t.tgrelid
join pg_namespace as n on n.oid = c.relnamespace
join pg_proc as f on f.oid = t.tgfoid
where not t.tgisinternal and t.tgparentid = 0 and c.relkind in ('r', 'p') and {MADE_BY}
"""
ROUTINES = """
select n.nspname || '.' || p.proname
from pg_proc as p join pg_namespace as n on n.oid = p.pronamespace
where n.nspname in ('public', 'kaboom', 'monitoring', 'partitions')
union all
select n.nspname || '.' || c.relname
from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
where n.nspname in ('public', 'kaboom', 'monitoring', 'partitions') and c.relkind in ('v', 'm')
"""
# The folders of a room: what each may hold.
PLACES = {
    "": {("function", "kaboom"), ("procedure", "kaboom"), ("view", "public")},
    "api": {("function", "public")},
    "monitoring": {("view", "monitoring")},
}
# Checks and policies call them, or tables need the roles that they make, and these come before functions/.
IN_SQL = {"kaboom.changes_only", "kaboom.is_tokyo_code", "kaboom.make_api_roles"}
# The specification names it so, though no client may call it.
AT_HOME_IN_PUBLIC = "public.update_updated_at_column"


def files() -> list[house.Source]:
    """All files of functions/ but those of triggers."""
    return [source for source in house.sources("functions") if "triggers" not in source.path.parts]


def trigger_files() -> list[house.Source]:
    return [source for source in house.sources("functions") if "triggers" in source.path.parts]


def test_a_file_makes_one_object_and_is_called_like_it() -> None:
    wrong = {}
    for source in files():
        # A computed relationship is made once for each table that it leads from.
        objects = {name for kind, _, name in source.made if kind != "trigger"}
        if objects != {source.name}:
            wrong[str(source.path)] = sorted(objects)
    assert wrong == {}


def test_every_function_and_view_of_the_catalogue_comes_from_a_file(database: psycopg.Connection[Any]) -> None:
    assert {row[0] for row in database.execute(ROUTINES.encode())} == house.functions().keys() | IN_SQL


def test_internals_lie_at_the_root_of_a_room_and_what_clients_call_in_api() -> None:
    wrong = {}
    for source in files():
        place = "/".join(source.path.parts[2:-1])
        kind, schema, name = next(one for one in source.made if one[0] != "trigger")
        if (kind, schema) not in PLACES.get(place, set()) and f"{schema}.{name}" != AT_HOME_IN_PUBLIC:
            wrong[str(source.path)] = f"{kind} {schema}.{name}"
    assert wrong == {}


def test_each_table_has_one_file_of_triggers_called_like_it() -> None:
    called = [source.name for source in trigger_files()]
    assert house.repeated(called) == []
    public = {name.removeprefix("public.") for name in house.tables() if name.startswith("public.")}
    assert set(called) == public | {"users", "migrations"}, "auth.users and kaboom.migrations are the tables of other schemas"
    assert [str(one.path) for one in trigger_files() if one.path.parent.parts[2:] != ("triggers",)] == []
    assert list((ROOT / "functions").glob("*/triggers/*.sql")) == [], "a file of triggers calls traits: .sql.j2"


def test_every_trigger_on_a_table_comes_from_the_file_of_the_table(database: psycopg.Connection[Any]) -> None:
    written = set()
    for source in trigger_files():
        for statement in source.statements:
            if head := house.CREATED.match(statement):
                on = re.search(r"(?i)\bon\s+(\w+)\.(\w+)", statement)
                assert on and on[2] == source.name, f"{source.path} makes a trigger on another table: {statement}"
                written.add((f"{on[1]}.{on[2]}", head[3]))
    assert set(database.execute(TRIGGERS.encode()).fetchall()) == written


def test_a_file_of_triggers_lists_them_in_firing_order(database: psycopg.Connection[Any]) -> None:
    """Before the statement, before each row, after each row, after the statement, and at one moment by name."""
    query = f"""
    select made.name, array_agg(made.trigger order by made.oid), array_agg(made.trigger order by made.moment, made.trigger)
    from (
        select t.oid, t.tgname::text as trigger, n.nspname || '.' || c.relname as name,
            case (t.tgtype::int & 2 > 0, t.tgtype::int & 1 > 0)
                when (true, false) then 1 when (true, true) then 2 when (false, true) then 3 else 4
            end as moment
        from pg_trigger as t
        join pg_class as c on c.oid = t.tgrelid
        join pg_namespace as n on n.oid = c.relnamespace
        join pg_proc as f on f.oid = t.tgfoid
        where not t.tgisinternal and t.tgparentid = 0 and c.relkind in ('r', 'p') and {MADE_BY}
    ) as made
    group by made.name
    """
    found = database.execute(query.encode()).fetchall()
    assert len(found) > 20
    assert [(name, listed, fires) for name, listed, fires in found if listed != fires] == []
