"""record_executions does what record_execution does for each element in the order of the array: the same rows and refusals.

Only the audit differs: it has one row for each order of a call, from what the order was before to what it was after.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from support.batches import Connection, Effect, Element, act, as_batch, effect, one_by_one

USERS = {"taro": UUID(int=1), "hanako": UUID(int=2)}
PORTFOLIOS = {"small": UUID(int=11), "large": UUID(int=12), "other": UUID(int=13)}
# By number: portfolio, symbol, side, quantity, price, type. A market order reserves more than it costs.
ORDERS = {
    101: ("small", "7203", "buy", 300, 1000, "limit"),
    102: ("small", "7203", "sell", 200, 1000, "limit"),
    103: ("large", "6758", "buy", 500, 333.3, "market"),
    104: ("large", "7203", "sell", 100, 900, "market"),
    105: ("large", "7203", "buy", 100, 1000, "limit"),
    106: ("other", "130A", "buy", 1000, 99.9, "limit"),
    107: ("other", "7203", "sell", 50, 1000, "limit"),
    108: ("large", "7203", "sell", 300, 1000, "limit"),
}
CANCELLED, REJECTED = (105, 108), (107,)
ORDER = "insert into trades (id, user_id, portfolio_id, symbol, trade_type, quantity, price, order_type) values "
NEW = "select id, 'position of ' || symbol || ' in ' || portfolio_id from positions"
TIMES = ["2024-05-01T10:00:00+09:00", "2024-05-02T10:00:00+09:00", "no time"]
TRADES = [str(UUID(int=number)) for number in ORDERS]
ELEMENTS = st.fixed_dictionaries(
    {
        "trade_id": st.sampled_from([*TRADES, *TRADES, str(UUID(int=999)), "no uuid", None]),
        "execution_id": st.sampled_from([*"abcdefgh", "before", "reversal", "reversed", " x", None]),
        "quantity": st.sampled_from([1, 50, 100, "100", 300, 0.5, None]),
        "price": st.sampled_from([1000, 333.33, 999.5, 1, 90_000_000, "NaN"]),
    },
    optional={
        "commission": st.sampled_from([0, 12.34, 7, -1]),
        "tax": st.sampled_from([0, 3.21]),
        "executed_at": st.sampled_from(TIMES),
        "user_id": st.sampled_from([*map(str, USERS.values()), None]),
    },
)


@pytest.fixture(scope="module")
def world(conninfo: str) -> Iterator[Connection]:
    """Shares, open and closed orders, and fills, one of which is reversed. Nothing is committed."""
    with psycopg.connect(conninfo) as connection:
        connection.execute("insert into auth.users (id) values (%s), (%s)", [*USERS.values()])
        for name, capital in {"small": 350_000, "large": 2_000_000, "other": 200_000}.items():
            user = USERS["hanako" if name == "other" else "taro"]
            row = [PORTFOLIOS[name], user, name, capital]
            connection.execute("insert into portfolios (id, user_id, name, initial_capital) values (%s, %s, %s, %s)", row)
        for number, (name, symbol, side, quantity, price, kind) in {
            **{200 + n: (name, "7203", "buy", 400, 111.11, "limit") for n, name in enumerate(PORTFOLIOS)},
            **ORDERS,
        }.items():
            values = [UUID(int=number), USERS["hanako" if name == "other" else "taro"], PORTFOLIOS[name]]
            connection.execute(
                f"{ORDER} (%s, %s, %s, %s, %s, %s, %s, %s)".encode(), [*values, symbol, side, quantity, str(price), kind]
            )
            if number >= 200:
                connection.execute(
                    "select record_execution(%s, %s, %s, %s)", [UUID(int=number), f"h{number}", quantity, str(price)]
                )
        for number, execution in ((103, "before"), (103, "reversed"), (106, "before")):
            call = "select record_execution(%s, %s, 100, 90, executed_at => '2024-05-01 10:00+09')"
            connection.execute(call, [UUID(int=number), execution])
        connection.execute("select reverse_execution(%s, 'reversed', 'reversal')", [UUID(int=103)])
        for status, numbers in {"cancelled": CANCELLED, "rejected": REJECTED}.items():
            change = "update trades set status = %s where id = any (%s)"
            connection.execute(change, [status, [UUID(int=number) for number in numbers]])
        yield connection
        connection.rollback()


def folded(audit: Counter[str]) -> Counter[str]:
    """The audit with one row for each filled order: the oldest old values and the newest new ones."""
    rest: Counter[str] = Counter()
    fills: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for text, times in audit.items():
        row = json.loads(text)
        if row["action"] == "trade_executed" and row["old_values"]:
            fills[row["resource_id"]] += [row] * times
        else:
            rest[text] += times
    for rows in fills.values():
        first = min(rows, key=lambda row: row["old_values"]["filled_quantity"])
        last = max(rows, key=lambda row: row["new_values"]["filled_quantity"])
        rest[json.dumps(first | {"new_values": last["new_values"]})] += 1
    return rest


def both(connection: Connection, fills: list[Element]) -> tuple[Effect, Effect]:
    """The effect of record_execution for each fill, and that of record_executions for all."""
    connection.execute("reset role")
    before = set(connection.execute("select user_id::text, execution_id from trade_executions"))

    def names() -> dict[str, str]:
        return {str(made): name for made, name in connection.execute(NEW)}

    def singles() -> list[Element]:
        act(connection, None)
        answers, booked = [], set(before)
        for index, (execution, error) in enumerate(one_by_one(connection, "record_execution", fills)):
            key = (execution["user_id"], execution["execution_id"]) if execution else None
            outcome = "refused" if not key else "repeated" if key in booked else "booked"
            booked |= {key} if key else set()
            answer = {"index": index, "outcome": outcome, "execution_id": fills[index]["execution_id"]}
            empty = {"code": None, "message": None, "detail": None, "hint": None}
            answers.append(answer | (error or empty))
        return answers

    def batch() -> list[Element]:
        act(connection, None)
        answers = as_batch(connection, "record_executions", fills)
        return [answer | {k: answer[k] or None for k in ("detail", "hint")} for answer in answers]

    return effect(connection, singles, names), effect(connection, batch, names)


def is_same(singly: Effect, together: Effect) -> None:
    assert together.outcomes == singly.outcomes
    assert folded(together.rows.pop("audit_logs")) == folded(singly.rows.pop("audit_logs"))
    assert together.rows == singly.rows


TWICE_MALFORMED = {"executed_at": "no time", "execution_id": "a", "quantity": 1, "price": 1000, "trade_id": "no uuid"}


@settings(max_examples=60)
@example(fills=[TWICE_MALFORMED])
@given(fills=st.lists(ELEMENTS, max_size=14))
def test_any_batch_equals_its_fills_one_by_one(world: Connection, fills: list[Element]) -> None:
    is_same(*both(world, fills))


def fill(number: int, execution: str, quantity: int, price: float, **more: object) -> Element:
    return {"trade_id": str(UUID(int=number)), "execution_id": execution, "quantity": quantity, "price": price, **more}


def test_a_batch_books_repeats_and_refuses_in_its_order(world: Connection) -> None:
    fills = [
        fill(101, "a", 100, 1000),
        fill(103, "b", 100, 300, tax=5),
        fill(102, "c", 150, 1100, commission=0),
        fill(101, "a", 100, 1000),
        fill(101, "a", 100, 1001),
        fill(101, "d", 300, 1000),
        fill(101, "e", 200, 2000),
        fill(101, "f", 200, 1000),
        fill(102, "e", 50, 900, tax=1.5),
        fill(103, "before", 100, 90),
        fill(105, "late", 100, 500),
        fill(108, "late sale", 301, 1000),
        fill(108, "late sale", 300, 1000),
        fill(104, "g", 100, 1000, user_id=str(USERS["hanako"])),
        fill(104, "g", 100, 1000, executed_at="2024-05-01 09:00+09"),
        fill(104, "g", 100, 1000, executed_at="2024-05-02 09:00+09"),
        {"trade_id": "?", "execution_id": "h", "quantity": 1, "price": 1},
    ]
    singly, together = both(world, fills)
    assert [answer["code"] or answer["outcome"] for answer in together.outcomes] == [
        *("booked", "booked", "booked", "repeated", "KB122", "KB132", "KB110", "booked", "booked", "repeated"),
        *("booked", "KB132", "booked", "KB130", "booked", "KB122", "22P02"),
    ]
    is_same(singly, together)


def test_the_audit_has_one_row_for_each_order_of_a_call(world: Connection) -> None:
    def booked() -> list[Element]:
        act(world, None)
        as_batch(world, "record_executions", [fill(101, f"a{n}", 100, 1000, commission=0) for n in range(3)])
        query = "select old_values, new_values from audit_logs where action = 'trade_executed' and resource_id = %s"
        return [{"old": old, "new": new} for old, new in world.execute(query, [UUID(int=101)])]

    # Before a fill the amount of an order is quantity x price.
    before = {"status": "pending", "filled_quantity": 0, "net_amount": 300000}
    after = {"status": "filled", "filled_quantity": 300, "net_amount": 300000}
    assert effect(world, booked, dict).outcomes == [{"old": before, "new": after}]


def test_with_all_or_nothing_the_first_refusal_ends_the_call(world: Connection) -> None:
    def refused() -> list[Element]:
        act(world, None)
        fills = [fill(101, "a", 100, 1000), fill(101, "b", 201, 1000), fill(999, "c", 1, 1)]
        with pytest.raises(psycopg.Error) as caught, world.transaction():
            as_batch(world, "record_executions", fills, all_or_nothing=True)
        said = caught.value.diag
        return [{"code": said.sqlstate, "message": said.message_primary, "index": json.loads(said.message_detail or "")["index"]}]

    ended = effect(world, refused, dict)
    message = f"execution 1: a fill of 201 exceeds the remaining 200 of order {UUID(int=101)}"
    assert ended.outcomes == [{"code": "KB132", "message": message, "index": 1}]
    assert ended.rows == effect(world, list, dict).rows, "a fill before the one that is refused is taken back"


def test_with_all_or_nothing_a_batch_without_refusals_is_booked(world: Connection) -> None:
    def booked() -> list[Element]:
        act(world, None)
        return as_batch(world, "record_executions", [fill(101, str(uuid4()), 1, 1000)] * 2, all_or_nothing=True)

    assert [answer["outcome"] for answer in effect(world, booked, dict).outcomes] == ["booked", "repeated"]
