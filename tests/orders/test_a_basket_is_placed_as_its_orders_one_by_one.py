"""place_orders does what place_order does for each element in the order of the array: the same rows, the same refusals."""

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.batches import Connection, Element, act, as_batch, effect, one_by_one

USER, OTHER = UUID(int=1), UUID(int=2)
PORTFOLIOS = {"small": UUID(int=11), "large": UUID(int=12), "archived": UUID(int=13), "other": UUID(int=14)}
KEYS = "id, user_id, name, initial_capital"
NEW = (
    "select id, row_number() over (order by client_order_id, portfolio_id, symbol, trade_type, quantity, price, order_type,"
    " status, reserved_amount) from trades where id <> all (%s)"
)
# What an array may bring: purchases and sales that fit or do not, ids that come again, and members that mean nothing.
ELEMENTS = st.fixed_dictionaries(
    {
        "portfolio_id": st.sampled_from([*PORTFOLIOS.values(), uuid4(), "no uuid", None]).map(lambda i: i and str(i)),
        "symbol": st.sampled_from(["7203", "7203", "6758", "130A", "no code"]),
        "trade_type": st.sampled_from(["buy", "buy", "sell", "hold"]),
        "quantity": st.sampled_from([100, 200, 1000, "300", 0.5, -1]),
        "price": st.sampled_from([100, 1000, 2500.5, "NaN", 0]),
    },
    optional={
        "order_type": st.sampled_from(["limit", "market", "stop", None]),
        "stop_price": st.sampled_from([None, 900]),
        "client_order_id": st.sampled_from(["a", "b", "c", "d", " "]),
        "symbol_name": st.sampled_from(["トヨタ自動車", None]),
    },
)


@pytest.fixture(scope="module")
def world(conninfo: str) -> Iterator[Connection]:
    """Two users with portfolios, one of which has shares and an order. Nothing is committed."""
    with psycopg.connect(conninfo) as connection:
        connection.execute("insert into auth.users (id) values (%s), (%s)", [USER, OTHER])
        for name, owner, capital in [
            ("small", USER, 300_000),
            ("large", USER, 10**7),
            ("archived", USER, 1),
            ("other", OTHER, 10**6),
        ]:
            connection.execute(
                f"insert into portfolios ({KEYS}) values (%s, %s, %s, %s)".encode(), [PORTFOLIOS[name], owner, name, capital]
            )
        connection.execute("update portfolios set is_active = false where name = 'archived'")
        for name, key in (("large", "before"), ("other", "a")):
            connection.execute(
                "insert into trades (user_id, portfolio_id, symbol, trade_type, quantity, price, status, client_order_id)"
                " select user_id, id, '7203', 'buy', 300, 100, 'filled', %s from portfolios where id = %s",
                [key, PORTFOLIOS[name]],
            )
        yield connection
        connection.rollback()


def known_orders(connection: Connection) -> list[UUID]:
    return [row[0] for row in connection.execute("select id from trades")]


def both(connection: Connection, user: UUID | None, orders: list[Element]) -> tuple[Any, Any]:
    """The effect of place_order for each order, and that of place_orders for all."""
    connection.execute("reset role")
    before = known_orders(connection)

    def names() -> dict[str, str]:
        return {str(made): f"order {no}" for made, no in connection.execute(NEW, [before])}

    def singles() -> list[Element]:
        act(connection, user)
        answers, placed = [], {str(trade) for trade in before}
        for index, (order, error) in enumerate(one_by_one(connection, "place_order", orders)):
            trade = order["id"] if order else None
            outcome = "refused" if not order else "repeated" if trade in placed else "placed"
            placed.add(str(trade))
            empty = {"code": None, "message": None, "detail": None, "hint": None}
            answers.append({"index": index, "outcome": outcome, "trade_id": trade} | (error or empty))
        return answers

    def batch() -> list[Element]:
        act(connection, user)
        answers = as_batch(connection, "place_orders", orders)
        return [answer | {k: answer[k] or None for k in ("detail", "hint")} for answer in answers]

    return effect(connection, singles, names), effect(connection, batch, names)


@settings(max_examples=40)
@given(orders=st.lists(ELEMENTS, max_size=12), user=st.sampled_from([USER, None]))
def test_any_basket_equals_its_orders_one_by_one(world: Connection, orders: list[Element], user: UUID | None) -> None:
    singly, together = both(world, user, orders)
    assert together.outcomes == singly.outcomes
    assert together.rows == singly.rows


@pytest.mark.parametrize("user", [USER, None])
def test_a_basket_places_repeats_and_refuses_in_its_order(world: Connection, user: UUID | None) -> None:
    small, large, other = (str(PORTFOLIOS[name]) for name in ("small", "large", "other"))
    buy = {"symbol": "7203", "trade_type": "buy", "quantity": 100, "price": 2000}
    orders: list[Element] = [
        {"portfolio_id": small, **buy, "client_order_id": "x"},
        {"portfolio_id": large, **buy, "client_order_id": "y"},
        {"portfolio_id": small, **buy, "client_order_id": "x"},
        {"portfolio_id": large, **buy, "client_order_id": "x"},
        {"portfolio_id": small, **buy},
        {"portfolio_id": large, **buy, "trade_type": "sell", "quantity": 300},
        {"portfolio_id": large, **buy, "trade_type": "sell", "quantity": 1},
        {"portfolio_id": other, **buy},
        {"portfolio_id": "not a uuid", **buy},
    ]
    singly, together = both(world, user, orders)
    assert together == singly
    codes = [answer["code"] or answer["outcome"] for answer in together.outcomes]
    stranger = "KB101" if user else "placed"
    assert codes == ["placed", "placed", "repeated", "KB121", "KB110", "placed", "KB111", stranger, "22P02"]


def test_with_all_or_nothing_the_first_refusal_ends_the_call(world: Connection) -> None:
    buy = {"portfolio_id": str(PORTFOLIOS["small"]), "symbol": "7203", "trade_type": "buy", "quantity": 100, "price": 2000}

    def refused() -> list[Element]:
        act(world, USER)
        with pytest.raises(psycopg.Error) as caught, world.transaction():
            as_batch(world, "place_orders", [buy, buy, buy], all_or_nothing=True)
        said = caught.value.diag
        return [{"code": said.sqlstate, "message": said.message_primary, "index": json.loads(said.message_detail or "")["index"]}]

    ended = effect(world, refused, dict)
    # 100 @ 2,000 with a commission of 0.1 % reserves 200,200 of the 300,000.
    message = "order 1: free cash 99800.00 does not cover 200200.00"
    assert ended.outcomes == [{"code": "KB110", "message": message, "index": 1}]
    assert ended.rows == effect(world, list, dict).rows, "an order before the one that is refused is taken back"


def test_with_all_or_nothing_a_basket_without_refusals_is_placed(world: Connection) -> None:
    buy = {"portfolio_id": str(PORTFOLIOS["large"]), "symbol": "7203", "trade_type": "buy", "quantity": 100, "price": 2000}

    def placed() -> list[Element]:
        act(world, USER)
        return as_batch(world, "place_orders", [buy, buy], all_or_nothing=True)

    assert [answer["outcome"] for answer in effect(world, placed, dict).outcomes] == ["placed", "placed"]
