"""Every figure of a portfolio that the model knows too, from the database and from the model."""

from collections import defaultdict
from decimal import Decimal
from typing import Any

from driver import Driver
from exact_book import OTHER_INCOME, Book
from exact_model import Order, cents

# Each query is asked once for all portfolios; its first column is the portfolio.
QUERIES = {
    "cash": """
        select p.id, p.current_balance, p.reserved_balance, p.capital_paid_in, p.capital_withdrawn, p.adjustments,
            p.other_income, p.dividends_received, p.fractions_receivable, p.cost_transferred,
            p.realized_pnl, p.total_invested, p.commission_paid, p.tax_paid,
            p.last_entry_no, p.is_active, v.market_value, v.total_return
        from portfolios as p
        join valued_portfolios as v on v.portfolio_id = p.id
        where p.id = any(%s)""",
    "positions": """
        select portfolio_id, symbol, quantity, reserved_quantity, cost_basis, average_price
        from positions
        where portfolio_id = any(%s) and quantity > 0
        order by symbol""",
    "orders": """
        select portfolio_id, id::text, status, closed_as, closed_at is not null, cancel_requested_at is not null, order_id,
            filled_quantity, remaining_quantity, total_amount, commission, tax, net_amount, reserve_price, reserved_amount,
            execution_price, executed_at, coalesce(cost_basis, 0), coalesce(realized_pnl, 0)
        from trades
        where portfolio_id = any(%s)
        order by id::text""",
    "rows": """
        select t.portfolio_id, e.entry_no, t.id::text, case t.trade_type when 'buy' then e.quantity else -e.quantity end,
            e.cost_change, coalesce(e.realized_pnl, 0)
        from trade_executions as e
        join trades as t on t.id = e.trade_id
        where t.portfolio_id = any(%s)
        union all
        select portfolio_id, entry_no, null, quantity, cost_change, realized_pnl
        from position_adjustments
        where portfolio_id = any(%s)
        order by 2""",
}


def stored(driver: Driver, books: list[Book]) -> list[dict[str, Any]]:
    """The figures of each book in the database."""
    found: list[dict[str, Any]] = [defaultdict(list) for _ in books]
    places = {driver.ids[book.name]: number for number, book in enumerate(books)}
    for name, query in QUERIES.items():
        for portfolio, *row in driver.owner(query, *[list(places)] * query.count("%s")):
            found[places[portfolio]][name].append(tuple(row))
    return found


def order_figures(driver: Driver, book: Book, order: Order) -> tuple[Any, ...]:
    closing = (order.closed, order.closed is not None, order.cancel_requested, order.broker_id)
    sums = (order.filled, order.remaining, order.total, order.commission, order.tax, order.net)
    fills = (order.average_price, order.executed_at(driver.now), book.cost_given_away(order), book.profit_of(order))
    return (order.name, order.status, *closing, *sums, order.reserve_price, order.reserved, *fills)


def expected(driver: Driver, book: Book, latest: dict[str, Decimal]) -> dict[str, Any]:
    """The same figures, from the model."""
    held = {symbol: book.holding(symbol) for symbol in book.symbols}
    zero = Decimal(0)
    profit = sum((holding.profit for holding in held.values()), zero)
    cost = sum((holding.cost for holding in held.values()), zero)
    transferred = sum((holding.transferred for holding in held.values()), zero)
    paid_in, withdrawn = book.sum_of("opening", "deposit"), -book.sum_of("withdrawal")
    adjusted, income = book.sum_of("adjustment"), book.sum_of(*OTHER_INCOME)
    # Money neither appears nor disappears; if this fails, the model is wrong.
    dividends = book.sum_of("dividend")
    receivable = sum((holding.receivable for holding in held.values()), zero)
    assert book.cash + cost + receivable == paid_in - withdrawn + adjusted + income + dividends + transferred + profit
    # Without a price yet, shares are worth what they cost.
    worth = sum((latest[s] * h.shares if s in latest else h.cost for s, h in held.items()), zero)
    commission = sum((order.commission for order in book.orders), zero)
    tax = sum((order.tax for order in book.orders), zero)
    cash = (book.cash, book.reserved, paid_in, withdrawn, adjusted, income, dividends, receivable, transferred, profit, cost)
    gained = book.cash + worth + receivable - (paid_in - withdrawn + transferred)
    positions = [
        (symbol, holding.shares, book.reserved_shares(symbol), holding.cost, cents(holding.cost / holding.shares))
        for symbol, holding in held.items()
        if holding.shares
    ]
    orders = [order_figures(driver, book, order) for order in sorted(book.orders, key=lambda order: order.name)]
    rows = [(r.entry, r.order.name if r.order else None, r.shares, r.cost_change, r.profit) for r in book.rows]
    figures: dict[str, Any] = {"positions": positions, "orders": orders, "rows": rows}
    figures["cash"] = [(*cash, commission, tax, book.entries, book.active, worth, gained)]
    return {name: found for name, found in figures.items() if found}
