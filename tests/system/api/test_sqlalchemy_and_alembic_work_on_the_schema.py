"""SQLAlchemy's automap reads the schema, and an Alembic revision can run our migrations."""

import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import alembic.command
import alembic.config
import psycopg
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.ext.automap import automap_base
from sqlalchemy.orm import Session
from support.orm import url_of
from support.sessions import Market

from migrate import ROOT


# Foreign keys over (user_id, id) share user_id; this test only reads along them.
@pytest.mark.filterwarnings("ignore:relationship .* will copy column:sqlalchemy.exc.SAWarning")
def test_automap_walks_from_the_user_to_the_executions(clone: str) -> None:
    market = Market(clone)
    user, other = market.new_user(), market.new_user()
    portfolio = market.new_portfolio(user, 1_000_000)
    market.new_portfolio(other, 1)
    engine = create_engine(url_of(clone))
    base: Any = automap_base()
    base.prepare(autoload_with=engine)
    tables = base.classes
    with Session(engine) as session:
        session.execute(text("set local role service_role"))
        order = tables.trades(user_id=user, portfolio_id=portfolio, symbol="7203", trade_type="buy", quantity=100, price=1000)
        session.add(order)
        session.flush()
        assert (order.status, order.reserved_amount, order.remaining_quantity) == ("pending", Decimal("100100.00"), 100)
        assert (order.net_amount, order.commission) == (Decimal("100000.00"), Decimal("0.00"))
        session.add(tables.trade_executions(execution_id="e1", trade_id=order.id, quantity=60, price=990))
        session.commit()
        # The account belongs to Supabase Auth; only the owner of the database sees it. It is reflected by the foreign keys.
        assert tables.users.__table__.fullname == "auth.users"
        account = session.get_one(tables.users, user)
        assert [profile.tier for profile in account.user_profiles_collection] == ["basic"]
        assert [found.id for found in account.portfolios_collection] == [portfolio]
        found = account.portfolios_collection[0]
        assert found.users is account
        trades = found.trades_collection
        assert [trade.status for trade in trades] == ["partial"]
        executions = trades[0].trade_executions_collection
        assert [(one.execution_id, one.amount, one.commission) for one in executions] == [
            ("e1", Decimal("59400.00"), Decimal("59.40"))
        ]
        assert executions[0].trades.portfolios.users is account
        assert [(position.quantity, position.average_price) for position in found.positions_collection] == [
            (60, Decimal("990.99"))
        ]
        assert {entry.kind for entry in found.cash_ledger_collection} == {"opening", "buy", "commission"}
    engine.dispose()
    assert market.wrong_figures() == []


def test_an_alembic_revision_calls_our_migrations(empty: str, tmp_path: Path) -> None:
    (tmp_path / "versions").mkdir()
    (tmp_path / "env.py").write_text(
        "from alembic import context\nfrom sqlalchemy import create_engine\n"
        "with create_engine(context.config.attributes['url']).connect() as connection:\n"
        "    context.configure(connection=connection)\n"
        "    with context.begin_transaction():\n        context.run_migrations()\n"
    )
    command = [sys.executable, str(ROOT / "migrate.py"), "up", "--database-url", empty]
    (tmp_path / "versions/001_kaboom.py").write_text(
        f"import subprocess\nrevision, down_revision = '001', None\ndef upgrade():\n    subprocess.run({command!r}, check=True)\n"
    )
    config = alembic.config.Config()
    config.set_main_option("script_location", str(tmp_path))
    config.attributes["url"] = url_of(empty)
    alembic.command.upgrade(config, "head")
    with psycopg.connect(empty) as connection:
        assert connection.execute("select to_regclass('public.trades') is not null").fetchone() == (True,)
        assert connection.execute("select version_num from alembic_version").fetchone() == ("001",)
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout.startswith("Nothing to apply")
