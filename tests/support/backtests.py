"""What tests of backtests ask of a database."""

import json
from dataclasses import fields
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import psycopg
from psycopg.types.json import set_json_loads

from support.strategies import Bar, Rules

Connection = psycopg.Connection[Any]


def config_of(rules: Rules) -> dict[str, Any]:
    """The strategy_config that says these rules."""
    config: dict[str, Any] = {"commission_rate": float(rules.commission_rate), "trading_unit": rules.trading_unit}
    if rules.strategy == "sma_cross":
        config |= {"fast": rules.fast, "slow": rules.slow}
    if rules.tick is not None:
        config["tick"] = float(rules.tick)
    if rules.volume_share is not None:
        config["volume_share"] = float(rules.volume_share)
    return config


def read_numbers_exactly(connection: Connection) -> None:
    set_json_loads(partial(json.loads, parse_float=Decimal), connection)


LOAD = """
insert into market_data (symbol, timeframe, data_timestamp, open_price, high_price, low_price, close_price, volume,
    adjustment_factor)
select %s, '1d', b.day::timestamp at time zone 'Asia/Tokyo', b.open, b.high, b.low, b.close, b.volume, nullif(b.factor, 1)
from unnest(%s::date[], %s::numeric[], %s::numeric[], %s::numeric[], %s::numeric[], %s::bigint[], %s::numeric[])
    as b (day, open, high, low, close, volume, factor)
on conflict (symbol, timeframe, data_timestamp) do update set open_price = excluded.open_price,
    high_price = excluded.high_price, low_price = excluded.low_price, close_price = excluded.close_price,
    volume = excluded.volume, adjustment_factor = excluded.adjustment_factor
"""


def load_bars(connection: Connection, symbol: str, bars: list[Bar]) -> None:
    """Write daily bars, over those of the same days."""
    columns = [[getattr(bar, field.name) for bar in bars] for field in fields(Bar)]
    connection.execute(LOAD, [symbol, *columns])


def new_user(connection: Connection) -> UUID:
    user = uuid4()
    connection.execute("insert into auth.users (id) values (%s)", [user])
    return user


def new_backtest(connection: Connection, user: UUID, rules: Rules, symbols: list[str], *terms: object, **more: Any) -> UUID:
    """A pending backtest; terms are start_date, end_date and initial_capital, more are keys of its configuration."""
    row = connection.execute(
        "insert into backtest_results (user_id, strategy_name, strategy_config, symbols, start_date, end_date, initial_capital)"
        " values (%s, %s, %s, %s, %s, %s, %s) returning id",
        [user, rules.strategy, json.dumps(config_of(rules) | more), symbols, *terms],
    ).fetchone()
    assert row
    return UUID(str(row[0]))


def results_of(connection: Connection, backtest: UUID) -> tuple[dict[str, Decimal], list[dict[str, Any]]]:
    """The curve by day, and the trades."""
    row = connection.execute("select equity_curve, trade_history from backtest_results where id = %s", [backtest]).fetchone()
    assert row
    return {point["date"]: Decimal(point["value"]) for point in row[0]}, row[1]
