"""Real connections behind a barrier: what is left of a month is given out once, however many callers come."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from uuid import UUID

import pytest
from calls import COMPLETE, EVENTS, EXPIRE, PENDING, REQUEST, RESULTS, SETTLE, USAGE, as_owner, drain, impatient, limited, wrong
from support.sessions import Market, Session, all_at_once, while_waiting


@pytest.fixture(scope="module")
def market(make_clone: Callable[[], str]) -> Market:
    """One database for all; each test has a user of its own."""
    return Market(make_clone())


def requests_at_once(market: Market, user: UUID, ids: list[str]) -> Counter[str]:
    """Each id from a connection of its own, all at the same moment; return how often each outcome was."""
    sessions = [Session(market.conninfo, user) for _ in ids]
    try:
        asked = zip(sessions, ids, strict=True)
        return Counter(all_at_once([lambda s=s, i=i: s.outcome(REQUEST, i) for s, i in asked]))  # type: ignore[misc]
    finally:
        for session in sessions:
            session.connection.close()


@pytest.mark.parametrize(
    ("callers", "calls", "dollars", "code", "room"),
    [
        (32, 10, "null", "KB301", 10),
        # A request reserves 0.035 dollars: ten of them are 0.35.
        (32, 1000, "0.35", "KB304", 10),
        (32, 1000, "0.3849", "KB304", 10),
        (5, 3, "null", "KB301", 3),
    ],
)
def test_exactly_as_many_calls_are_admitted_as_there_is_room_for(
    market: Market, callers: int, calls: int, dollars: str, code: str, room: int
) -> None:
    user = limited(market, calls, dollars)
    outcomes = requests_at_once(market, user, [f"r{n}" for n in range(callers)])
    assert outcomes == {"done": room, code: callers - room}
    assert market.owner(USAGE, user) == [(0, room, Decimal(0), room * Decimal("0.035"))]
    assert wrong(market) == []


def test_one_request_that_comes_often_at_once_counts_once(market: Market) -> None:
    user = limited(market, 1)
    assert requests_at_once(market, user, ["same"] * 12) == {"done": 12}
    assert market.owner(USAGE, user) == [(0, 1, Decimal(0), Decimal("0.035"))]
    assert market.owner("select count(*) from ai_analysis_results where user_id = %s", user) == [(1,)]
    assert wrong(market) == []


def test_another_request_under_an_id_that_is_being_used_is_refused(market: Market) -> None:
    user = market.new_user()
    with Session(market.conninfo, user) as one, Session(market.conninfo, user) as two:
        other = ("select request_ai_analysis('6758', request_id => %s)", "same")
        assert while_waiting(one, (REQUEST, "same"), two, other) == "KB305"
        assert one.commit(REQUEST, "same") == two.commit(REQUEST, "same")
    assert wrong(market) == []


@pytest.mark.parametrize("reserved", [True, False])
def test_a_settlement_that_comes_often_at_once_counts_once(market: Market, reserved: bool) -> None:
    user = market.new_user()
    if reserved:
        with Session(market.conninfo, user) as session:
            session.commit(REQUEST, "r1")
    sessions = [Session(market.conninfo) for _ in range(8)]
    settle = (SETTLE, user, "r1", '[{"id": "gen-1", "cost": 0.25}, {"id": "gen-2", "cost": 0.5}]')
    assert set(all_at_once([lambda s=s: s.outcome(*settle) for s in sessions])) == {"done"}  # type: ignore[misc]
    for session in sessions:
        session.connection.close()
    assert market.owner(USAGE, user) == [(1, 0, Decimal("0.75"), Decimal(0))]
    assert wrong(market) == []


def test_two_settlements_of_a_request_without_a_reservation_count_one_call(market: Market) -> None:
    """Both wait for the month before they look at what is booked."""
    user = market.new_user()
    with as_owner(market) as holder, Session(market.conninfo) as one, Session(market.conninfo) as two:
        one.commit(SETTLE, user, "before", '{"cost": 1}')
        holder.run("select 1 from ai_usage where user_id = %s for no key update", user)
        with ThreadPoolExecutor(2) as pool:
            usages = ('{"id": "gen-1", "cost": 0.25}', '{"id": "gen-2", "cost": 0.5}')
            settled = [pool.submit(s.outcome, SETTLE, user, "r1", u) for s, u in zip((one, two), usages, strict=True)]
            pids = [session.connection.info.backend_pid for session in (one, two)]
            while not market.owner(
                "select 1 where cardinality(pg_blocking_pids(%s)) * cardinality(pg_blocking_pids(%s)) > 0", *pids
            ):
                pass
            holder.connection.commit()
            assert [result.result() for result in settled] == ["done", "done"]
    assert market.owner(USAGE, user) == [(2, 0, Decimal("1.75"), Decimal(0))]
    assert wrong(market) == []


def test_an_expiry_does_not_wait_for_a_settlement_nor_take_its_reservation(market: Market) -> None:
    user = market.new_user()
    with Session(market.conninfo) as worker:
        worker.commit(PENDING, user, "r1")
        worker.run(SETTLE, user, "r1", '{"cost": 0.25}')
        with as_owner(market) as job:
            assert impatient(job).outcome(EXPIRE) == "done"
        worker.connection.commit()
    market.owner(EXPIRE)
    assert market.owner(EVENTS, user) == [("reserved", False), ("settled", False)]
    assert market.owner(USAGE, user) == [(1, 0, Decimal("0.25"), Decimal(0))]
    assert wrong(market) == []


def test_a_settlement_waits_for_an_expiry_and_counts_late(market: Market) -> None:
    user = market.new_user()
    with as_owner(market) as job, Session(market.conninfo) as worker:
        worker.commit(PENDING, user, "r1")
        assert while_waiting(job, (EXPIRE,), worker, (SETTLE, user, "r1", '{"cost": 0.25}')) == "done"
    assert market.owner(EVENTS, user) == [("reserved", False), ("expired", False), ("settled", True)]
    assert market.owner(USAGE, user) == [(1, 0, Decimal("0.25"), Decimal(0))]
    assert wrong(market) == []


def test_expiries_and_settlements_that_race_lose_nothing(market: Market) -> None:
    user = market.new_user()
    with Session(market.conninfo) as worker:
        ids = [worker.commit(PENDING, user, f"r{n}")[0][0] for n in range(16)]
    workers = [Session(market.conninfo) for _ in ids]

    def expire() -> str:
        for _ in range(4):
            market.owner(EXPIRE)
        return "done"

    completions = [lambda s=s, i=i: s.outcome(COMPLETE, i, RESULTS, '{"cost": 0.25}') for s, i in zip(workers, ids, strict=True)]
    outcomes = all_at_once([*completions, expire, expire])
    for session in workers:
        session.connection.close()
    assert set(outcomes) == {"done"}
    assert market.owner(USAGE, user) == [(16, 0, Decimal(4), Decimal(0))]
    assert wrong(market) == []


def test_an_analysis_is_ended_once(market: Market) -> None:
    user = market.new_user()
    with Session(market.conninfo) as one, Session(market.conninfo) as two:
        analysis = one.commit(PENDING, user, "r1")[0][0]
        complete = (COMPLETE, analysis, RESULTS, '{"cost": 0.25}')
        assert while_waiting(one, complete, two, ("select fail_ai_analysis(%s, 'timeout')", analysis)) == "KB308"
        assert two.outcome(*complete) == "done"
    assert market.owner(USAGE, user) == [(1, 0, Decimal("0.25"), Decimal(0))]


def test_workers_never_get_the_same_analysis_and_never_wait(market: Market) -> None:
    user = market.new_user()
    drain(market)
    workers = [Session(market.conninfo) for _ in range(8)]
    for number in range(20):
        workers[0].commit(PENDING, user, f"r{number}")
    claim = "select id from claim_ai_analyses('worker', 1)"
    claimed: list[str] = []

    def work(session: Session) -> str:
        while rows := session.commit(claim):
            claimed.extend(str(row[0]) for row in rows)
        return "done"

    all_at_once([lambda s=s: work(s) for s in workers])  # type: ignore[misc]
    assert len(claimed) == len(set(claimed)) == 20
    # While one holds its claim uncommitted, another passes over it.
    workers[0].commit(PENDING, user, "r20")
    workers[0].commit(PENDING, user, "r21")
    assert len(workers[0].run(claim)) == 1
    assert len(impatient(workers[1]).commit(claim)) == 1
    for session in workers:
        session.connection.close()


def test_an_ai_call_waits_for_no_order_of_the_user(market: Market) -> None:
    """Orders hold the profile; metering does not ask for it."""
    user = market.new_user()
    portfolio = market.new_portfolio(user)
    with Session(market.conninfo, user) as owner, Session(market.conninfo) as worker, Session(market.conninfo, user) as asking:
        impatient(asking), impatient(worker)
        owner.run("select place_order(%s, '7203', 'buy', 10, 100)", portfolio)
        analysis = asking.commit(REQUEST, "r1")[0][0]
        assert worker.outcome(COMPLETE, analysis, RESULTS, '{"cost": 0.25}') == "done"
        assert worker.outcome("select update_ai_usage(%s, 1)", user) == "done"
        owner.connection.commit()
        asking.run(REQUEST, "r2")
        assert owner.outcome("select place_order(%s, '7203', 'buy', 10, 100)", portfolio) == "done"
        asking.connection.commit()


def test_an_account_that_is_erased_and_a_completion_do_not_wait_in_a_circle(market: Market) -> None:
    for eraser_first in (False, True):
        user = market.new_user()
        with Session(market.conninfo) as worker, as_owner(market) as eraser:
            analysis = worker.commit(PENDING, user, "r1")[0][0]
            complete = (COMPLETE, analysis, RESULTS, '{"cost": 0.25}')
            erase = ("delete from auth.users where id = %s returning id", user)
            if eraser_first:
                assert while_waiting(eraser, erase, worker, complete) == "KB307"
            else:
                assert while_waiting(worker, complete, eraser, erase) == "done"
        assert market.owner(EVENTS, user) == []
    assert wrong(market) == []
