"""verify_ledger names each figure that a superuser falsifies, and returns no row for a sound database."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
import pytest
from support.sessions import Market, Rows, Session

from migrate import ROOT

VERIFIERS = ["45_portfolios/verify_portfolios", "50_orders/verify_orders", "55_executions/verify_executions"]
VERIFIERS += ["55_executions/verify_positions", "60_corporate_actions/verify_corporate_actions"]
# By figure, a statement that falsifies it. Nothing guards the database while they run: see `traded`.
CORRUPTIONS = {
    "balance": "update portfolios set current_balance = current_balance + 1",
    "capital paid in": "update portfolios set capital_paid_in = capital_paid_in + 1",
    "capital withdrawn": "update portfolios set capital_withdrawn = capital_withdrawn + 1",
    "adjustments": "update portfolios set adjustments = adjustments + 1",
    "other income": "update portfolios set other_income = other_income + 1",
    "opening entries": "update cash_ledger set kind = 'opening' where kind = 'deposit'",
    "initial capital": "update portfolios set initial_capital = initial_capital + 1",
    "last entry number": "update portfolios set last_entry_no = last_entry_no + 1",
    "balance after entry": "update cash_ledger set balance_after = balance_after + 1 where entry_no = 2",
    "entry number": "delete from cash_ledger where entry_no = 2",
    "portfolio of entries": "delete from portfolios",
    "reserved balance": "update portfolios set reserved_balance = reserved_balance + 1",
    "open orders of an archive": "update portfolios set is_active = false",
    "reserved amount": "update trades set reserved_amount = reserved_amount + 1",
    "status": "update trades set status = 'filled' where status = 'partial'",
    "portfolio of orders": "delete from portfolios",
    "filled quantity": "update trades set filled_quantity = filled_quantity + 1",
    "order amount": "update trades set total_amount = total_amount + 1",
    "order commission": "update trades set commission = commission + 1",
    "order tax": "update trades set tax = tax + 1",
    "order profit": "update trades set realized_pnl = realized_pnl + 1 where realized_pnl is not null",
    "order cost": "update trades set cost_basis = cost_basis + 1 where cost_basis is not null",
    "execution price": "update trades set execution_price = execution_price + 1",
    "executed at": "update trades set executed_at = executed_at + interval '1 second'",
    "amount of execution": "update trade_executions set price = price + 1",
    "entry of execution": "update trade_executions set entry_no = entry_no + 1",
    "purchase in ledger": "update cash_ledger set amount = amount - 1 where kind = 'buy'",
    "sale in ledger": "update cash_ledger set amount = amount + 1 where kind = 'sell'",
    "reversal in ledger": "update cash_ledger set amount = amount + 1 where kind = 'reversal'",
    "commission in ledger": "update cash_ledger set amount = amount - 1 where kind = 'commission'",
    "tax in ledger": "update cash_ledger set amount = amount - 1 where kind = 'tax'",
    "profit of execution": "update trade_executions set commission = commission + 1",
    "execution of entries": "delete from trade_executions where execution_id = 'sold'",
    "order of executions": "delete from trades where trade_type = 'sell'",
    "cost of shares": "update portfolios set total_invested = total_invested + 1",
    "realised profit": "update portfolios set realized_pnl = realized_pnl + 1",
    "dividends received": "update portfolios set dividends_received = dividends_received + 1",
    "fractions receivable": "update portfolios set fractions_receivable = fractions_receivable + 1",
    "fractions booked": "update position_adjustments set fraction_change = fraction_change + 1",
    "dividend in ledger": "update cash_ledger set amount = amount + 1 where kind = 'dividend'",
    "dividend tax in ledger": "update cash_ledger set amount = amount - 1 where kind = 'dividend_tax'",
    "fraction in ledger": "update cash_ledger set amount = amount + 1 where kind = 'fraction'",
    "row it belongs to": "update position_adjustments set belongs_to = belongs_to + 1 where follows is not null",
    "row of action": "update applied_actions set entry_no = null where entry_no is not null",
    "cost transferred": "update portfolios set cost_transferred = cost_transferred + 1",
    "commission paid": "update portfolios set commission_paid = commission_paid + 1",
    "tax paid": "update portfolios set tax_paid = tax_paid + 1",
    "shares owned": "update positions set quantity = quantity + 1",
    "cost of position": "update positions set cost_basis = cost_basis + 1",
    "reserved shares": "update positions set reserved_quantity = reserved_quantity + 1",
    "shares booked": "update position_adjustments set quantity = quantity - 1 where reverses is not null",
    "cost booked": "update position_adjustments set cost_change = cost_change + 1 where idempotency_key = 'out'",
    "profit booked": "update trade_executions set realized_pnl = realized_pnl + 1 where execution_id = 'sold'",
    "portfolio of shares": "delete from portfolios",
}
# What else goes wrong in a database, each with a figure that tells of it.
ACCIDENTS = {
    "a commission is entered as tax": (
        "update cash_ledger set kind = 'tax' where kind = 'commission' and execution_id = 'sold'",
        "commission in ledger",
    ),
    "a purchase is entered as a sale": (
        "update cash_ledger set kind = 'sell' where kind = 'buy' and execution_id = 'bought'",
        "purchase in ledger",
    ),
    "a reversal is entered as a sale": ("update cash_ledger set kind = 'sell' where kind = 'reversal'", "reversal in ledger"),
    "a deposit is entered as an adjustment": (
        "update cash_ledger set kind = 'adjustment' where kind = 'deposit'",
        "capital paid in",
    ),
    "interest is entered as a deposit": ("update cash_ledger set kind = 'deposit' where kind = 'interest'", "other income"),
    "the opening entry has another amount than the capital": (
        "update cash_ledger set amount = amount + 1 where kind = 'opening'",
        "initial capital",
    ),
    "the opening entry is not the first": (
        "update cash_ledger set kind = case kind when 'opening' then 'deposit' else 'opening' end"
        " where kind in ('opening', 'deposit')",
        "initial capital",
    ),
    "a portfolio opens twice": (
        "insert into cash_ledger (user_id, portfolio_id, entry_no, kind, amount, balance_after)"
        " select user_id, portfolio_id, 1000, kind, amount, balance_after from cash_ledger where kind = 'opening'",
        "opening entries",
    ),
    "a portfolio has no opening": ("delete from cash_ledger where kind = 'opening'", "opening entries"),
    "two entries have each other's number": (
        "update cash_ledger set entry_no = 5000 - entry_no where entry_no in (2, 3);"
        "update cash_ledger set entry_no = entry_no - 4995 where entry_no in (4998, 4997)",
        "balance after entry",
    ),
    "two fills have each other's number": (
        "update trade_executions as e set entry_no = o.entry_no from trade_executions as o"
        " where (e.execution_id, o.execution_id) in (('bought', 'bought later'), ('bought later', 'bought'))",
        "entry of execution",
    ),
    "an order without a fill is called filled": ("update trades set status = 'filled' where filled_quantity = 0", "status"),
    "a filled order is called cancelled": ("update trades set status = 'cancelled' where status = 'filled'", "status"),
    "a closed order is open": ("update trades set status = 'partial' where closed_as = 'cancelled'", "status"),
    "an open order is closed, and reserves": ("update trades set status = 'cancelled' where status = 'partial'", "status"),
    "a fill happened at another time": (
        "update trade_executions set executed_at = executed_at + interval '1 day' where execution_id = 'bought later'",
        "executed at",
    ),
    "an archive has open orders": ("update portfolios set is_active = false", "open orders of an archive"),
    "the entries of a fill are gone": ("delete from cash_ledger where execution_id = 'sold'", "entry of execution"),
    "a fill is gone": ("delete from trade_executions where execution_id = 'early'", "execution of entries"),
    "an order is gone": ("delete from trades where filled_quantity = quantity and trade_type = 'sell'", "order of executions"),
    "a position is gone": ("delete from positions", "shares owned"),
    "a transfer is gone": ("delete from position_adjustments where idempotency_key = 'gift'", "entry number"),
    "a portfolio is gone": ("delete from portfolios", "portfolio of entries"),
    "a portfolio is another user's": ("update portfolios set user_id = gen_random_uuid()", "portfolio of shares"),
    "the fills of an order are another user's": ("update trades set user_id = gen_random_uuid()", "order of executions"),
}
# Columns that say what nothing else says: the words and keys of the client, the terms of an order, the times of writing,
# and what the last refresh has found. No other row could prove them wrong.
FACTS = {
    "portfolios": "name description risk_level strategy_type account_kind archived_by total_return return_percentage"
    " valued_entry_no",
    "cash_ledger": "idempotency_key note",
    "trades": "symbol_name price stop_price order_type reason cancel_requested_at closed_at closed_as commission_rate"
    " reserve_price client_order_id order_id ai_analysis_id ai_decision ai_confidence",
    "trade_executions": "executed_at_is_stated",
    "positions": "id symbol_name current_price weight_percentage sector last_price_update",
    "position_adjustments": "symbol_name kind folds_before idempotency_key note",
}
FACTS["applied_actions"] = "state error seen_entry_no fraction shares is_stated"
WRITTEN = {"created_at", "updated_at"}
UNGUARDED = """
    select format('alter table %%s drop constraint if exists %%I cascade', conrelid::regclass, conname)
    from pg_constraint
    where connamespace = 'public'::regnamespace
        and conparentid = 0
        and (contype in ('c', 'f') or conrelid = any(%s::regclass[]))
        and contype <> 'n'"""
OTHER_VALUE = {
    "numeric": "{0} + 1",
    "integer": "{0} + 1",
    "bigint": "{0} + 1",
    "boolean": "not {0}",
    "uuid": "gen_random_uuid()",
    "timestamp with time zone": "{0} + interval '1 second'",
    "text": "{0} || 'x'",
    "character varying": "{0} || 'x'",
    "kaboom.tokyo_code": "'1' || substr({0}, 2)",
}


@dataclass
class Traded:
    """A portfolio in which everything has happened that can, without its guards."""

    connection: psycopg.Connection[Any]
    portfolio: UUID

    def wrong(self, statement: str) -> tuple[Rows, Rows]:
        """What is found in the whole database after a statement, and what where this portfolio alone is verified."""
        with self.connection.transaction(force_rollback=True):
            self.connection.execute("set local session_replication_role = replica")
            for part in statement.split(";"):
                assert self.connection.execute(part.encode()).rowcount > 0, part
            query = "select figure, portfolio, subject, expected, actual from kaboom.verify_ledger(%s)"
            everywhere = self.connection.execute(query, [None]).fetchall()
            return everywhere, self.connection.execute(query, [self.portfolio]).fetchall()

    def names(self, figure: str, statement: str) -> bool:
        """Whether a figure is named after a statement, and the portfolio alone gives the same but for what has no portfolio."""
        everywhere, alone = self.wrong(statement)
        assert sorted(alone, key=str) == sorted((row for row in everywhere if row[1]), key=str)
        return figure in {row[0] for row in everywhere}


def trade_of_every_kind(market: Market, user: UUID, portfolio: UUID) -> None:
    with Session(market.conninfo) as broker, Session(market.conninfo, user) as owner:
        fill = "select record_execution(%s, %s, %s, %s, %s, %s, %s)"
        purchase = market.place(user, portfolio, "buy", 300, 1150)
        broker.commit(fill, purchase, "bought", 200, 1150, 230, 23, "2024-01-05T10:00:00+09:00")
        broker.commit(fill, purchase, "bought later", 100, 1000, 100, 10, "2024-01-09T10:00:00+09:00")
        transfer = "select (transfer_shares(%s, '7203', %s, %s, %s)).entry_no"
        received = broker.commit(transfer, portfolio, 60, 33_333, "in")[0][0]
        broker.commit(fill, market.place(user, portfolio, "sell", 120, 1200), "sold", 120, 1200, 144, 14, None)
        broker.commit(transfer, portfolio, -30, None, "out")
        broker.commit("select reverse_adjustment(%s, %s, 'back')", portfolio, received)
        broker.commit(transfer, portfolio, 40, 0, "gift")
        for kind, amount in {"fee": -10, "interest": 3, "capital_gains_tax": -300, "adjustment": 11}.items():
            broker.commit("select move_cash(%s, %s, %s, %s)", portfolio, kind, amount, kind)
        owner.commit("select deposit_cash(%s, 5000, 'more')", portfolio)
        owner.commit("select withdraw_cash(%s, 700, 'less')", portfolio)
        busted = market.place(user, portfolio, "buy", 10, 1000)
        market.fill(busted, "reversed", 10, 1000)
        broker.commit("select reverse_execution(%s, 'reversed', 'reversal')", busted)
        cancelled = market.place(user, portfolio, "buy", 10, 1100)
        market.fill(cancelled, "early", 3, 1100)
        owner.commit("select cancel_order(%s)", cancelled)
        market.fill(cancelled, "late", 4, 1100)
        market.fill(market.place(user, portfolio, "sell", 20, 1300), "part", 5, 1300)
        act_on_shares(broker, portfolio)


def act_on_shares(broker: Session, portfolio: UUID) -> None:
    """A merger that comes late and leaves a fraction, a fill that comes later still, a split, and a dividend."""
    announce = (
        "insert into corporate_actions (symbol, kind, ex_date, pay_date, old_shares, new_shares, fraction_price, gross_per_share)"
        " values ('6758', %s, %s, %s, %s, %s, %s, %s) returning id"
    )
    record = (
        "insert into trades (portfolio_id, symbol, trade_type, quantity, price, status, order_id, executed_at)"
        " values (%s, '6758', %s, %s, %s, 'filled', %s, %s) returning id"
    )
    merger = broker.commit(announce, "merger", "2024-03-04", "2024-03-04", 10, 1, 5000, None)[0][0]
    split = broker.commit(announce, "split", "2024-03-06", None, 1, 2, None, None)[0][0]
    dividend = broker.commit(announce, "dividend", "2024-03-04", "2024-03-04", None, None, None, 30)[0][0]
    broker.commit(record, portfolio, "buy", 25, 100, "before", "2024-03-01T10:00:00+09:00")
    broker.commit(record, portfolio, "sell", 1, 1100, "after", "2024-03-05T10:00:00+09:00")
    broker.commit("select apply_corporate_action(%s, %s)", merger, portfolio)
    broker.commit(record, portfolio, "buy", 10, 100, "before, but late", "2024-03-01T11:00:00+09:00")
    for action in (merger, split, dividend):
        broker.commit("select apply_corporate_action(%s, %s)", action, portfolio)


@pytest.fixture(scope="module")
def traded(make_clone: Any) -> Iterator[Traded]:
    conninfo = make_clone()
    market = Market(conninfo)
    user = market.new_user()
    portfolio = market.new_portfolio(user, 1_000_000)
    trade_of_every_kind(market, user, portfolio)
    assert market.wrong_figures() == []
    with psycopg.connect(conninfo) as connection:
        # As in a database that was restored with everything switched off.
        for (statement,) in connection.execute(UNGUARDED.encode(), [list(FACTS)]).fetchall():
            connection.execute(statement.encode())
        connection.execute("drop publication supabase_realtime")  # it asks for the keys
        connection.commit()
        yield Traded(connection, portfolio)


def test_a_sound_database_gives_no_row(traded: Traded) -> None:
    assert traded.connection.execute("select * from kaboom.verify_ledger()").fetchall() == []


def test_every_figure_is_falsified_here() -> None:
    union = (ROOT / "functions/90_upkeep/verify_ledger.sql").read_text()
    assert set(re.findall(r"kaboom\.(verify_\w+)\(verify_ledger", union)) == {path.split("/")[1] for path in VERIFIERS}
    figures = set()
    for path in VERIFIERS:
        source = (ROOT / f"functions/{path}.sql").read_text()
        figures |= set(re.findall(r"(?m)^\s+\(\s*'([a-z ]+)',\s|select [\w.]+,\s+'([a-z ]+)',\s", source))
    assert {one or other for one, other in figures} == CORRUPTIONS.keys()


@pytest.mark.parametrize("figure", CORRUPTIONS)
def test_a_false_figure_is_named(traded: Traded, figure: str) -> None:
    assert traded.names(figure, CORRUPTIONS[figure])


@pytest.mark.parametrize("accident", ACCIDENTS)
def test_an_accident_is_noticed(traded: Traded, accident: str) -> None:
    statement, figure = ACCIDENTS[accident]
    assert traded.names(figure, statement)


@pytest.mark.parametrize("table", FACTS)
def test_every_column_that_can_be_proved_wrong_is_verified(traded: Traded, table: str) -> None:
    columns = traded.connection.execute(
        "select attname, format_type(atttypid, null) from pg_attribute"
        " where attrelid = %s::regclass and attnum > 0 and not attisdropped and attgenerated = ''",
        [table],
    ).fetchall()
    assert set(FACTS[table].split()) <= {name for name, _ in columns}
    for name, kind in columns:
        if name in WRITTEN or name in FACTS[table].split():
            continue
        newest = f"select max(ctid) from {table} where {name} is not null"
        statement = f"update {table} set {name} = {OTHER_VALUE[kind].format(name)} where ctid = ({newest})"
        assert traded.wrong(statement)[0], f"{table}.{name}"
