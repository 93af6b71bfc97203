"""Databases with callers: an owner, a stranger, the broker (service role), and nobody (without a token)."""

from functools import cached_property
from typing import Any
from uuid import UUID, uuid4

import psycopg
from psycopg import sql

from support.people import seed_user
from support.postgrest.clients import Client, Transport
from support.postgrest.schema_cache import SchemaCache
from support.sessions import Market

# Rights by role: whether it selects and deletes, which columns it inserts and updates.
RIGHTS = """
select c.relname, r.role,
    has_table_privilege(r.role, c.oid, 'select'),
    has_table_privilege(r.role, c.oid, 'delete'),
    coalesce(array_agg(a.attname::text) filter (where has_column_privilege(r.role, c.oid, a.attnum, 'insert')), '{}'),
    coalesce(array_agg(a.attname::text) filter (where has_column_privilege(r.role, c.oid, a.attnum, 'update')), '{}')
from pg_class as c
join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
cross join (values ('anon'), ('authenticated'), ('service_role')) as r (role)
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v') and not c.relispartition
group by c.oid, c.relname, r.role
"""
TABLES = """
select n.nspname, c.relname,
    (select a.attname from pg_attribute as a
    where a.attrelid = c.oid and a.attname = case when c.relname in ('users', 'user_profiles') then 'id' else 'user_id' end)
from pg_class as c
join pg_namespace as n on n.oid = c.relnamespace
where n.nspname in ('public', 'auth', 'kaboom') and c.relkind in ('r', 'p') and not c.relispartition
order by 1, 2
"""


class Rights:
    """What one role may do with one relation."""

    def __init__(self, select: bool, delete: bool, insert: list[str], update: list[str]) -> None:
        self.select, self.delete, self.insert, self.update = select, delete, set(insert), set(update)


class ApiWorld:
    """A database with four callers. The owner has one portfolio; the stranger has nothing."""

    def __init__(self, transport: Transport) -> None:
        self.transport, self.market = transport, Market(transport.conninfo)
        self.user, self.other = self.add_user(), self.add_user()
        self.portfolio = self.first_portfolio()
        self.owner = transport.client("authenticated", self.user)
        self.stranger = transport.client("authenticated", self.other)
        self.broker = transport.client("service_role")
        self.nobody = transport.client("anon")

    def add_user(self) -> UUID:
        """A new user."""
        return self.market.new_user()

    def first_portfolio(self) -> UUID:
        return self.market.new_portfolio(self.user, 1_000_000)

    def by_role(self) -> dict[str, Client]:
        """One caller of each role."""
        return {"anon": self.nobody, "authenticated": self.owner, "service_role": self.broker}

    def order(self, **more: Any) -> dict[str, Any]:
        return {"portfolio_id": str(self.portfolio), "symbol": "7203", "trade_type": "buy", "quantity": 100, "price": 1000} | more


class SeededWorld(ApiWorld):
    """A world whose two users have a row in every table that has owners."""

    def __init__(self, transport: Transport) -> None:
        self.ids: dict[UUID, dict[str, str]] = {}
        super().__init__(transport)

    def add_user(self) -> UUID:
        user = uuid4()
        with psycopg.connect(self.transport.conninfo) as connection:
            seed_user(connection, user)
            place = (
                "insert into trades (user_id, portfolio_id, symbol, trade_type, quantity, price, order_type)"
                " select user_id, id, '7203', 'buy', 10000, 1, 'limit' from portfolios where user_id = %s returning id"
            )
            # An open order, whose one fill was reversed.
            row = connection.execute(place.encode(), [user]).fetchone()
            assert row
            connection.execute("select record_execution(%s, 'e2', 1, 1)", row)
            connection.execute("select reverse_execution(%s, 'e2', 'r2')", row)
            connection.execute("update system_settings set value = 'true' where key = 'owners_may_transfer'")
            connection.execute(
                "select reverse_adjustment(portfolio_id, entry_no, 'back') from position_adjustments"
                " where user_id = %s and kind = 'transfer'",
                [user],
            )
            connection.execute(
                "insert into market_data (symbol, timeframe, data_timestamp, close_price)"
                " values ('7203', '1d', '2024-01-04T15:00:00Z', 1000) on conflict do nothing"
            )
        # By user, what the user owns from the beginning.
        self.ids[user] = {
            "portfolio": self.one("portfolios", user),
            "analysis": self.one("ai_analysis_results", user),
            "waiting": self.one("trades", user, "status = 'pending'"),
            "watchlist": self.one("watchlists", user),
            "backtest": self.one("backtest_results", user),
        }
        return user

    def first_portfolio(self) -> UUID:
        return UUID(self.mine["portfolio"])

    @cached_property
    def schema(self) -> SchemaCache:
        with psycopg.connect(self.transport.conninfo) as connection:
            return SchemaCache(connection)

    @cached_property
    def rights(self) -> dict[tuple[str, str], Rights]:
        """By relation and role, from the catalogue."""
        return {(relation, role): Rights(*more) for relation, role, *more in self.transport.owner(RIGHTS)}

    def may_call(self, role: str, function: str) -> bool:
        types = ", ".join(self.schema.functions[function][0].types.values())
        query = "select has_function_privilege(%s, %s, 'execute')"
        return bool(self.transport.owner(query, role, f"public.{function}({types})")[0][0])

    def one(self, table: str, user: UUID, condition: str = "true") -> str:
        """The id of a user's row in a table."""
        query = f"select id from {table} where user_id = %s and {condition}"
        return str(self.transport.owner(query, user)[0][0])

    @property
    def mine(self) -> dict[str, str]:
        return self.ids[self.user]

    @cached_property
    def everything_else(self) -> str:
        """The query of `fingerprint`."""
        text = sql.SQL("select {}, md5(coalesce(string_agg(md5(t::text), '' order by md5(t::text)), '')) from {} as t {}")
        parts = []
        for schema, table, column in self.transport.owner(TABLES):
            mine = sql.SQL("where t.{} is distinct from {}").format(sql.Identifier(column or "user_id"), sql.Literal(self.user))
            others = mine if column else sql.SQL("")
            parts.append(text.format(sql.Literal(table), sql.Identifier(schema, table), others))
        return sql.SQL(" union all ").join(parts).as_string()

    def fingerprint(self, *but: str) -> dict[str, str]:
        """A hash of each table, computed without the rows of the owner; `but` are tables that may change."""
        return {table: text for table, text in self.transport.owner(self.everything_else) if table not in but}
