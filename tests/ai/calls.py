"""What tests of concurrent AI calls share: statements, users with limits, and sessions of the owner."""

from uuid import UUID

from support.sessions import Market, Rows, Session

REQUEST = "select (request_ai_analysis('7203', request_id => %s)).id"
PENDING = "insert into ai_analysis_results (user_id, request_id, symbol, status) values (%s, %s, '7203', 'pending') returning id"
SETTLE = "select settle_ai_usage(%s, %s, %s)"
COMPLETE = "select complete_ai_analysis(%s, %s, usage => %s)"
RESULTS = '{"results": [{"decision": "buy", "confidence": 0.9}]}'
USAGE = "select calls, reserved_calls, trim_scale(cost_usd), trim_scale(reserved_cost_usd) from ai_usage where user_id = %s"
EXPIRE = "select kaboom.expire_ai_reservations(500, now() + interval '25 hours')"


EVENTS = "select kind, is_late from ai_usage_events where user_id = %s order by request_id, event_no"


def limited(market: Market, calls: int | None = None, dollars: str = "null") -> UUID:
    """A new user who may have so many calls and dollars."""
    user = market.new_user()
    value = f'{{"basic": {{"calls": 100}}, "premium": {{"calls": 1, "cost_usd": {dollars}}}, "enterprise": {{"calls": 0}}}}'
    market.owner("update system_settings set value = %s where key = 'tier_limits' returning key", value)
    market.owner("update user_profiles set tier = 'premium', ai_quota_monthly = %s where id = %s returning id", calls, user)
    return user


def drain(market: Market) -> None:
    """Let a worker take all that other tests have left waiting."""
    with Session(market.conninfo) as worker:
        worker.commit("select count(*) from claim_ai_analyses('drain', 1000, '1 day')")


def impatient(session: Session) -> Session:
    """The session, which fails where it has to wait for a lock, instead of waiting for ever."""
    session.connection.execute("set lock_timeout = '5s'")
    session.connection.commit()
    return session


def as_owner(market: Market) -> Session:
    """A session of the owner of the database."""
    session = Session(market.conninfo)
    session.connection.execute("reset role")
    session.connection.commit()
    return session


def wrong(market: Market) -> Rows:
    return market.owner("select * from kaboom.verify_ai()")
