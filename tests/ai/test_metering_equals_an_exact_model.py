"""Random requests, completions, failures, late settlements, expiries, tiers and months, against exact decimals.

The short profile runs always; the long one (2,000 examples of 60 steps) by
`KABOOM_PROFILE=long ./tests/run tests/ai/test_metering_equals_an_exact_model.py`.
The clock is a value of each row, so that months end and reservations expire without any waiting.
"""

import json
import os
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import psycopg
from exact_usage import TIERS, Month, Refused, User, moment
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

EXAMPLES = {"short": (10, 25), "long": (2000, 60)}
USERS = st.integers(0, 1)
NAMES = st.sampled_from(["a", "b", "c", "d", "e", "f", "g"])
# Around the ends of January and February in Tokyo (735 and 1,407 hours), and hours between.
HOURS = st.sampled_from([0, 700, 734, 735, 736, 760, 1406, 1407, 1500])
CENTS = st.integers(0, 60).map(lambda n: Decimal(n) / 1000)
COSTS = st.dictionaries(st.sampled_from(["gen-1", "gen-2", "gen-3"]), CENTS, min_size=1, max_size=3)
RESULTS = '{"results": [{"decision": "buy", "confidence": 0.9}]}'


def usage(costs: dict[str, Decimal]) -> str:
    """The costs as responses of the provider."""
    return json.dumps([{"id": key, "usage": {"cost": float(cost)}} for key, cost in costs.items()])


class Metering(RuleBasedStateMachine):
    """Drives both, and compares after every step."""

    conninfo = ""

    def __init__(self) -> None:
        super().__init__()
        self.connection: psycopg.Connection[Any] = psycopg.connect(self.conninfo, autocommit=True)
        self.connection.execute("begin")
        self.users: list[User] = []
        self.ids: list[UUID] = []

    def teardown(self) -> None:
        self.connection.execute("rollback")
        self.connection.close()

    def sql(self, query: str, *arguments: object) -> list[tuple[Any, ...]]:
        cursor = self.connection.execute(query.encode(), arguments)
        return cursor.fetchall() if cursor.description else []

    def both(self, model: Callable[[], None], query: str, *arguments: object) -> None:
        """Do it twice; either both succeed, or both refuse with the same code."""
        wanted = None
        try:
            model()
        except Refused as refusal:
            wanted = refusal.code
        try:
            with self.connection.transaction():
                self.sql(query, *arguments)
        except psycopg.Error as error:
            assert error.sqlstate == wanted, f"the model says {wanted}, the database {error}"
            return
        assert wanted is None, f"the model says {wanted}, the database accepts"

    @initialize()
    def sign_up(self) -> None:
        limits = {tier: {"calls": calls, "cost_usd": dollars and float(dollars)} for tier, (calls, dollars) in TIERS.items()}
        self.sql("update system_settings set value = %s where key = 'tier_limits'", json.dumps(limits))
        for _ in range(2):
            self.ids.append(uuid4())
            self.users.append(User())
            self.sql("insert into auth.users (id) values (%s)", self.ids[-1])

    def analysis(self, user: int, name: str) -> object:
        rows = self.sql("select id from ai_analysis_results where user_id = %s and request_id = %s", self.ids[user], name)
        return rows[0][0] if rows else None

    @rule(user=USERS, name=NAMES, hours=HOURS)
    def ask(self, user: int, name: str, hours: int) -> None:
        at = moment(hours)
        insert = (
            "insert into ai_analysis_results (user_id, request_id, symbol, status, created_at)"
            " values (%s, %s, '7203', 'pending', %s)"
        )
        self.both(lambda: self.users[user].ask(name, at), insert, self.ids[user], name, at)

    @rule(user=USERS, name=NAMES, costs=COSTS, hours=HOURS)
    def settle(self, user: int, name: str, costs: dict[str, Decimal], hours: int) -> None:
        at = moment(hours)
        analysis = self.analysis(user, name)
        # What settle_ai_usage does, at a moment of the test's choice.
        query = (
            "with ended as (update ai_analysis_results set reserved_until = null where id = %s and reserved_until is not null)"
            " select kaboom.settle_ai_request(%s, %s, %s, %s, false, %s)"
        )
        self.both(
            lambda: self.users[user].settle(name, costs, at), query, analysis, self.ids[user], name, analysis, usage(costs), at
        )

    @rule(user=USERS, name=NAMES, costs=COSTS)
    def complete(self, user: int, name: str, costs: dict[str, Decimal]) -> None:
        if analysis := self.analysis(user, name):
            request = self.users[user].requests[name]
            # Another indicator each time, so that no completion is a repetition of the first.
            query = "select complete_ai_analysis(%s, %s, %s, %s)"
            indicators = json.dumps({"RSI": 50, "note": str(uuid4())})
            self.both(
                lambda: self.users[user].complete(name, costs, request.at), query, analysis, RESULTS, indicators, usage(costs)
            )

    @rule(user=USERS, name=NAMES)
    def fail(self, user: int, name: str) -> None:
        if analysis := self.analysis(user, name):
            self.both(lambda: self.users[user].fail(name), "select fail_ai_analysis(%s, 'timeout')", analysis)

    @rule(hours=HOURS)
    def expire(self, hours: int) -> None:
        at = moment(hours) + timedelta(hours=24)
        for user in self.users:
            user.expire(at)
        self.sql("select kaboom.expire_ai_reservations(500, %s)", at)

    @rule(user=USERS, tier=st.sampled_from(sorted(TIERS)), quota=st.none() | st.integers(0, 8))
    def change_tier(self, user: int, tier: str, quota: int | None) -> None:
        self.users[user].tier, self.users[user].quota = tier, quota
        self.sql("update user_profiles set tier = %s, ai_quota_monthly = %s where id = %s", tier, quota, self.ids[user])

    @invariant()
    def every_figure_agrees(self) -> None:
        for user, identity in zip(self.users, self.ids, strict=True):
            stored = self.sql(
                "select month, calls, cost_usd, reserved_calls, reserved_cost_usd from ai_usage where user_id = %s", identity
            )
            found: dict[date, Month] = {month: Month(*figures) for month, *figures in stored}
            found = {month: figures for month, figures in found.items() if figures != Month()}
            assert found == {month: figures for month, figures in user.months().items() if figures != Month()}
            events = "select count(*) from ai_usage_events where user_id = %s and kind = 'settled' and is_late"
            assert self.sql(events, identity) == [(sum(sum(request.late) for request in user.requests.values()),)]
            noted = self.sql("select month, percent from ai_usage_thresholds where user_id = %s", identity)
            assert set(noted) == user.thresholds
        assert self.sql("select * from kaboom.verify_ai()") == []


def test_metering_equals_an_exact_model(conninfo: str) -> None:
    examples, steps = EXAMPLES[os.environ.get("KABOOM_PROFILE", "short")]
    Metering.conninfo = conninfo
    run_state_machine_as_test(
        Metering,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
