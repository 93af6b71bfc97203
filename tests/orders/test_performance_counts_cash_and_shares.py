"""calculate_portfolio_performance for its owner, and for nobody else."""

from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import psycopg
from support.acting import become, fill, place

QUERY = "select * from calculate_portfolio_performance((select id from portfolios))"


def test_costs_lower_the_value_of_a_portfolio(database: psycopg.Connection[Any], owner: UUID) -> None:
    fill(database, owner, place(database, owner, "buy", 100, 1000), "e1", 100, 1000)
    database.execute("reset role; update positions set current_price = 1100")
    become(database, "authenticated", owner)
    assert database.execute(QUERY).fetchone() == (Decimal("1009900.00"), Decimal("9900.00"), Decimal("0.9900"), 1)
    portfolio = database.execute("select id from portfolios").fetchone()
    assert portfolio
    become(database, "authenticated", uuid4())
    assert database.execute("select * from calculate_portfolio_performance(%s)", [portfolio[0]]).fetchall() == []


def test_partitions_are_closed_and_take_bars(database: psycopg.Connection[Any]) -> None:
    database.execute(
        "insert into market_data (symbol, timeframe, data_timestamp, close_price)"
        " values ('7203', '1m', now(), 2800), ('7203', '1d', '2001-01-04 00:00+09', 3000)"
    )
    open_ones = database.execute(
        "select count(*), count(*) filter (where not relrowsecurity or relacl::text ~ '(anon|authenticated|service_role)=')"
        " from pg_class where relnamespace = 'partitions'::regnamespace and relkind in ('r', 'p')"
    ).fetchone()
    assert open_ones is not None and open_ones[0] > 30 and open_ones[1] == 0
