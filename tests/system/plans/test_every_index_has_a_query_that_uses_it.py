"""An index costs each write, so it has a query of the role that it is for, which the planner answers by it, or a reason.

A new index needs a line here. Keys are not listed: they are there to refuse.
"""

from typing import Any

import psycopg
import pytest
from support.plans import Crowd, plan_of

# Role and query; the row that is looked for is that of a user and that user's portfolio.
USES = {
    "idx_alert_events_user_created": ("authenticated", "select * from alert_events order by created_at desc limit 20"),
    "idx_ai_analysis_created": ("authenticated", "select * from ai_analysis_results order by created_at desc limit 20"),
    "idx_ai_analysis_decision": ("authenticated", "select * from ai_analysis_results where final_decision = 'sell'"),
    "idx_ai_analysis_failed": (
        "authenticated",
        "select * from ai_analysis_results where status = 'failed' order by created_at",
    ),
    "idx_ai_analysis_indicators": (
        "service_role",
        """select * from ai_analysis_results where technical_indicators @> '{"MACD": 7}'""",
    ),
    "idx_ai_analysis_model_results": (
        "service_role",
        """select * from ai_analysis_results where model_results @> '{"results": [{"model": "m7"}]}'""",
    ),
    # What expire_ai_reservations looks for.
    "idx_ai_analysis_reserved": ("owner", "select * from ai_analysis_results where reserved_until <= now()"),
    # What claim_ai_analyses looks for.
    "idx_ai_analysis_status": (
        "service_role",
        "select * from ai_analysis_results where status in ('pending', 'processing') and reserved_until is not null"
        " and reserved_until > now() order by created_at limit 10",
    ),
    "idx_ai_analysis_user_symbol_created": (
        "authenticated",
        "select * from ai_analysis_results where symbol = '1001' order by created_at desc",
    ),
    # What the foreign key asks when an analysis is deleted.
    "idx_ai_usage_events_analysis": (
        "owner",
        "select from ai_usage_events where user_id = %(user)s and analysis_id = %(portfolio)s",
    ),
    "idx_ai_usage_events_occurred": (
        "authenticated",
        "select * from ai_usage_events order by occurred_at desc limit 20",
    ),
    "idx_audit_action": (
        "service_role",
        "select * from audit_logs where action = 'trade_reversed' order by created_at desc limit 20",
    ),
    "idx_audit_resource": (
        "service_role",
        "select * from audit_logs where resource_type = 'trade' and resource_id = %(portfolio)s",
    ),
    "idx_audit_user_created": ("authenticated", "select * from audit_logs order by created_at desc limit 20"),
    "idx_backtest_completed": ("authenticated", "select * from backtest_results order by completed_at desc limit 20"),
    "idx_backtest_created": ("authenticated", "select * from backtest_results order by created_at desc limit 20"),
    "idx_backtest_performance": (
        "authenticated",
        "select * from backtest_results order by return_percentage desc limit 20",
    ),
    "idx_backtest_strategy_config": (
        "service_role",
        """select * from backtest_results where strategy_config @> '{"fast": 5}'""",
    ),
    "idx_backtest_user_status": ("authenticated", "select * from backtest_results where status = 'running'"),
    # What claim_backtests looks for.
    "idx_backtest_waiting": (
        "service_role",
        "select * from backtest_results where status in ('pending', 'running') and (claimed_until <= now()"
        " or (status = 'pending' and claimed_until is null)) order by created_at, id limit 10",
    ),
    "idx_applied_actions_action": (
        "service_role",
        "select * from applied_actions where action_id = %(user)s and state = 'failed'",
    ),
    "idx_cash_ledger_action": ("service_role", "select * from cash_ledger where action_id = %(user)s"),
    # What the factor of adjusted prices asks.
    "idx_corporate_actions_in_force": (
        "authenticated",
        "select * from corporate_actions where symbol = '1001' and ex_date > '2024-01-04' and is_in_force and not is_void",
    ),
    "idx_position_adjustments_action": ("service_role", "select * from position_adjustments where action_id = %(user)s"),
    "idx_cash_ledger_execution": (
        "service_role",
        "select * from cash_ledger where user_id = %(user)s and execution_id = 'e1'",
    ),
    "idx_market_data_date": ("authenticated", "select * from market_data where data_date = '2024-02-01'"),
    "idx_position_adjustments_symbol": (
        "authenticated",
        "select * from position_adjustments where portfolio_id = %(portfolio)s and symbol = '1001'",
    ),
    "idx_positions_symbol": ("service_role", "select * from positions where symbol = '1001'"),
    "idx_technical_rsi": (
        "service_role",
        "select * from ai_analysis_results where user_id = %(user)s and (technical_indicators ->> 'RSI')::numeric < 2",
    ),
    "idx_trade_executions_trade": ("authenticated", "select * from trade_executions where trade_id = %(portfolio)s"),
    "idx_trades_active": (
        "authenticated",
        "select * from trades where portfolio_id = %(portfolio)s and status in ('pending', 'partial')",
    ),
    # What the foreign key asks when an analysis is deleted.
    "idx_trades_ai_analysis": ("owner", "select from trades where user_id = %(user)s and ai_analysis_id = %(portfolio)s"),
    "idx_trades_portfolio_date": (
        "authenticated",
        "select * from trades where portfolio_id = %(portfolio)s order by created_at desc limit 20",
    ),
    "idx_trades_symbol_date": (
        "authenticated",
        "select * from trades where symbol = '1001' order by created_at desc",
    ),
    "idx_watchlist_items_symbol": ("service_role", "select * from watchlist_items where symbol = '1001'"),
}
WITHOUT_A_QUERY = {
    "idx_alert_events_item": "For the foreign key, when an item is deleted; a user has few events.",
    "idx_portfolios_user_active": "The specification asks for it. A user has few portfolios, which the key finds as well.",
    "idx_system_settings_updated_by": "For the foreign key, where an operator keeps many settings; a few are read by a scan.",
}
INDEXES = """
select c.relname::text
from pg_index as i
join pg_class as c on c.oid = i.indexrelid
join pg_namespace as n on n.oid = c.relnamespace
where n.nspname in ('public', 'kaboom', 'partitions', 'monitoring') and not i.indisunique and not c.relispartition
"""
# In a plan there are the parts that partitions have.
PARENT = "select c.relname, pg_partition_root(c.oid)::regclass::text from pg_class as c where relkind = 'i' and relispartition"


def test_every_index_has_a_query_or_a_reason(database: psycopg.Connection[Any]) -> None:
    indexes = {row[0] for row in database.execute(INDEXES.encode())}
    assert indexes == USES.keys() | WITHOUT_A_QUERY.keys()
    assert USES.keys() & WITHOUT_A_QUERY.keys() == set()


@pytest.mark.parametrize("index", USES)
def test_the_planner_uses_an_index_for_the_role_that_it_is_for(crowd: Crowd, index: str) -> None:
    role, query = USES[index]
    query = query.replace("%(user)s", f"'{crowd.user}'").replace("%(portfolio)s", f"'{crowd.portfolio}'")
    parents = dict(crowd.connection.execute(PARENT.encode()).fetchall())
    names = [node["Index Name"] for node in plan_of(crowd.connection, crowd.user, query, role) if "Index Name" in node]
    assert index in {parents.get(name, name) for name in names}
