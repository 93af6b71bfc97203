"""verify_ledger names each figure that a superuser falsifies, and returns no row for a sound database."""

import re
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from support.sessions import Market

from migrate import ROOT

CORRUPTIONS = {
    "balance": "update portfolios set current_balance = current_balance + 1",
    "capital paid in": "update portfolios set capital_paid_in = capital_paid_in + 1",
    "capital withdrawn": "update portfolios set capital_withdrawn = 1",
    "adjustments": "update portfolios set adjustments = 1",
    "last entry number": "update portfolios set last_entry_no = last_entry_no + 1",
    "reserved balance": "update portfolios set reserved_balance = reserved_balance + 1",
    "realised profit": "update portfolios set realized_pnl = realized_pnl + 1",
    "commission paid": "update portfolios set commission_paid = commission_paid + 1",
    "tax paid": "update portfolios set tax_paid = tax_paid + 1",
    "cost of shares": "update portfolios set total_invested = total_invested + 1",
    "entry number": "delete from cash_ledger where entry_no = 2",
    "balance after entry": "update cash_ledger set balance_after = balance_after + 1 where entry_no = 2",
    "shares held": "update positions set quantity = quantity + 1",
    "cost of position": "update positions set cost_basis = cost_basis + 1",
    "reserved shares": "update positions set reserved_quantity = reserved_quantity + 1",
    "realised profit of share": "update trade_executions set realized_pnl = realized_pnl + 1 where realized_pnl is not null",
    "filled quantity": "update trades set filled_quantity = filled_quantity + 1",
    "order amount": "update trades set total_amount = total_amount + 1",
    "order commission": "update trades set commission = commission + 1",
    "order tax": "update trades set tax = tax + 1",
    "order profit": "update trades set realized_pnl = realized_pnl + 1 where realized_pnl is not null",
    "order cost": "update trades set cost_basis = cost_basis + 1 where cost_basis is not null",
    "execution price": "update trades set execution_price = execution_price + 1",
    "reserved amount": "update trades set reserved_amount = reserved_amount + 1",
    "cash of execution": "update cash_ledger set amount = amount - 1 where kind = 'commission'",
    "profit of execution": "update trade_executions set commission = commission + 1",
}


@pytest.fixture(scope="module")
def traded(make_clone: Any) -> Iterator[psycopg.Connection[Any]]:
    """A portfolio with purchases, a sale, a reversal, and open orders of both sides."""
    conninfo = make_clone()
    market = Market(conninfo)
    user = market.new_user()
    portfolio = market.new_portfolio(user, 1_000_000)
    market.hold(user, portfolio, 100, 1000)
    market.hold(user, portfolio, 200, 1150)
    sale = market.place(user, portfolio, "sell", 120, 1200)
    market.fill(sale, "sold", 120, 1200)
    reopened = market.place(user, portfolio, "buy", 10, 1000)
    market.fill(reopened, "reversed", 10, 1000)
    market.owner("select reverse_execution(%s, 'reversed', 'reversal')", reopened)
    market.place(user, portfolio, "sell", 20, 1300)
    with psycopg.connect(conninfo) as connection:
        yield connection


def test_a_sound_database_gives_no_row(traded: psycopg.Connection[Any]) -> None:
    assert traded.execute("select * from kaboom.verify_ledger()").fetchall() == []


def test_every_figure_is_falsified_here() -> None:
    source = (ROOT / "functions/90_upkeep/verify_ledger.sql").read_text()
    assert set(re.findall(r"\('([a-z ]+)',\s*[a-z]", source)) == CORRUPTIONS.keys()


@pytest.mark.parametrize("figure", CORRUPTIONS)
def test_a_false_figure_is_named(traded: psycopg.Connection[Any], figure: str) -> None:
    with traded.transaction(force_rollback=True):
        traded.execute("set local session_replication_role = replica")
        for relation, name in traded.execute(
            "select conrelid::regclass::text, conname from pg_constraint"
            " where contype = 'c' and connamespace = 'public'::regnamespace and conparentid = 0"
        ).fetchall():
            traded.execute(f"alter table {relation} drop constraint {name}".encode())
        traded.execute(CORRUPTIONS[figure].encode())
        found = traded.execute("select figure, expected, actual from kaboom.verify_ledger()").fetchall()
        assert figure in {row[0] for row in found}
        portfolio = traded.execute("select id from portfolios").fetchone()
        assert portfolio
        alone = traded.execute("select figure, expected, actual from kaboom.verify_ledger(%s)", portfolio).fetchall()
        assert sorted(alone, key=str) == sorted(found, key=str)
