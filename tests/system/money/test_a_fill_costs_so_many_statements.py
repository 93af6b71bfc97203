"""How many statements the server runs for one fill: each costs every fill some microseconds, so one that is added shows here."""

import re
from collections import Counter

import psycopg
import pytest
from support.sessions import Market, Session

# Of the client one; 3 SELECTs that read a table (one of them locks account and portfolio); 3 that write (execution; audit;
# ledger, portfolio, position and order together); 6 checks of foreign keys; 13 calls of functions, which touch no table.
STATEMENTS = {"of the client": 1, "read": 3, "write": 3, "foreign key": 6, "call": 13}
KINDS = {
    "of the client": r"select record_execution\(\$1",
    "foreign key": r"SELECT 1 FROM ONLY ",
    "write": r"(with \w+ as \( )?(insert into|update) ",
    "read": r".* from (public|auth|kaboom|partitions)\.",
}


def count_statements(session: Session) -> list[str]:
    """Let the server report each statement of the session, nested ones too; returns the list to which they are added."""
    seen: list[str] = []

    def note(diagnostic: psycopg.errors.Diagnostic) -> None:
        if found := re.match(r"duration: .*?Query Text: (.*)", diagnostic.message_primary or "", re.DOTALL):
            seen.append(" ".join(found[1].split()))

    session.connection.execute("reset role")
    session.connection.execute("load 'auto_explain'")
    for setting, value in {"log_min_duration": "0", "log_nested_statements": "on", "log_level": "notice"}.items():
        session.connection.execute(f"set auto_explain.{setting} = '{value}'".encode())
    session.connection.execute("set role service_role")
    session.connection.commit()
    session.connection.add_notice_handler(note)
    return seen


def kind_of(statement: str) -> str:
    return next((kind for kind, form in KINDS.items() if re.match(form, statement)), "call")


@pytest.fixture
def market(clone: str) -> Market:
    return Market(clone)


def test_a_fill_costs_so_many_statements(market: Market) -> None:
    user = market.new_user()
    trade = market.place(user, market.new_portfolio(user), "buy", 10, 1000)
    with Session(market.conninfo) as broker:
        seen = count_statements(broker)
        for name in ("first", "second"):  # the first one of a session also fills its caches
            seen.clear()
            broker.commit("select record_execution(%s, %s, 2, 1000)", trade, name)
    assert Counter(map(kind_of, seen)) == STATEMENTS, "\n".join(seen)
