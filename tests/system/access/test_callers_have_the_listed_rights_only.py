"""The matrix: every relation and function of the catalogue, every person and every command, executed for real."""

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from typing import Any

import psycopg
import pytest
from expected import FUNCTIONS, RELATIONS, Rights
from psycopg import sql
from support.people import OWNER, PEOPLE, STRANGER, Person, become, seed_user

# Generated columns, and views that cannot be written through.
NOT_WRITABLE = ("428C9", "55000", "0A000")
SCHEMAS = ["public", "kaboom", "partitions", "monitoring"]
Connection = psycopg.Connection[Any]


@pytest.fixture(scope="module")
def house(make_clone: Any) -> Iterator[Connection]:
    """A database with an owner and a stranger, who both have a row everywhere."""
    with psycopg.connect(make_clone()) as connection:
        for user in (OWNER, STRANGER):
            seed_user(connection, user)
        connection.execute(
            "insert into market_data (symbol, timeframe, data_timestamp, close_price)"
            " values ('7203', '1d', date_trunc('day', now(), 'Asia/Tokyo'), 1000)"
        )
        connection.commit()
        yield connection
        connection.rollback()


def relations(connection: Connection) -> dict[str, dict[str, bool]]:
    """Every relation with its columns, and whether a column is generated."""
    found: dict[str, dict[str, bool]] = defaultdict(dict)
    for relation, column, generated in connection.execute(
        "select n.nspname || '.' || c.relname, a.attname, a.attgenerated <> ''"
        " from pg_class as c join pg_namespace as n on n.oid = c.relnamespace"
        " join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped"
        " where n.nspname = any (%s) and c.relkind in ('r', 'p', 'v', 'm', 'f') order by 1, a.attnum",
        [SCHEMAS],
    ):
        found[relation][column] = generated
    return found


def owner_column(relation: str, columns: dict[str, bool]) -> str | None:
    return "id" if relation == "public.user_profiles" else "user_id" if "user_id" in columns else None


def rows_of_the_owner(connection: Connection) -> str:
    """One text for all rows of the owner: it changes when any of them changes."""
    row = connection.execute("select tests.fingerprint(array[%s]::uuid[])", [OWNER]).fetchone()
    assert row
    return str(row[0])


@cache
def rows_at_first(connection: Connection) -> str:
    return rows_of_the_owner(connection)


def attempt(connection: Connection, person: Person, statement: sql.SQL | sql.Composed) -> tuple[str, int]:
    """Execute a statement and roll it back; return the outcome (denied, done or another SQLSTATE) and the number of rows.

    Where a person who does not see the rows of the owner has done something, those rows must be as they were.
    """
    outcome, count, at_first = "done", 0, rows_at_first(connection)
    with connection.transaction(force_rollback=True):
        try:
            with connection.transaction():
                become(connection, person)
                count = connection.execute(statement).rowcount
        except psycopg.Error as error:
            permission = "permission denied" in str(error.diag.message_primary)
            outcome = "denied" if permission else error.sqlstate or "lost"
        if outcome == "done" and not person.sees():
            assert rows_of_the_owner(connection) == at_first, (person.name, statement)
    return outcome, count


def granted(listed: str | None, column: str) -> bool:
    return listed is not None and (listed == "*" or column in listed.split())


def test_the_list_names_existing_relations_and_functions_only(house: Connection) -> None:
    assert RELATIONS.keys() <= relations(house).keys()
    functions = {row[0] for row in house.execute("select proname from pg_proc where pronamespace = 'public'::regnamespace")}
    assert FUNCTIONS.keys() <= functions
    kinds = "select count(*) from pg_class where relkind = 'S' and relnamespace = any (%s::regnamespace[])"
    assert house.execute(kinds, [SCHEMAS]).fetchone() == (0,)


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.name)
def test_a_caller_reads_the_listed_relations_and_own_rows_only(house: Connection, person: Person) -> None:
    wrong = []
    for relation, columns in relations(house).items():
        rights = RELATIONS.get(relation, {}).get(person.role, Rights())
        table = sql.Identifier(*relation.split("."))
        mine = owner_column(relation, columns)
        for user in (OWNER, STRANGER):
            where = sql.SQL("where {} = {}").format(sql.Identifier(mine), user) if mine else sql.SQL("")
            outcome, count = attempt(house, person, sql.SQL("select from {} {}").format(table, where))
            if not rights.get("select"):
                fine = outcome == "denied"
            elif mine is None:
                fine = outcome == "done"
            else:
                own = person.role == "service_role" or (user == OWNER and person.is_owner)
                own = own or (user == STRANGER and person.name == "stranger")
                refused = person.name in ("malformed claims", "sub is no UUID") and outcome == "22P02"
                fine = refused or (outcome == "done" and (count > 0) == own)
            if not fine:
                wrong.append((relation, user == OWNER, outcome, count))
    assert wrong == []


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.name)
def test_a_caller_writes_the_listed_columns_and_own_rows_only(house: Connection, person: Person) -> None:
    wrong = []
    for relation, columns in relations(house).items():
        rights = RELATIONS.get(relation, {}).get(person.role, Rights())
        table = sql.Identifier(*relation.split("."))
        mine = owner_column(relation, columns)
        where = sql.SQL("where {} = {}").format(sql.Identifier(mine), OWNER) if mine else sql.SQL("")
        for name, generated in columns.items():
            column = sql.Identifier(name)
            update = sql.SQL("update {t} set {c} = {c} {w}").format(t=table, c=column, w=where)
            outcome, count = attempt(house, person, update)
            if not granted(rights.get("update"), name) and outcome not in ("denied", *NOT_WRITABLE):
                wrong.append(("update", relation, name, outcome, count))
            elif granted(rights.get("update"), name) and not generated:
                if outcome == "denied" or (person.is_owner and (outcome, count) != ("done", count or 1)):
                    wrong.append(("update", relation, name, outcome, count))
                if mine and not person.sees() and count:
                    wrong.append(("update of another's row", relation, name, outcome, count))
            insert = sql.SQL("insert into {t} ({c}) values (default)").format(t=table, c=column)
            outcome, count = attempt(house, person, insert)
            if (outcome != "denied") != (granted(rights.get("insert"), name)) and outcome not in NOT_WRITABLE:
                wrong.append(("insert", relation, name, outcome, count))
    assert wrong == []


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.name)
def test_a_caller_deletes_from_the_listed_relations_and_own_rows_only(house: Connection, person: Person) -> None:
    wrong = []
    for relation, columns in relations(house).items():
        rights = RELATIONS.get(relation, {}).get(person.role, Rights())
        table = sql.Identifier(*relation.split("."))
        mine = owner_column(relation, columns)
        where = sql.SQL("where {} = {}").format(sql.Identifier(mine), OWNER) if mine else sql.SQL("")
        outcome, count = attempt(house, person, sql.SQL("delete from {} {}").format(table, where))
        if rights.get("delete"):
            if outcome == "denied" or (mine and not person.sees() and count):
                wrong.append(("delete", relation, outcome, count))
            if person.is_owner and (outcome, count) != ("done", 1):
                wrong.append(("delete", relation, outcome, count))
        elif outcome not in ("denied", *NOT_WRITABLE):
            wrong.append(("delete", relation, outcome, count))
        outcome, _ = attempt(house, person, sql.SQL("truncate {} cascade").format(table))
        if outcome not in ("denied", "42809"):
            wrong.append(("truncate", relation, outcome, 0))
    assert wrong == []


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.name)
def test_a_caller_executes_the_listed_functions_only(house: Connection, person: Person) -> None:
    wrong = []
    functions = house.execute(
        "select n.nspname, p.proname, (select array_agg(format_type(x, null)) from unnest(p.proargtypes) as x)"
        " from pg_proc as p join pg_namespace as n on n.oid = p.pronamespace where n.nspname = any (%s)"
        " and not exists (select from pg_depend as d where d.objid = p.oid and d.deptype = 'e') order by 1, 2",
        [SCHEMAS],
    ).fetchall()
    for schema, name, types in functions:
        nothing = sql.SQL(", ").join(sql.SQL("null::" + kind) for kind in types or [])
        call = sql.SQL("select {}({})").format(sql.Identifier(schema, name), nothing)
        outcome, _ = attempt(house, person, call)
        allowed = schema == "public" and person.role in FUNCTIONS.get(name, set())
        if (outcome != "denied") != allowed:
            wrong.append((schema, name, outcome))
    assert wrong == []
