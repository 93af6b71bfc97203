"""Callers of the API for the tests of access, and the rows that a user has."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import psycopg

OWNER, STRANGER = uuid4(), uuid4()
RESULTS = '{"results": [{"model": "m", "decision": "buy", "confidence": 1}]}'


@dataclass(frozen=True)
class Person:
    """A caller: the role and the claims that PostgREST would set for the request."""

    name: str
    role: str
    claims: str
    is_owner: bool = False

    def sees(self, visible_to_service: bool = True) -> bool:
        """Whether rows of the owner are there for this person."""
        return self.is_owner or (self.role == "service_role" and visible_to_service)


def claims(role: str, sub: UUID | str | None = None, **more: object) -> str:
    return json.dumps({"role": role} | ({"sub": str(sub)} if sub else {}) | more)


PEOPLE = [
    Person("anon", "anon", claims("anon")),
    Person("owner", "authenticated", claims("authenticated", OWNER), is_owner=True),
    # Because PostgREST refuses a token that has expired, the database does not look at the time.
    Person("owner with an old token", "authenticated", claims("authenticated", OWNER, exp=1, iat=0), is_owner=True),
    Person("stranger", "authenticated", claims("authenticated", STRANGER)),
    Person("erased account", "authenticated", claims("authenticated", uuid4(), exp=1)),
    Person("anonymous sign-in", "authenticated", claims("authenticated", uuid4(), is_anonymous=True)),
    Person("service role", "service_role", claims("service_role")),
    Person("no claims", "authenticated", ""),
    Person("malformed claims", "authenticated", "{"),
    Person("empty claims", "authenticated", "{}"),
    Person("sub is no UUID", "authenticated", claims("authenticated", "taro")),
]


def seed_user(connection: psycopg.Connection[Any], user: UUID) -> None:
    """Give a new user a row in every table that has owners. The connection belongs to the owner of the tables."""
    connection.execute("insert into auth.users (id, email) values (%s, %s)", [user, f"{user}@kaboom.example"])
    one = "insert into {} returning id"

    def add(statement: str, *arguments: object) -> Any:
        row = connection.execute(one.format(statement).encode(), arguments).fetchone()
        assert row
        return row[0]

    portfolio = add("portfolios (user_id, name, initial_capital) values (%s, 'main', 1000000)", user)
    analysis = add(
        "ai_analysis_results (user_id, request_id, symbol, analysis_types, models_used, model_results, usage)"
        " values (%s, 'made', '7203', '{technical}', '{m}', %s, '{\"cost\": 0.01}')",
        user,
        RESULTS,
    )
    trade = add(
        "trades (user_id, portfolio_id, symbol, trade_type, quantity, price, ai_analysis_id)"
        " values (%s, %s, '7203', 'buy', 100, 1000, %s)",
        user,
        portfolio,
        analysis,
    )
    connection.execute(
        "insert into trade_executions (execution_id, trade_id, quantity, price) values ('e1', %s, 60, 1000)", [trade]
    )
    connection.execute("update trades set status = 'cancelled' where id = %s", [trade])
    connection.execute(
        "insert into position_adjustments (user_id, portfolio_id, symbol, quantity, cost, idempotency_key)"
        " values (%s, %s, '7203', 10, 100, 'in')",
        [user, portfolio],
    )
    connection.execute(
        "insert into portfolio_snapshots (user_id, portfolio_id, day, cash, market_value, cost, contributed, net_contribution,"
        " realized_pnl, dividends, costs, entry_no) select %s, %s, day, 1000000 + n, 0, 0, 1000000, 1000000, 0, 0, 0, 1"
        " from (values (date '2024-01-04', 0), ('2024-01-05', 1)) as v (day, n)",
        [user, portfolio],
    )
    add(
        "ai_analysis_results (user_id, request_id, symbol, model_results, completed_at)"
        " values (%s, 'past', '7203', %s, '2024-01-05T07:00Z')",
        user,
        RESULTS,
    )
    add(
        "ai_analysis_results (user_id, request_id, symbol, status, claimed_by, claimed_until)"
        " values (%s, 'asked', '7203', 'processing', 'a worker', now() + interval '1 day')",
        user,
    )
    # Actions of a time before all trades: they move no share. Both users have them.
    connection.execute(
        "insert into corporate_actions (symbol, kind, ex_date, old_shares, new_shares, gross_per_share)"
        " values ('7203', 'split', '2000-01-04', 1, 2, null), ('7203', 'dividend', '2000-01-04', null, null, 1)"
    )
    connection.execute("select apply_corporate_action(id, %s) from corporate_actions where kind = 'split'", [portfolio])
    connection.execute("select record_dividend(%s, id, 1, 0) from corporate_actions where kind = 'dividend'", [portfolio])
    connection.execute("select update_ai_usage(%s, 0.01)", [user])
    # One threshold of the month is passed; afterwards nothing that a test does is too much.
    connection.execute("update user_profiles set ai_quota_monthly = 4 where id = %s", [user])
    connection.execute("select settle_ai_usage(%s, 'call', '{\"cost\": 0.01}')", [user])
    connection.execute("update user_profiles set ai_quota_monthly = 1000000 where id = %s", [user])
    add(
        "backtest_results (user_id, strategy_name, strategy_config, symbols, start_date, end_date, initial_capital, status)"
        " values (%s, 's', '{}', '{7203}', '2024-01-01', '2024-02-01', 1000, 'cancelled')",
        user,
    )
    connection.execute("insert into backtest_tallies (user_id, strategy_name) values (%s, 's')", [user])
    watchlist = connection.execute("select id from watchlists where user_id = %s", [user]).fetchone()
    assert watchlist
    item = add("watchlist_items (user_id, watchlist_id, symbol) values (%s, %s, '7203')", user, watchlist[0])
    add(
        "alert_events (user_id, watchlist_item_id, symbol, kind, threshold, price, price_timestamp)"
        " values (%s, %s, '7203', 'price_upper', 1000, 1000, now())",
        user,
        item,
    )
    connection.execute(
        "insert into instruments (symbol, name, trading_unit) values ('7203', 'トヨタ自動車', 1) on conflict do nothing"
    )


def become(connection: psycopg.Connection[Any], person: Person) -> None:
    """Take a person's role and claims for the rest of the transaction, as PostgREST does for a request."""
    connection.execute("select set_config('request.jwt.claims', %s, true)", [person.claims])
    connection.execute("select set_config('role', %s, true)", [person.role])
