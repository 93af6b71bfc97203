"""A new table of public has to be audited and published to Realtime, or to say here why it is not."""

from typing import Any

import psycopg

# A trigger audits where its function writes the audit row itself.
AUDITED = """
select distinct c.relname::text
from pg_trigger as t
join pg_class as c on c.oid = t.tgrelid
join pg_proc as f on f.oid = t.tgfoid
where c.relnamespace = 'public'::regnamespace and t.tgparentid = 0 and f.prosrc ~ '\\mkaboom\\.write_audit\\s*\\('
group by c.relname
-- An insert (bit 4) and an update (bit 16) of every audited table leave a row; a delete only where rows can be deleted.
having bit_or(t.tgtype) & 20 = 20
"""
PUBLISHED = "select tablename::text from pg_publication_tables where pubname = 'supabase_realtime' and schemaname = 'public'"
TABLES = "select c.relname::text from pg_class as c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')"

FED = "Reference data that the service role feeds; updated_at says when."
NOT_AUDITED = {
    "alert_events": "Written by evaluate_alerts, and by the owner in acknowledged_at alone.",
    "ai_analysis_results": "Written by the service role, and never changed by a user: each row says when it was made.",
    "ai_model_prices": "Only estimates what is reserved; a new price is a new row.",
    "ai_usage": "The sums of ai_usage_events.",
    "ai_usage_events": "Append-only, so the events are their own trail.",
    "ai_usage_thresholds": "Derived from ai_usage, and never changed.",
    "applied_actions": "Derived from corporate_actions; what they did is append-only in cash_ledger and position_adjustments.",
    "audit_logs": "It is the audit trail.",
    "backtest_results": "Moves no money: a user asks, and the service role answers in the row itself.",
    "backtest_tallies": "A count that the database keeps, of completed runs.",
    "cash_ledger": "Append-only, so the ledger is its own trail.",
    "corporate_actions": "A correction is a new version, so the rows are their own trail.",
    "error_catalog": "Written by migrations, which kaboom.migrations records.",
    "instruments": FED,
    "latest_prices": "Derived from market_data.",
    "market_data": "Thousands of bars a minute from one writer; data_source and updated_at say where from and when.",
    "market_sessions": "Each change changes the setting market_hours, which is audited.",
    "movement_kinds": "Written by migrations, which kaboom.migrations records.",
    "portfolio_snapshots": "Derived from the ledger, the executions, the adjustments and the bars; they can be made again.",
    "position_adjustments": "Append-only, so the adjustments are their own trail.",
    "price_limits": FED,
    "settlement_rules": FED,
    "tick_sizes": FED,
    "trading_calendar": FED,
    "positions": "Changed by executions and adjustments alone, which are append-only.",
    "trade_executions": "Append-only; the order that they fill is audited.",
    "watchlist_items": "A user's own notes, on which no order rests.",
    "watchlists": "A user's own lists, on which no order rests.",
}
NOT_PUBLISHED = {
    "ai_model_prices": "Changes rarely, and only estimates rest on it.",
    "ai_usage": "Changes with each AI call and is shown rarely.",
    "ai_usage_events": "Read when a user asks what was paid; ai_usage_thresholds is published.",
    "audit_logs": "Read when somebody asks what happened.",
    "backtest_tallies": "Changes with a completed run, which is published.",
    "cash_ledger": "Each entry changes its portfolio, which is published.",
    "corporate_actions": "Changes rarely; applied_actions is published.",
    "error_catalog": "Changes with a release only.",
    "instruments": "Changes rarely; clients read it when they start.",
    "market_data": "Thousands of bars a minute; latest_prices is published instead.",
    "market_sessions": "Changes rarely; clients read it when they start.",
    "price_limits": "Changes rarely; clients read it when they start.",
    "settlement_rules": "Changes rarely; clients read it when they start.",
    "tick_sizes": "Changes rarely; clients read it when they start.",
    "trading_calendar": "Changes rarely; clients read it when they start.",
    "movement_kinds": "Changes with a release only.",
    "portfolio_snapshots": "Made once a session, for charts; clients read them when they draw one.",
    "position_adjustments": "Each adjustment changes its position, which is published.",
    "system_settings": "Changes rarely; clients read it when they start.",
    "trade_executions": "Each execution changes its order, which is published.",
    "user_profiles": "Changed by the user who would read it, or rarely by the service role.",
    "watchlist_items": "Changed by the user who would read it.",
    "watchlists": "Changed by the user who would read it.",
}


def names(connection: psycopg.Connection[Any], query: str) -> set[str]:
    """The names that a query gives."""
    return {row[0] for row in connection.execute(query.encode())}


def test_every_table_is_audited_or_has_a_reason_why_not(database: psycopg.Connection[Any]) -> None:
    tables, audited = names(database, TABLES), names(database, AUDITED)
    assert len(audited) > 3
    assert tables - audited == NOT_AUDITED.keys()


def test_every_table_is_published_or_has_a_reason_why_not(database: psycopg.Connection[Any]) -> None:
    tables, published = names(database, TABLES), names(database, PUBLISHED)
    assert len(published) > 3
    assert tables - published == NOT_PUBLISHED.keys()


def test_tables_are_published_one_by_one(database: psycopg.Connection[Any]) -> None:
    every = "select count(*) from pg_publication where pubname = 'supabase_realtime' and puballtables"
    assert database.execute(every.encode()).fetchone() == (0,)
