"""A run may stop after any file, and then nothing is open: not to the anon key, whatever the project grants by default."""

from typing import Any

import psycopg
import pytest
from support.rights import Right, rights, supabase_project, tables_without_row_level_security

import migrate

API_ROLES = ("anon", "authenticated", "service_role")
# Never TRUNCATE, which skips row level security, nor REFERENCES, TRIGGER or MAINTAIN.
MAY_BE_GRANTED = {
    "schema": {"USAGE"},
    "relation": {"SELECT", "INSERT", "UPDATE", "DELETE"},
    "column": {"SELECT", "INSERT", "UPDATE"},
    "function": {"EXECUTE"},
}
# What PostgreSQL gives everybody, and what gives nothing: to name a type, or what lies in public.
HARMLESS = {("type", "USAGE"), ("schema", "USAGE")}
# No client reaches these two schemas. What is granted there all the same has a reason.
INTERNAL = ("kaboom", "partitions")
GRANTED_INSIDE = {
    Right("function", "kaboom.changes_only", "authenticated", "EXECUTE", False): "policies run with the writer's rights",
    Right("function", "kaboom.is_tokyo_code", "authenticated", "EXECUTE", False): "checks run with the writer's rights",
    Right("function", "kaboom.is_tokyo_code", "service_role", "EXECUTE", False): "checks run with the writer's rights",
    Right("function", "kaboom.jobs", "service_role", "EXECUTE", False): "monitoring.jobs calls it with the reader's rights",
    Right("function", "kaboom.old_audit_partitions", "service_role", "EXECUTE", False): "monitoring.upkeep calls it likewise",
    Right("function", "kaboom.old_bar_partitions", "service_role", "EXECUTE", False): "monitoring.upkeep calls it likewise",
}


def unmeant(held: set[Right]) -> list[Right]:
    """The rights that nobody means to give."""

    def is_meant(right: Right) -> bool:
        schema = right.name.split(".")[0]
        if right.grantee == "PUBLIC":
            return (right.kind, right.privilege) in HARMLESS and (right.kind == "type" or schema == "public")
        if schema in INTERNAL:
            return right in GRANTED_INSIDE
        allowed = MAY_BE_GRANTED.get(right.kind, set())
        return right.grantee in API_ROLES and right.privilege in allowed and not right.grantable

    return sorted(right for right in held if not is_meant(right))


@pytest.mark.parametrize("regime", ["old", "new"])
def test_nothing_is_open_after_any_file(server: str, regime: str) -> None:
    bare: dict[str, list[str]] = {}
    held: dict[str, set[Right]] = {}
    with (
        supabase_project(server, regime) as (superuser, owner),
        migrate.connect(owner) as connection,
        psycopg.connect(superuser, autocommit=True) as admin,
    ):
        before = rights(admin)
        for file in migrate.pending(migrate.discover(), migrate.history(connection)):
            migrate.apply(connection, file)
            bare[file.path] = tables_without_row_level_security(admin)
            held[file.path] = {right for right in rights(admin) - before if (right.kind, right.grantee) != ("type", "PUBLIC")}
    assert {path: tables for path, tables in bare.items() if tables} == {}, "row level security is off"
    at_the_end = held[file.path]
    assert {path: more for path, one in held.items() if (more := one - at_the_end)} == {}, "more than at the end"
    assert unmeant(at_the_end) == []
    assert len(at_the_end) > 100


def test_nobody_but_the_known_roles_holds_a_right(database: psycopg.Connection[Any]) -> None:
    held = rights(database)
    assert unmeant(held) == []
    assert GRANTED_INSIDE.keys() <= held, "a reason for what is not granted"
    assert database.execute("select defaclrole::regrole, defaclacl from pg_default_acl").fetchall() == []
