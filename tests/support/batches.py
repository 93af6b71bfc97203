"""What elements of a batch do, sent as one array and one by one, so that the two can be compared."""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg

Connection = psycopg.Connection[Any]
Element = dict[str, Any]
TABLES = """
select c.relname from pg_class as c
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and c.relname <> 'audit_logs' order by c.relname
"""
# Times are compared, too: they are those of the transaction, which is the same for both ways.
AUDIT = "select (to_jsonb(a) - 'id')::text from audit_logs as a"


class Undone(Exception):
    """Ends a part of a transaction, of which nothing may stay."""


@dataclass(frozen=True)
class Effect:
    """What came back, and all rows that there are afterwards. Ids that the database made have names instead."""

    outcomes: list[Element]
    rows: dict[str, Counter[str]]


def act(connection: Connection, user: UUID | None) -> None:
    """Take the role of a user, or without one the service role, until the end of the transaction or savepoint."""
    claims = {"role": "authenticated", "sub": str(user)} if user else {"role": "service_role"}
    connection.execute("select set_config('request.jwt.claims', %s, true)", [json.dumps(claims)])
    connection.execute(f"set local role {claims['role']}".encode())


def refusal(error: psycopg.Error) -> Element:
    """An error as a batch reports it."""
    said = error.diag
    return {"code": said.sqlstate, "message": said.message_primary, "detail": said.message_detail, "hint": said.message_hint}


def one_by_one(connection: Connection, function: str, elements: list[Element]) -> list[tuple[Element | None, Element | None]]:
    """Call a function with the members of each element as its arguments; return what it gave, or how it refused.

    In the order in which the function names them: of two malformed ones PostgreSQL reports the first that is written, and a JSON
    object has no order.
    """
    named = connection.execute("select proargnames from pg_proc where oid = %s::regproc", [f"public.{function}"]).fetchone()
    assert named
    places = {name: place for place, name in enumerate(named[0])}
    results: list[tuple[Element | None, Element | None]] = []
    for sent in elements:
        element = dict(sorted(sent.items(), key=lambda member: places.get(member[0], len(places))))
        arguments = ", ".join(f"{name} => %s" for name in element)
        query = f"select to_jsonb(r) from public.{function}({arguments}) as r"
        try:
            with connection.transaction():
                # As texts, whose types PostgreSQL finds, as it does for the members of a JSON object.
                values = [None if value is None else str(value) for value in element.values()]
                row = connection.execute(query.encode(), values).fetchone()
            results.append((row[0] if row else None, None))
        except psycopg.Error as error:
            results.append((None, refusal(error)))
    return results


def as_batch(connection: Connection, function: str, elements: list[Element], **options: object) -> list[Element]:
    """Send the elements in one call; return the rows that it gives."""
    arguments = "".join(f", {name} => %s" for name in options)
    query = f"select to_jsonb(r) from public.{function}(%s{arguments}) as r"
    return [row[0] for row in connection.execute(query.encode(), [json.dumps(elements), *options.values()])]


def rows(connection: Connection) -> dict[str, Counter[str]]:
    """All rows of all tables as texts, in no order."""
    connection.execute("reset role")
    tables = [name for (name,) in connection.execute(TABLES.encode())]
    found = {
        name: Counter(text for (text,) in connection.execute(f"select t::text from {name} as t".encode())) for name in tables
    }
    return found | {"audit_logs": Counter(text for (text,) in connection.execute(AUDIT.encode()))}


def effect(connection: Connection, work: Callable[[], list[Element]], names: Callable[[], dict[str, str]]) -> Effect:
    """Do the work, look at everything, and take it back. `names` gives the ids that are new, and what to call them."""
    seen: list[Effect] = []
    try:
        with connection.transaction():
            outcomes = work()
            after = rows(connection)
            known = names()

            def renamed(text: str) -> str:
                for made, name in known.items():
                    text = text.replace(made, name)
                return text

            answers = json.loads(renamed(json.dumps(outcomes)))
            seen.append(Effect(answers, {t: Counter({renamed(r): n for r, n in c.items()}) for t, c in after.items()}))
            raise Undone
    except Undone:
        pass
    return seen[0]
