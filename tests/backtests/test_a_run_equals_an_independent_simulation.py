"""run_backtest against the same strategies written independently in Python: every day and every trade, to the last digit."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.backtests import Connection, load_bars, new_backtest, new_user, read_numbers_exactly, results_of
from support.strategies import Bar, Rules, make_bars, simulate_all

RATE = Decimal("0.001")
COMPARED = ["symbol", "entry_date", "exit_date", "quantity", "commission", "profit"]
RUNS = {
    "a cross of one share": (["7203"], Rules("sma_cross", RATE, fast=3, slow=10)),
    "a cross of one share by single shares": (["7203"], Rules("sma_cross", RATE, trading_unit=1, fast=2, slow=5)),
    "a cross of four shares": (["7203", "130A", "9984", "25935"], Rules("sma_cross", RATE, fast=5, slow=20)),
    "a cross with ticks of five yen": (["7203", "130A"], Rules("sma_cross", RATE, tick=Decimal(5), fast=3, slow=8)),
    "a cross that takes a part of the volume": (["7203"], Rules("sma_cross", RATE, 1, None, Decimal("0.01"), 2, 9)),
    "a cross with an odd commission": (["7203", "9984"], Rules("sma_cross", Decimal("0.00123"), 1, None, None, 4, 6)),
    "holding one share": (["7203"], Rules("buy_and_hold", RATE)),
    "holding four shares": (["7203", "130A", "9984", "25935"], Rules("buy_and_hold", Decimal(0), trading_unit=1)),
    "holding what takes days to buy": (["7203"], Rules("buy_and_hold", RATE, 1, None, Decimal("0.002"))),
}


def run(connection: Connection, market: dict[str, list[Bar]], capital: Decimal, rules: Rules) -> Any:
    """What the database makes of these bars."""
    for symbol, bars in market.items():
        load_bars(connection, symbol, bars)
    days = [bar.day for bars in market.values() for bar in bars]
    backtest = new_backtest(connection, new_user(connection), rules, list(market), min(days), max(days), capital)
    connection.execute("select run_backtest(%s)", [backtest])
    return results_of(connection, backtest)


def compared(trades: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return sorted((tuple(trade[key] for key in COMPARED) for trade in trades), key=str)


@pytest.mark.parametrize("name", RUNS)
def test_a_run_equals_the_same_strategy_in_python(database: Connection, name: str) -> None:
    read_numbers_exactly(database)
    symbols, rules = RUNS[name]
    market = {symbol: make_bars(symbol, 250, 400 + 300 * n) for n, symbol in enumerate(symbols)}
    capital = Decimal("3000000.01")
    curve, trades = run(database, market, capital, rules)
    expected_curve, expected_trades = simulate_all(market, capital, rules)
    assert curve == expected_curve
    assert compared(trades) == compared(expected_trades)
    assert len(trades) >= (5 if rules.strategy == "sma_cross" else 1)


@settings(max_examples=15)
@given(data=st.data())
def test_a_changed_bar_changes_nothing_before_it(data: st.DataObject, conninfo: str) -> None:
    rules = Rules("sma_cross", RATE, trading_unit=1, fast=2, slow=4)
    bars = make_bars(data.draw(st.integers(0, 10**6), label="seed"), 60)
    place = data.draw(st.integers(0, len(bars) - 1), label="changed")
    factor = data.draw(st.sampled_from([Decimal("0.5"), Decimal("0.9"), Decimal("1.1"), Decimal(3)]), label="factor")
    old = bars[place]
    changed = Bar(
        old.day, old.open and old.open * factor, old.high * factor, old.low * factor, old.close * factor, old.volume + 500
    )
    with Connection.connect(conninfo) as connection:
        read_numbers_exactly(connection)
        before = run(connection, {"7203": bars}, Decimal(1_000_000), rules)
        after = run(connection, {"7203": [*bars[:place], changed, *bars[place + 1 :]]}, Decimal(1_000_000), rules)
        connection.rollback()
    day = str(old.day)
    curves = [{on: value for on, value in curve.items() if on < day} for curve, _ in (before, after)]
    assert curves[0] == curves[1]
    closed = [[trade for trade in trades if trade["exit_date"] and trade["exit_date"] < day] for _, trades in (before, after)]
    assert closed[0] == closed[1]
    entries = [[trade["entry_date"] for trade in trades if trade["entry_date"] < day] for _, trades in (before, after)]
    assert entries[0] == entries[1]
