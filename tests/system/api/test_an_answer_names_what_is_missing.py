"""A value that is missing is called null in the message of a refusal, and the figures of every refusal are JSON."""

import json
from typing import Any

import pytest
from samples import CALLS, INSERTS, UPDATES, key_of, sample
from samples_of_ai import CHANGEABLE
from support.postgrest.clients import Answer
from support.worlds import SeededWorld


def judge(answer: Answer, *about: Any) -> None:
    """Fail where a refusal of ours shows a null as PostgreSQL prints it, or gives its figures as anything but an object."""
    status, body = answer
    if status < 400 or not body["code"].startswith("KB"):
        return
    assert "<NULL>" not in body["message"], (*about, body["message"])
    assert isinstance(json_of(body["details"]), dict), (*about, body["details"])
    assert body["hint"], about


def json_of(text: str) -> Any:
    return json.loads(text)


@pytest.mark.parametrize("function", CALLS)
def test_a_call_without_an_argument(seeded_world: SeededWorld, function: str) -> None:
    for role, client in seeded_world.by_role().items():
        if seeded_world.may_call(role, function):
            for argument in seeded_world.schema.functions[function][0].types:
                with seeded_world.transport.rolled_back():
                    answer = client.rpc(function, **CALLS[function](seeded_world) | {argument: None})
                    judge(answer, role, function, argument)


@pytest.mark.parametrize("table", sorted(INSERTS.keys() | UPDATES.keys()))
def test_a_row_without_a_column(seeded_world: SeededWorld, table: str) -> None:
    for role, client in seeded_world.by_role().items():
        rights = seeded_world.rights[table, role]
        for column in rights.insert:
            with seeded_world.transport.rolled_back():
                judge(client.post(table, sample(seeded_world, table, role) | {column: None}), role, table, column)
        for column in rights.update:
            with seeded_world.transport.rolled_back():
                if table in CHANGEABLE:
                    row = CHANGEABLE[table](seeded_world)
                elif rights.insert:
                    row = client.post(table, sample(seeded_world, table, role))[1][0]
                else:
                    row = client.get(table, limit=1)[1][0]
                judge(client.patch(table, {column: None}, key_of(seeded_world, table, row)), role, table, column)
