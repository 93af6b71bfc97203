"""PostgREST shows comments as OpenAPI: the first line a summary, the rest a description."""

import re
from typing import Any

import psycopg

RELATIONS = """
select c.relname, coalesce(obj_description(c.oid), '')
from pg_class as c
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f')
"""
FUNCTIONS = """
select p.proname, coalesce(obj_description(p.oid), ''), coalesce(p.proargnames, '{}')
from pg_proc as p
where p.pronamespace = 'public'::regnamespace and p.prorettype <> 'trigger'::regtype
"""
COLUMNS = """
select c.relname, a.attname, format_type(a.atttypid, null), col_description(c.oid, a.attnum),
    obj_description(c.oid) || coalesce((
        select string_agg(col_description(c.oid, b.attnum), ' ') from pg_attribute as b where b.attrelid = c.oid
    ), '')
from pg_class as c
join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f')
order by 1, a.attnum
"""
# Names that need no comment in any table. Figures are not among them, because a comment has to say their unit.
SPEAKING = {"id", "user_id", "portfolio_id", "trade_id", "watchlist_id", "position_id", "ai_analysis_id", "resource_id"}
SPEAKING |= {
    "name",
    "description",
    "note",
    "notes",
    "tags",
    "symbol",
    "symbol_name",
    "symbols",
    "sector",
    "status",
    "key",
    "value",
}
SPEAKING |= {"created_at", "updated_at", "updated_by", "started_at", "completed_at", "executed_at", "added_at", "last_activity"}
SPEAKING |= {"start_date", "end_date", "max_drawdown_date", "price_timestamp", "last_price_update", "error_message", "user_agent"}
SPEAKING |= {"display_name", "avatar_url", "chart_image_url", "is_active", "order_type", "risk_level", "strategy_type"}
SPEAKING |= {"strategy_name", "strategy_config", "analysis_types", "models_used", "timeframes", "final_decision"}
SPEAKING |= {"monthly_returns", "trade_history", "data_timestamp", "data_source", "code", "meaning", "hint"}
# A count counts what its name says; the end of a name may be the unit.
COUNTS = {"integer", "bigint"}
UNITS = ("_usd", "_seconds", "_percentage", "_percent")


def words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text))


def test_every_table_and_view_says_what_it_holds(database: psycopg.Connection[Any]) -> None:
    assert [name for name, comment in database.execute(RELATIONS.encode()) if not comment] == []


def test_every_function_explains_itself_and_its_arguments(database: psycopg.Connection[Any]) -> None:
    found = database.execute(FUNCTIONS.encode()).fetchall()
    assert found
    for name, comment, arguments in found:
        assert "\n\n" in comment, f"{name}: a summary, an empty line, then the rest"
        assert "\n" not in comment.split("\n\n")[0], f"{name}: the summary is one line"
        assert set(arguments) <= words(comment), name


def test_every_column_is_explained_or_speaks_for_itself(database: psycopg.Connection[Any]) -> None:
    silent = [
        f"{relation}.{column}"
        for relation, column, kind, comment, around in database.execute(COLUMNS.encode())
        if not comment
        and column not in words(around)
        and column not in SPEAKING
        and kind not in COUNTS
        and not (kind == "numeric" and column.endswith(UNITS))
    ]
    assert silent == []
