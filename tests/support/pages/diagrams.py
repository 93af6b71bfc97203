"""Four pictures of the tables in Mermaid, which GitHub draws. Lines are foreign keys; a dotted line is a shared column."""

from typing import Any

import psycopg

from support.pages.catalogue import COLUMNS, CONSTRAINTS, Relation, ask, relations
from support.pages.groups import GROUPS, Group, group_of
from support.pages.markdown import anchor, first_line

Connection = psycopg.Connection[Any]
# What a table says of itself beyond its keys. Other columns are in the data dictionary.
TELLING = {
    "public.ai_analysis_results": "symbol status final_decision consensus_confidence",
    "public.ai_model_prices": "input_usd output_usd",
    "public.ai_usage": "calls cost_usd",
    "public.ai_usage_events": "kind cost_usd",
    "public.alert_events": "kind threshold price",
    "public.applied_actions": "state",
    "public.audit_logs": "action resource_type resource_id",
    "public.backtest_results": "strategy_name status return_percentage sharpe_ratio",
    "public.backtest_tallies": "trials",
    "public.cash_ledger": "kind amount balance_after",
    "public.corporate_actions": "old_shares new_shares gross_per_share",
    "public.error_catalog": "meaning hint",
    "public.instruments": "name trading_unit",
    "public.latest_prices": "price",
    "public.market_data": "close_price volume adjustment_factor",
    "public.portfolio_snapshots": "cash market_value",
    "public.portfolios": "name current_balance reserved_balance",
    "public.position_adjustments": "kind quantity cost",
    "public.market_sessions": "morning_opens afternoon_closes",
    "public.positions": "quantity reserved_quantity cost_basis",
    "public.price_limits": "price_limit",
    "public.settlement_rules": "business_days",
    "public.system_settings": "value",
    "public.tick_sizes": "tick",
    "public.trade_executions": "quantity price cost_change realized_pnl",
    "public.trades": "symbol trade_type status quantity price",
    "public.trading_calendar": "kind",
    "public.user_profiles": "tier ai_quota_monthly is_active",
    "public.watchlist_items": "price_alert_upper price_alert_lower",
    "public.watchlists": "name is_default",
}
# What belongs together by a column, without a foreign key: left, right, column.
SHARED = [
    ("public.instruments", "public.market_data", "symbol"),
    ("public.instruments", "public.latest_prices", "symbol"),
    ("public.instruments", "public.watchlist_items", "symbol"),
    ("public.tick_sizes", "public.instruments", "tick_group"),
    ("public.ai_usage", "public.ai_usage_events", "month"),
    ("public.ai_usage", "public.ai_usage_thresholds", "month"),
]
TYPES = {
    "timestamp with time zone": "timestamptz",
    "time without time zone": "time",
    "character varying": "text",
    "double precision": "double",
    "kaboom.tokyo_code": "text",
}
INTRODUCTION = """# The tables in four pictures

A line is a foreign key, a dotted line a column that two tables share. PK is part of the primary key, UK of a unique key, FK of a
foreign key. `user_id` is in every table of users, and the boxes leave it out. All columns:
[data-dictionary.md](data-dictionary.md).
"""


class Table:
    """A table with its columns and keys, as a picture needs it."""

    def __init__(self, connection: Connection, relation: Relation) -> None:
        self.name, self.about = relation.name, first_line(relation.comment)
        columns = ask(connection, COLUMNS, relation)
        self.types = {row[0]: row[1] for row in columns}
        self.always = {row[0] for row in columns if row[2]}
        self.marks: dict[str, set[str]] = {}
        self.keys: list[set[str]] = []
        self.parents: list[tuple[str, list[str]]] = []
        for _, kind, _, parent, members in ask(connection, CONSTRAINTS, relation):
            mark = {"p": "PK", "u": "UK", "f": "FK"}.get(kind)
            for column in members if mark else []:
                self.marks.setdefault(column, set()).add(str(mark))
            if kind in "pu":
                self.keys.append(set(members))
            if kind == "f":
                self.parents.append((parent, members))

    def box(self) -> str:
        """The table as a box: its keys, then what tells most."""
        shown = {name for name in self.marks if name != "user_id"} | set(TELLING.get(self.name, "").split())
        assert shown <= self.types.keys(), (self.name, shown - self.types.keys())
        order = sorted((name for name in self.types if name in shown), key=lambda name: "PK" not in self.marks.get(name, set()))
        lines = "".join(f"        {self.line(name)}\n" for name in order)
        return f"    {named(self.name)} {{\n{lines}    }}\n"

    def line(self, column: str) -> str:
        """A column as a line of its box."""
        kind = self.types[column].split("(")[0].removesuffix("[]")
        marks = self.marks.get(column, set())
        keys = ", ".join(mark for mark in ("PK", "FK", "UK") if mark in marks and not (mark == "UK" and "PK" in marks))
        return f"{TYPES.get(kind, kind)} {column} {keys}".rstrip()

    def link(self, parent: str, columns: list[str]) -> str:
        """A foreign key as a line: from one, or from at most one where a column may be null; to many, or to at most one."""
        one = "||" if set(columns) <= self.always else "|o"
        many = "o|" if set(columns) in self.keys else "o{"
        label = [name for name in columns if name != "user_id"] or ["user_id"]
        return f"    {bare(parent)} {one}--{many} {bare(self.name)} : {label[-1]}\n"


def bare(name: str) -> str:
    """The name of a box."""
    return name.removeprefix("public.").replace(".", "_")


def named(name: str) -> str:
    """The name of a box, and what is written on it where that differs."""
    return bare(name) + (f'["{name}"]' if not name.startswith("public.") else "")


def picture(tables: list[Table]) -> str:
    """One picture of the tables of the API, and below it the tables that no line leads to, with internal ones."""
    inside, tables = tables, [one for one in tables if not one.name.startswith("kaboom.")]
    members = {one.name for one in tables}
    shared = [pair for pair in SHARED if members.issuperset(pair[:2])]
    joined = {name for pair in shared for name in pair[:2]}
    drawn, found = set(joined), set()
    outside: dict[str, list[tuple[bool, Table, list[str]]]] = {}
    for one in tables:
        for parent, columns in one.parents:
            if parent not in members and parent != "auth.users":
                outside.setdefault(parent, []).append(("PK" not in one.marks[columns[-1]], one, columns))
            # The user is behind every table; the line to the nearest parent is enough.
            elif parent != "auth.users" or (len(one.parents) == 1 and one.name not in {right for _, right, _ in shared}):
                found.add(one.link(parent, columns))
                drawn |= {one.name, parent} & members
    others = {"auth.users", *outside} if any(bare("auth.users") in line for line in found) else set(outside)
    # One line to a table of another picture, to the table that has it in its key, where there is one.
    for parent, links in outside.items():
        _, one, columns = min(links, key=lambda link: link[0])
        found.add(one.link(parent, columns))
        drawn.add(one.name)
    keys = {one.name: one.keys for one in tables}
    for left, right, column in shared:
        found.add(f"    {bare(left)} ||..{'o|' if {column} in keys[right] else 'o{'} {bare(right)} : {column}\n")
    boxes = "".join(f"    {named(name)}\n" for name in sorted(others)) + "".join(one.box() for one in tables if one.name in drawn)
    text = f"```mermaid\nerDiagram\n{boxes}{''.join(sorted(found))}```\n"
    alone = [one for one in inside if one.name not in drawn]
    if alone:
        text += "\nNot in the picture:\n\n"
    for one in alone:
        short = one.name.removeprefix("public.")
        text += f"- [{short}](data-dictionary.md#{anchor(short)}): {one.about}\n"
    return text


def page(connection: Connection) -> str:
    """The whole page."""
    members: dict[Group, list[Table]] = {group: [] for group in GROUPS}
    for relation in relations(connection):
        if not relation.is_view:
            members[group_of(relation.name)].append(Table(connection, relation))
    parts = [f"\n## {group.title}\n\n{group.about}\n\n{picture(tables)}" for group, tables in members.items()]
    return INTRODUCTION + "".join(parts)
