"""SQLAlchemy's `session.add()` needs no more than the columns that must be given; what is not given it leaves out."""

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from samples import INSERTS, sample
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.ext.automap import automap_base
from sqlalchemy.orm import Session
from support.orm import url_of
from support.worlds import SeededWorld

# What a row needs besides the columns that must be given.
NEEDED = {
    "ai_analysis_results": {"model_results", "status"},
    "cash_ledger": {"idempotency_key"},
    "corporate_actions": {"old_shares", "new_shares"},
    "position_adjustments": {"cost", "idempotency_key"},
    "trades": {"stop_price", "order_type"},
    "watchlists": {"name"},
}


@pytest.fixture(scope="module")
def engine(seeded_world: SeededWorld) -> Iterator[Engine]:
    engine = create_engine(url_of(seeded_world.transport.conninfo))
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def classes(engine: Engine) -> Any:
    """The classes that automap makes of the tables, without relationships."""
    base: Any = automap_base()
    base.prepare(autoload_with=engine, generate_relationship=lambda *_, **__: None)
    return base.classes


def least(world: SeededWorld, table: str, role: str, columns: Any) -> dict[str, Any]:
    """A row of the columns that have no default and may not be null, and of those that it needs besides."""
    row = sample(world, table, role)
    required = {column.name for column in columns if not column.nullable and column.server_default is None}
    kept = {name: value for name, value in row.items() if name in required | NEEDED.get(table, set())}
    if role == "service_role" and "user_id" in row and table != "trade_executions":
        kept["user_id"] = row["user_id"]
    return {name: UUID(value) if str(columns[name].type) == "UUID" else value for name, value in kept.items()}


@pytest.mark.parametrize("role", ["authenticated", "service_role"])
def test_a_row_is_added(seeded_world: SeededWorld, engine: Engine, classes: Any, role: str) -> None:
    sub = str(seeded_world.user) if role == "authenticated" else None
    filled = [table for table in INSERTS if seeded_world.rights[table, role].insert]
    assert len(filled) >= 8
    for table in filled:
        mapped = classes[table]
        with Session(engine) as session:
            claims = json.dumps({"role": role, "sub": sub})
            session.execute(text("select set_config('request.jwt.claims', :claims, true)"), {"claims": claims})
            session.execute(text(f"set local role {role}"))
            session.add(mapped(**least(seeded_world, table, role, mapped.__table__.columns)))
            session.flush()
            saved = session.execute(text(f"select count(*) from {table} where xmin = pg_current_xact_id()::xid")).scalar_one()
            assert saved == 1, table
            session.rollback()
