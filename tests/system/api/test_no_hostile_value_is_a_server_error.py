"""Every argument of every function and every text that a role may write meets hostile values.

None ends in a status of 5xx, becomes part of a statement, or changes a row that is not the caller's.
"""

import random
from collections.abc import Iterator
from typing import Any

import pytest
from samples import CALLS, INSERTS, UPDATES
from support.postgrest.clients import Answer
from support.postgrest.transports import open_transport
from support.worlds import SeededWorld
from writing import Writing

CHARACTERS = random.Random(7203)
QUOTES = ["'", '"', "\\", "\\'", "--", "*/ --", "$$", "%s%n$1", "%I"]
STATEMENTS = ["'; drop table trades; --", '"; drop table trades; --', "1); delete from trades; --", "' or '1'='1"]
STATEMENTS += ["$body$; drop table trades; $body$", "(select 1)", "'||pg_sleep(9)||'"]
TEMPLATES = ["{{ 7 * 7 }}", "{% include 'x' %}", "${x}", "<script>alert(1)</script>"]
LITERALS = ["{}", "[]", '{"a": 1}', "{a,b}", "()", "null", "NULL", "", " "]
NUMBERS = ["NaN", "Infinity", "-Infinity", "-1", "1e400", "9" * 400, "\uff11\uff12"]
# Characters that are no letters, are invisible, reverse the text, combine, or are half of a surrogate pair.
LETTERS = ["\u0000", "\u0001", "\u200b", "\u202e", "\uffff", "a\r\n\tb", "e\u0301" * 40, "\U0001f600", "\ud800", "\udc00\ud800"]
# Only the first compresses; each is more than an index can hold.
HUGE = ["x" * 100_000, *["".join(chr(CHARACTERS.randrange(0x4E00, 0x9FA5)) for _ in range(size)) for size in (1_000, 30_000)]]
HOSTILE = [*QUOTES, *STATEMENTS, *TEMPLATES, *LITERALS, *NUMBERS, *LETTERS, *HUGE]
# JSON of other types than text.
ODD: list[Any] = [None, True, -1, 0.5, 1e308, 10**40, [], {}, [["a"], ["b"]], [None, {"a": [1]}], {"a": {"b": [None]}}]
# Columns that take any text that fits. All others take known values, a number, a date or an id.
FREE = {"name", "description", "strategy_name", "strategy_type", "symbol_name", "symbols", "note", "notes", "reason", "tags"}
FREE |= {"client_order_id", "order_id", "idempotency_key", "execution_id", "reversal_id", "key", "sector", "data_source"}
FREE |= {"at_most", "worker", "message", "request_id", "models", "model", "claimed_by"}
FREE |= {"strategies", "sharpe", "skew", "kurtosis", "observations", "benchmark_sharpe", "variance_of_trials", "x", "p"}
FREE |= {"display_name", "avatar_url", "chart_image_url", "error_message", "analysis_types", "models_used", "timeframes"}
FREE |= {"source", "name_en", "segment", "sector33", "scale"}
# Tables without owners and functions that write them, and the tables that change with them.
SHARED: dict[str, tuple[str, ...]] = {
    "ai_model_prices": ("ai_model_prices",),
    "corporate_actions": ("corporate_actions",),
    "ingest_market_data": ("market_data", "latest_prices"),
    "instruments": ("instruments",),
    "market_data": ("market_data", "latest_prices"),
    "system_settings": ("system_settings", "audit_logs"),
    "tick_sizes": ("tick_sizes",),
    "trading_calendar": ("trading_calendar",),
}
# What these functions read with, and answer whatever it is: a symbol in any spelling, a time without end.
ANY = {("normalise_symbol", "symbol"), ("round_to_tick", "symbol"), ("round_to_tick", "day")}
ANY |= {("price_history", "start_time"), ("price_history", "end_time")}
ANY |= {
    (name, argument)
    for name in ("portfolio_history", "portfolio_monthly_returns", "portfolio_returns")
    for argument in ("start_date", "end_date")
}
ANY |= {("price_factor", name) for name in ("symbol", "after", "up_to")}
ANY |= {("benchmark_closes", "benchmark"), ("benchmark_closes", "dates"), ("invest_in_benchmark", "inflows")}
ANY |= {("invest_in_benchmark", "outflows"), ("invest_in_benchmark", "dates")}
ANY |= {("risk_figures", name) for name in ("dates", "returns", "growths", "benchmark_returns", "periods_per_year")}
TEXTS = ("character varying", "text")


def judge(answer: Answer, *about: Any, closed: bool) -> bool:
    """Whether the request was done. Fails where the server failed, and where a `closed` request was done."""
    status, body = answer
    shown = (*[str(part)[:60] for part in about], status, str(body)[:300])
    assert status in (200, 201, 204, 400, 403, 409), shown
    # A syntax error or a missing name (class 42) would mean that the value has become SQL.
    assert status < 400 or body["code"] == "42501" or not body["code"].startswith("42"), shown
    # A function that only reads gives nothing where the caller may see nothing; a preview says that it would be refused.
    refused = body in ([], None) or (isinstance(body, list) and isinstance(body[0], dict) and body[0].get("accepted") is False)
    assert not closed or status >= 400 or refused, shown
    return status < 300


def values(seeded_world: SeededWorld, kind: str, role: str) -> Iterator[tuple[Any, bool]]:
    """Hostile values for a type, each with whether a column of known values must refuse it."""
    others = seeded_world.ids[seeded_world.other].values() if kind == "uuid" and role == "authenticated" else []
    for text in [*HOSTILE, *others, *([str(seeded_world.other)] if others else [])]:
        if seeded_world.transport.can_send(text):
            yield text, True
            if kind.endswith("[]"):
                yield [text], True
    for odd in ODD:
        yield odd, False


@pytest.mark.parametrize("function", CALLS)
def test_no_hostile_argument_is_a_server_error(seeded_world: SeededWorld, function: str) -> None:
    shared = SHARED.get(function, ())
    before = seeded_world.fingerprint(*shared)
    for role, client in seeded_world.by_role().items():
        if not seeded_world.may_call(role, function):
            continue
        for argument, kind in seeded_world.schema.functions[function][0].types.items():
            with seeded_world.transport.rolled_back():
                call = CALLS[function](seeded_world)
                for value, refused in values(seeded_world, kind, role):
                    answer = client.rpc(function, **call | {argument: value})
                    closed = refused and argument not in FREE and (function, argument) not in ANY
                    if judge(answer, role, function, argument, value, closed=closed):
                        call = CALLS[function](seeded_world)  # because the keys of the last one are used
                assert client.rpc(function, **call)[0] < 300, (role, function, argument)
                # A refresh works on the portfolios of all users, whatever it is given.
                unchanged = function in ("refresh_valuations", "refresh_snapshots") or seeded_world.fingerprint(*shared) == before
                assert unchanged, (role, function, argument)
    assert seeded_world.market.wrong_figures() == []


def kept(value: Any, came: Any) -> bool:
    """Whether a text came back as it was sent. Other values were converted to text."""
    if isinstance(value, str) and isinstance(came, str):
        return value == came
    return not (isinstance(value, list) and value and isinstance(value[0], str)) or value == came


def write_hostile_texts(world: SeededWorld, table: str, verb: str) -> None:
    """Try every hostile text in every column that a role may write."""
    shared = SHARED.get(table, ())
    before = world.fingerprint(*shared)
    for role in world.by_role():
        if not getattr(world.rights[table, role], verb):
            continue
        for column in Writing(world, table, role, verb).columns(*TEXTS):
            with world.transport.rolled_back():
                writing = Writing(world, table, role, verb)
                for value, refused in values(world, world.schema.tables[table][column], role):
                    answer = writing.say(**{column: value})
                    closed = refused and column not in FREE and (table, column) != ("market_data", "symbol")
                    if judge(answer, role, verb, table, column, value, closed=closed):
                        # The answer has no row where it repeats an earlier key.
                        # The reason of a closed order stays as it was given.
                        for row in answer[1] if (role, table, column) != ("authenticated", "trades", "reason") else []:
                            assert kept(value, row[column]), (role, verb, table, column, value)
                        if writing.spoils(column):
                            writing.begin()
                assert writing.say()[0] < 300, (role, verb, table, column)
                assert world.fingerprint(*shared) == before, (role, verb, table, column)
    assert world.market.wrong_figures() == []


@pytest.mark.parametrize("verb", ["insert", "update"])
@pytest.mark.parametrize("table", sorted(INSERTS.keys() | UPDATES.keys()))
def test_no_hostile_text_is_a_server_error(seeded_world: SeededWorld, table: str, verb: str) -> None:
    write_hostile_texts(seeded_world, table, verb)


def test_what_a_hostile_text_leaves_behind_does_not_change_the_answer_to_the_next(clone: str) -> None:
    """As over HTTP, where nothing is rolled back: a fill called `'` stays, and then `'` comes as what a row reverses."""
    with open_transport("committed SQL", clone) as transport:
        write_hostile_texts(SeededWorld(transport), "trade_executions", "insert")
