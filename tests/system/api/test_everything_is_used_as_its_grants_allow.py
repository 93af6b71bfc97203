"""Each role reads, writes and calls everything of the API that the catalogue allows, and nothing else."""

from datetime import datetime
from typing import Any

import pytest
from samples import CALLS, INSERTS, READ_ONLY, UPDATES, key_of, sample
from support.postgrest.clients import Client, Filter
from support.worlds import SeededWorld

RELATIONS = sorted(INSERTS.keys() | UPDATES.keys() | READ_ONLY)
ROLES = ["anon", "authenticated", "service_role"]
REFUSED = {"anon": 401, "authenticated": 403, "service_role": 403}


def test_nothing_of_the_api_is_forgotten(seeded_world: SeededWorld) -> None:
    assert sorted(seeded_world.schema.tables) == RELATIONS
    assert seeded_world.schema.functions.keys() == CALLS.keys()
    for (relation, _), rights in seeded_world.rights.items():
        row = INSERTS[relation](seeded_world).keys() if relation in INSERTS else set()
        assert rights.insert <= row, relation
        assert not rights.update or relation in UPDATES, relation
        assert relation not in READ_ONLY or not (rights.insert or rights.update or rights.delete), relation
    for function, arguments in CALLS.items():
        (form,) = seeded_world.schema.functions[function]  # because PostgREST cannot choose between two of one name
        assert arguments(seeded_world).keys() == form.types.keys(), function


@pytest.mark.parametrize("relation", RELATIONS)
def test_rows_are_read_by_everyone_who_may(seeded_world: SeededWorld, relation: str) -> None:
    whose = {"user_profiles": "id"}.get(relation, "user_id")
    has_owner = whose in seeded_world.schema.tables[relation]
    for role, client in seeded_world.by_role().items():
        status, rows = client.get(relation)
        if not seeded_world.rights[relation, role].select:
            assert status == REFUSED[role], rows
            continue
        assert status == 200, rows
        assert rows, f"{role} sees nothing of {relation}"
        if role == "authenticated" and has_owner:
            assert {row[whose] for row in rows} == {str(seeded_world.user)}
            assert seeded_world.stranger.get(relation, where=[(whose, "eq", seeded_world.user)]) == (200, [])
            assert seeded_world.stranger.get(relation, where=[(whose, "eq", seeded_world.other)])[1]


def same(sent: Any, came: Any) -> bool:
    """Whether a value came back, perhaps in another time zone."""
    if sent == came:
        return True
    try:
        return datetime.fromisoformat(sent) == datetime.fromisoformat(came)
    except (TypeError, ValueError):
        return False


def shows(answer: tuple[int, Any], status: int, sent: dict[str, Any]) -> dict[str, Any]:
    """The one row of an answer, in which everything that was sent came back."""
    assert answer[0] == status, answer
    assert len(answer[1]) == 1, answer
    row: dict[str, Any] = answer[1][0]
    # A trigger sets updated_at, also where the row does not change, and alerts_set_on where an alert does.
    kept = sent.keys() - {"updated_at", "alerts_set_on"}
    lost = {key: (sent[key], row[key]) for key in kept if not same(sent[key], row[key])}
    assert lost == {}
    return row


def upsert_twice(seeded_world: SeededWorld, relation: str, role: str, client: Client) -> None:
    """The first time it inserts, the second time it updates, where the role may do both with all columns that it sends."""
    rights, row = seeded_world.rights[relation, role], sample(seeded_world, relation, role)
    given = row.keys() | ({"user_id"} if "user_id" in seeded_world.schema.tables[relation] else set())
    primary = seeded_world.schema.primary_keys[relation]
    key = next((columns for columns in [primary, *seeded_world.schema.uniques[relation]] if set(columns) <= given), primary)
    if row.keys() <= rights.update:
        first = shows(client.upsert(relation, row, ",".join(key)), 201, row)
        again = shows(client.upsert(relation, row, ",".join(key)), 200, row)
        assert {column: again[column] for column in key} == {column: first[column] for column in key}
    else:
        assert client.upsert(relation, row, ",".join(key))[0] == REFUSED[role]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("relation", RELATIONS)
def test_a_table_is_written_by_those_who_may(seeded_world: SeededWorld, relation: str, role: str) -> None:
    rights, client = seeded_world.rights[relation, role], seeded_world.by_role()[role]
    whose = {"user_profiles": "id"}.get(relation, "user_id")
    column = next(iter(seeded_world.schema.tables[relation]))
    nothing: list[Filter] = [(column, "is", None)]
    row: dict[str, Any] = {}
    if rights.insert:
        sent = sample(seeded_world, relation, role)
        row = shows(client.post(relation, sent), 201, sent)
        upsert_twice(seeded_world, relation, role, client)
    else:
        assert client.post(relation, {column: None})[0] == REFUSED[role]
    if rights.update:
        row = row or client.get(relation, where=[(whose, "eq", seeded_world.user)], limit=1)[1][0]
        changes = UPDATES[relation](row)
        body = {name: changes.get(name, row[name]) for name in rights.update}
        if role == "authenticated":
            assert seeded_world.stranger.patch(relation, body, key_of(seeded_world, relation, row)) == (200, [])
        row = shows(client.patch(relation, body, key_of(seeded_world, relation, row)), 200, body)
    else:
        assert client.patch(relation, {column: None}, nothing)[0] == REFUSED[role]
    if rights.delete:
        if role == "authenticated":
            assert seeded_world.stranger.delete(relation, key_of(seeded_world, relation, row)) == (200, [])
        shows(client.delete(relation, key_of(seeded_world, relation, row)), 200, row)
        assert client.get(relation, where=key_of(seeded_world, relation, row)) == (200, [])
    else:
        assert client.delete(relation, nothing)[0] == REFUSED[role]


@pytest.mark.parametrize("function", CALLS)
def test_a_function_is_called_by_those_who_may(seeded_world: SeededWorld, function: str) -> None:
    form = seeded_world.schema.functions[function][0]
    for role, client in seeded_world.by_role().items():
        arguments = CALLS[function](seeded_world)
        status, body = client.rpc(function, **arguments)
        if not seeded_world.may_call(role, function):
            assert status == REFUSED[role], body
            continue
        assert status == (204 if form.gives == "void" else 200), body
        assert (body is None) == (form.gives == "void")
        # A URL carries texts: neither objects nor arrays nor null.
        if not any(value is None or isinstance(value, (dict, list)) for value in arguments.values()):
            # With arguments of its own, because a repetition may have nothing to write.
            again = client.rpc(function, read_only=True, **CALLS[function](seeded_world))
            assert again[0] == (405 if form.volatile else 200)
    assert seeded_world.market.wrong_figures() == []
