"""A server whose owner may not create the roles of the API: the error names what an administrator has to run."""

from typing import Any

import psycopg
import pytest


def test_without_bypassrls_the_hint_is_the_command_for_an_administrator(database: psycopg.Connection[Any]) -> None:
    database.execute(
        "create role weak createrole; grant usage on schema kaboom to weak;"
        " grant execute on function kaboom.make_api_roles to weak; alter role service_role rename to elsewhere;"
        " set local role weak"
    )
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="the role service_role is missing") as caught:
        database.execute("select kaboom.make_api_roles()")
    assert 'run "create role service_role nologin bypassrls;"' in str(caught.value.diag.message_hint)
