"""run_backtest against the same strategies written independently in Python: every day and every trade, to the last digit."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.backtests import Connection, load_bars, new_backtest, new_user, read_numbers_exactly, results_of
from support.curves import trading_days
from support.strategies import CENT, Bar, Rules, make_bars, simulate_all

RATE = Decimal("0.001")
COMPARED = ["symbol", "entry_date", "exit_date", "quantity", "entry_price", "exit_price", "commission", "profit"]
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


def test_parts_of_the_capital_are_no_more_than_the_capital(database: Connection) -> None:
    price = Decimal("100.01")
    bars = [Bar(day, price, price, price, price, 1000) for day in trading_days(5)]
    rules = Rules("buy_and_hold", Decimal(0), trading_unit=1)
    bought = [run(database, {"7203": bars, "9984": bars}, capital, rules)[1] for capital in (2 * price, 2 * price - CENT)]
    assert [len(trades) for trades in bought] == [2, 0], "for a hundredth of a yen less than two shares cost, none is bought"


# Of the second bar, on which an order waits, and of a later one, on which shares are held.
SPLITS = {
    "two for one and back": ("0.5", "2"),
    "three for two and back": ("0.6666666667", "1.5"),
    "one for ten and back": ("10", "0.1"),
    "ten thousand for one and back": ("0.0001", "10000"),
    "one for more than are held": ("1", "10000"),
}


@pytest.mark.parametrize("factors", SPLITS.values(), ids=SPLITS)
@pytest.mark.parametrize("strategy", ["sma_cross", "buy_and_hold"])
def test_a_split_is_no_gain_and_no_loss(database: Connection, strategy: str, factors: tuple[str, str]) -> None:
    read_numbers_exactly(database)
    rules = Rules(strategy, RATE, trading_unit=10, fast=3, slow=10)
    market = {"7203": make_bars("split", 250, 3000, dict(zip((1, 100), map(Decimal, factors), strict=True)))}
    capital = Decimal("3000000.01")
    curve, trades = run(database, market, capital, rules)
    expected_curve, expected_trades = simulate_all(market, capital, rules)
    assert curve == expected_curve
    assert compared(trades) == compared(expected_trades)


def test_a_share_trades_in_the_units_and_ticks_of_its_instrument(database: Connection) -> None:
    read_numbers_exactly(database)
    database.execute(
        "insert into instruments (symbol, name, trading_unit, tick_group, valid_from)"
        " values ('7203', 'T', 7, 'other', '2010-01-01')"
    )
    database.execute("insert into tick_sizes (tick_group, valid_from, price_above, tick) values ('other', '2010-01-01', 0, 5)")
    market = {"7203": make_bars("7203", 120)}
    load_bars(database, "7203", market["7203"])
    rules = Rules("sma_cross", RATE, 7, Decimal(5), fast=3, slow=8)
    days = [bar.day for bar in market["7203"]]
    backtest = new_backtest(database, new_user(database), rules, ["7203"], min(days), max(days), 1_000_000)
    database.execute("update backtest_results set strategy_config = strategy_config - 'tick' - 'trading_unit'")
    database.execute("select run_backtest(%s)", [backtest])
    curve, trades = results_of(database, backtest)
    expected_curve, expected_trades = simulate_all(market, Decimal(1_000_000), rules)
    assert curve == expected_curve
    assert compared(trades) == compared(expected_trades)


@pytest.mark.parametrize(
    ("tier", "rate", "strategy"),
    [("basic", "0.00495", "buy_and_hold"), ("premium", "0.003", "sma_cross"), ("enterprise", "0.001", "sma_cross")],
)
def test_a_run_without_configuration_has_the_tiers_commission_and_the_usual_means(
    database: Connection, tier: str, rate: str, strategy: str
) -> None:
    read_numbers_exactly(database)
    database.execute(
        'update system_settings set value = \'{"default": 0.00495, "premium": 0.003, "enterprise": 0.001}\''
        " where key = 'commission_rates'"
    )
    market, user = {"7203": make_bars("7203", 200)}, new_user(database)
    load_bars(database, "7203", market["7203"])
    database.execute("update user_profiles set tier = %s where id = %s", [tier, user])
    rules = Rules(strategy, Decimal(rate))
    days = [bar.day for bar in market["7203"]]
    backtest = new_backtest(database, user, rules, ["7203"], min(days), max(days), 1_000_000)
    database.execute("update backtest_results set strategy_config = '{}'")
    database.execute("select run_backtest(%s)", [backtest])
    _, trades = results_of(database, backtest)
    assert compared(trades) == compared(simulate_all(market, Decimal(1_000_000), rules)[1])
    assert trades


@settings(max_examples=15)
@given(data=st.data())
def test_a_changed_bar_changes_nothing_before_it(data: st.DataObject, conninfo: str) -> None:
    share = data.draw(st.sampled_from([None, Decimal("0.02")]), label="share of the volume")
    rules = Rules("sma_cross", RATE, trading_unit=1, volume_share=share, fast=2, slow=4)
    split = data.draw(st.integers(1, 49), label="split")
    bars = make_bars(data.draw(st.integers(0, 10**6), label="seed"), 60, splits={split: Decimal("0.5")})
    place = data.draw(st.integers(0, len(bars) - 1), label="changed")
    factor = data.draw(st.sampled_from([Decimal("0.5"), Decimal("0.9"), Decimal("1.1"), Decimal(3)]), label="factor")
    old = bars[place]
    changed = Bar(
        old.day, old.open and old.open * factor, old.high * factor, old.low * factor, old.close * factor, old.volume + 500,
        data.draw(st.sampled_from([old.factor, factor]), label="split of the changed bar"),
    )  # fmt: skip
    market = {"7203": bars, "9984": make_bars("unchanged", 60)}
    with Connection.connect(conninfo) as connection:
        read_numbers_exactly(connection)
        before = run(connection, market, Decimal(1_000_000), rules)
        after = run(connection, market | {"7203": [*bars[:place], changed, *bars[place + 1 :]]}, Decimal(1_000_000), rules)
        connection.rollback()
    day = str(old.day)
    curves = [{on: value for on, value in curve.items() if on < day} for curve, _ in (before, after)]
    assert curves[0] == curves[1]
    closed = [[trade for trade in trades if trade["exit_date"] and trade["exit_date"] < day] for _, trades in (before, after)]
    assert closed[0] == closed[1]
    entries = [[trade["entry_date"] for trade in trades if trade["entry_date"] < day] for _, trades in (before, after)]
    assert sorted(entries[0]) == sorted(entries[1])
