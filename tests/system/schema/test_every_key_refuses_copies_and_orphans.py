"""Keys guarantee the identities: each unique key refuses a copy, each foreign key an orphan."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from support.people import OWNER, seed_user

Connection = psycopg.Connection[Any]
# The unique keys of each table, with their columns.
UNIQUE = {
    "user_profiles": {"user_profiles_pkey": "id"},
    "ai_usage": {"ai_usage_pkey": "user_id, month"},
    "system_settings": {"system_settings_pkey": "id", "system_settings_key_key": "key"},
    "error_catalog": {"error_catalog_pkey": "code", "error_catalog_name_key": "name"},
    "ai_analysis_results": {
        "ai_analysis_results_pkey": "id",
        "ai_analysis_results_user_id_id_key": "user_id, id",
        "ai_analysis_results_request_id_key": "user_id, request_id",
    },
    "ai_usage_events": {"ai_usage_events_pkey": "user_id, request_id, event_no"},
    "ai_usage_thresholds": {"ai_usage_thresholds_pkey": "user_id, month, percent"},
    "ai_model_prices": {"ai_model_prices_pkey": "model, valid_from"},
    "portfolios": {
        "portfolios_pkey": "id",
        "portfolios_user_id_id_key": "user_id, id",
        "portfolios_user_id_name_key": "user_id, name",
    },
    "portfolio_snapshots": {"portfolio_snapshots_pkey": "user_id, portfolio_id, day"},
    "positions": {"positions_pkey": "id", "positions_user_id_portfolio_id_symbol_key": "user_id, portfolio_id, symbol"},
    "trades": {
        "trades_pkey": "id",
        "trades_user_id_id_key": "user_id, id",
        "trades_client_order_id_key": "user_id, client_order_id",
        "trades_order_id_key": "user_id, order_id",
    },
    "trade_executions": {"trade_executions_pkey": "user_id, execution_id", "trade_executions_reverses_key": "user_id, reverses"},
    "position_adjustments": {
        "position_adjustments_pkey": "user_id, portfolio_id, entry_no",
        "position_adjustments_idempotency_key_key": "user_id, idempotency_key",
        "position_adjustments_reverses_key": "user_id, portfolio_id, reverses",
        "position_adjustments_follows_key": "user_id, follows, portfolio_id, belongs_to",
    },
    "movement_kinds": {"movement_kinds_pkey": "ledger, kind"},
    "cash_ledger": {
        "cash_ledger_pkey": "user_id, portfolio_id, entry_no",
        "cash_ledger_idempotency_key_key": "user_id, idempotency_key",
    },
    "corporate_actions": {
        "corporate_actions_pkey": "id",
        "corporate_actions_symbol_kind_ex_date_version_key": "symbol, kind, ex_date, version",
    },
    "applied_actions": {"applied_actions_pkey": "user_id, portfolio_id, action_id"},
    "backtest_results": {"backtest_results_pkey": "id", "backtest_results_user_id_id_key": "user_id, id"},
    "backtest_tallies": {"backtest_tallies_pkey": "user_id, strategy_name"},
    "market_data": {"market_data_pkey": "symbol, timeframe, data_timestamp"},
    "latest_prices": {"latest_prices_pkey": "symbol"},
    "watchlists": {
        "watchlists_pkey": "id",
        "watchlists_user_id_id_key": "user_id, id",
        "watchlists_user_id_name_key": "user_id, name",
    },
    "watchlist_items": {
        "watchlist_items_pkey": "id",
        "watchlist_items_user_id_id_key": "user_id, id",
        "watchlist_items_user_id_watchlist_id_symbol_key": "user_id, watchlist_id, symbol",
    },
    "alert_events": {"alert_events_pkey": "id"},
    "trading_calendar": {"trading_calendar_pkey": "day"},
    "market_sessions": {"market_sessions_pkey": "valid_from"},
    "settlement_rules": {"settlement_rules_pkey": "valid_from"},
    "instruments": {"instruments_pkey": "symbol"},
    "tick_sizes": {"tick_sizes_pkey": "tick_group, valid_from, price_above"},
    "price_limits": {"price_limits_pkey": "valid_from, base_price_from"},
    "audit_logs": {"audit_logs_pkey": "created_at, id"},
}
# Tables whose rows belong to nobody, or outlive their owner.
SHARED = {
    "system_settings",
    "error_catalog",
    "audit_logs",
    "market_data",
    "latest_prices",
    "movement_kinds",
    "ai_model_prices",
    "corporate_actions",
    "trading_calendar",
    "market_sessions",
    "settlement_rules",
    "instruments",
    "tick_sizes",
    "price_limits",
}
# The column that an orphan has changed.
FOREIGN = {
    "user_profiles_id_fkey": "user_profiles.id",
    "ai_usage_user_id_fkey": "ai_usage.user_id",
    "ai_usage_events_user_id_fkey": "ai_usage_events.user_id",
    "ai_usage_events_analysis_fkey": "ai_usage_events.analysis_id",
    "ai_usage_thresholds_user_id_fkey": "ai_usage_thresholds.user_id",
    "system_settings_updated_by_fkey": "system_settings.updated_by",
    "ai_analysis_results_user_id_fkey": "ai_analysis_results.user_id",
    "portfolios_user_id_fkey": "portfolios.user_id",
    "portfolio_snapshots_portfolio_fkey": "portfolio_snapshots.portfolio_id",
    "positions_portfolio_fkey": "positions.portfolio_id",
    "trades_portfolio_fkey": "trades.portfolio_id",
    "trades_ai_analysis_fkey": "trades.ai_analysis_id",
    "trade_executions_trade_fkey": "trade_executions.trade_id",
    "trade_executions_reverses_fkey": "trade_executions.reverses",
    "cash_ledger_portfolio_fkey": "cash_ledger.portfolio_id",
    "cash_ledger_execution_fkey": "cash_ledger.execution_id",
    "position_adjustments_portfolio_fkey": "position_adjustments.portfolio_id",
    "position_adjustments_reverses_fkey": "position_adjustments.reverses",
    "position_adjustments_action_id_fkey": "position_adjustments.action_id",
    "cash_ledger_action_id_fkey": "cash_ledger.action_id",
    "applied_actions_portfolio_fkey": "applied_actions.portfolio_id",
    "applied_actions_action_id_fkey": "applied_actions.action_id",
    "backtest_results_user_id_fkey": "backtest_results.user_id",
    "backtest_tallies_user_id_fkey": "backtest_tallies.user_id",
    "watchlists_user_id_fkey": "watchlists.user_id",
    "watchlist_items_watchlist_fkey": "watchlist_items.watchlist_id",
    "alert_events_user_id_fkey": "alert_events.user_id",
    "alert_events_watchlist_item_fkey": "alert_events.watchlist_item_id",
    "audit_logs_user_id_fkey": "audit_logs.user_id",
}
# Where other rows would be refused by a check first.
ONLY = {
    "cash_ledger_execution_fkey": "where execution_id is not null",
    "cash_ledger_action_id_fkey": "where action_id is not null",
    "position_adjustments_action_id_fkey": "where kind = 'split'",
    "position_adjustments_reverses_fkey": "where kind = 'reversal'",
}


@pytest.fixture(scope="module")
def seeded(make_clone: Any) -> Iterator[Connection]:
    """A database in which every table has a row, with a value in every column that a key is about."""
    with psycopg.connect(make_clone()) as connection:
        seed_user(connection, OWNER)
        connection.execute(
            "insert into market_data (symbol, timeframe, data_timestamp, close_price)"
            " values ('7203', '1d', date_trunc('day', now(), 'Asia/Tokyo'), 1000)"
        )
        connection.execute("set session_replication_role = replica")
        connection.execute("update trades set client_order_id = 'c', order_id = 'o'")
        connection.execute("update trade_executions set reverses = 'e0', quantity = -1, amount = -price, commission = 0")
        connection.execute("update position_adjustments set follows = 'e1', belongs_to = entry_no")
        connection.execute("update position_adjustments set reverses = 1, kind = 'reversal' where kind = 'transfer'")
        connection.execute("update cash_ledger set idempotency_key = 'k' where kind = 'opening'")
        connection.execute("set session_replication_role = origin")
        connection.commit()
        yield connection


def test_every_key_of_the_catalogue_is_listed_here(seeded: Connection) -> None:
    unique = seeded.execute(
        "select indrelid::regclass::text, indexrelid::regclass::text,"
        " (select string_agg(pg_get_indexdef(indexrelid, k, true), ', ' order by k) from generate_series(1, indnkeyatts) as k)"
        " from pg_index join pg_class as c on c.oid = indrelid where indisunique and relnamespace = 'public'::regnamespace"
    ).fetchall()
    assert set(unique) == {(table, name, columns) for table, keys in UNIQUE.items() for name, columns in keys.items()}
    foreign = seeded.execute(
        "select conname from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace and conparentid = 0"
    ).fetchall()
    assert {row[0] for row in foreign} == FOREIGN.keys()


@pytest.mark.parametrize("table", UNIQUE)
def test_a_unique_key_refuses_a_copy(seeded: Connection, table: str) -> None:
    for name in UNIQUE[table]:
        with seeded.transaction(force_rollback=True):
            for other in UNIQUE[table].keys() - {name}:  # Because another key could refuse first, only this one is left.
                is_constraint = seeded.execute("select 1 from pg_constraint where conname = %s", [other]).fetchone()
                drop = f"alter table {table} drop constraint {other} cascade" if is_constraint else f"drop index {other}"
                seeded.execute(drop.encode())
            columns = seeded.execute(
                "select string_agg(quote_ident(attname), ', ') from pg_attribute where attrelid = %s::regclass and attnum > 0"
                " and not attisdropped and attgenerated = ''",
                [table],
            ).fetchone()
            assert columns
            seeded.execute("set local session_replication_role = replica")
            with pytest.raises(psycopg.errors.UniqueViolation) as caught:
                seeded.execute(f"insert into {table} ({columns[0]}) select {columns[0]} from {table}".encode())
            # Because a partition has its own part of the key, the name differs for partitioned tables.
            assert caught.value.diag.constraint_name == name or table in ("market_data", "audit_logs")


@pytest.mark.parametrize("key", FOREIGN)
def test_a_foreign_key_refuses_an_orphan(seeded: Connection, key: str) -> None:
    table, column = FOREIGN[key].split(".")
    value = "'nowhere'" if column in ("reverses", "execution_id") else "gen_random_uuid()"
    value = "999" if key == "position_adjustments_reverses_fkey" else value
    only = ONLY.get(key, "")
    with seeded.transaction(force_rollback=True):
        for relation, other in seeded.execute(  # Because another key could refuse first, only this one is left.
            "select conrelid::regclass::text, conname from pg_constraint where contype = 'f' and conname <> %s"
            " and connamespace = 'public'::regnamespace and conparentid = 0",
            [key],
        ).fetchall():
            seeded.execute(f"alter table {relation} drop constraint {other}".encode())
        seeded.execute(f"set constraints all immediate; alter table {table} disable trigger user".encode())
        with pytest.raises(psycopg.errors.ForeignKeyViolation) as caught:
            seeded.execute(f"update {table} set {column} = {value} {only}".encode())
        assert caught.value.diag.constraint_name == key


def test_erasing_an_account_erases_its_rows(seeded: Connection) -> None:
    with seeded.transaction(force_rollback=True):
        seeded.execute("update system_settings set updated_by = %s", [OWNER])
        seeded.execute("delete from auth.users where id = %s", [OWNER])
        seeded.execute("set constraints all immediate")
        for table in UNIQUE.keys() - SHARED:
            assert seeded.execute(f"select count(*) from {table}".encode()).fetchone() == (0,), table
        assert seeded.execute("select count(*) from system_settings where updated_by is null").fetchone() != (0,)
        assert seeded.execute("select count(*) from audit_logs where user_id is not null").fetchone() == (0,)


def test_no_row_moves_to_another_user(seeded: Connection) -> None:
    tables = seeded.execute(
        "select c.relname from pg_class as c join pg_attribute as a on a.attrelid = c.oid and a.attname = 'user_id'"
        " where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'"
    ).fetchall()
    assert len(tables) == 17
    for (table,) in tables:
        with pytest.raises(psycopg.Error) as caught, seeded.transaction(force_rollback=True):
            seeded.execute(f"update {table} set user_id = gen_random_uuid()".encode())
        assert caught.value.sqlstate == "KB105", table
