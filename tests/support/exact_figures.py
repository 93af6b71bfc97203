"""Every figure of a curve in exact decimals, written from the definitions and not from the SQL.

Slow, and right where doubles are not: fifty digits carry what a library loses when nearly equal numbers are subtracted.
"""

from datetime import date
from decimal import Decimal, localcontext
from itertools import pairwise
from math import erfc, sqrt
from typing import Any

from support.curves import BENCHMARK_DAYS, Curve, benchmark_closes, trading_days

Figures = dict[str, Any]


def returns_of(curve: Curve) -> list[Decimal]:
    base = [curve.capital] if curve.has_opening else []
    values = base + curve.values
    return [(after - before) / before for before, after in pairwise(values)]


def mean(numbers: list[Decimal]) -> Decimal:
    return sum(numbers, Decimal(0)) / len(numbers)


def moment(numbers: list[Decimal], power: int) -> Decimal:
    center = mean(numbers)
    return mean([(number - center) ** power for number in numbers])


def ratios(curve: Curve, returns: list[Decimal]) -> Figures:
    """Sharpe, Sortino, Omega, and the moments that they rest on."""
    year, risk_free = Decimal(252), Decimal(repr(curve.risk_free))
    excess = [number - risk_free for number in returns]
    threshold = (1 + Decimal(repr(curve.required_return))) ** (1 / year) - 1
    margins = [number - threshold for number in excess]
    count = len(returns)
    deviation = (moment(returns, 2) * count / (count - 1)).sqrt() if count > 1 else None
    downside = mean([min(number, Decimal(0)) ** 2 for number in excess]).sqrt()
    losses = -sum((min(margin, Decimal(0)) for margin in margins), Decimal(0))
    gains = sum((max(margin, Decimal(0)) for margin in margins), Decimal(0))
    varies = max(returns) - min(returns) > Decimal("1e-12")
    return {
        "volatility": deviation and deviation * year.sqrt(),
        "sharpe_ratio": mean(excess) / deviation * year.sqrt() if deviation and varies else None,
        "sortino_ratio": mean(excess) * year / (downside * year.sqrt()) if downside and count > 1 else None,
        "omega_ratio": gains / losses if losses and count > 1 else None,
        "skew": moment(returns, 3) / (moment(returns, 2) * moment(returns, 2).sqrt()) if varies else None,
        "kurtosis": moment(returns, 4) / moment(returns, 2) ** 2 if varies else None,
    }


def probability(sharpe: Decimal, count: int, skew: Decimal, kurtosis: Decimal) -> float | None:
    """The probabilistic Sharpe ratio against zero, of a ratio per period: Phi, by Python's erfc, of its argument."""
    variance = 1 - skew * sharpe + (kurtosis - 1) / 4 * sharpe**2
    if variance <= Decimal("1e-12"):
        return None
    return erfc(-float(sharpe * Decimal(count - 1).sqrt() / variance.sqrt()) / sqrt(2)) / 2


def tails(returns: list[Decimal]) -> Figures:
    ordered = sorted(returns)
    place = Decimal("0.05") * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    worst = ordered[: int((len(ordered) - 1) * 0.05) + 1]
    return {
        "value_at_risk": ordered[low] + (ordered[high] - ordered[low]) * (place - low),
        "expected_shortfall": mean(worst),
        "best_day": ordered[-1],
        "worst_day": ordered[0],
    }


def falls(curve: Curve) -> Figures:
    """The deepest fall with its dates, and the longest; found day by day."""
    high, high_day, since_fall = curve.capital, curve.dates[0], False
    deepest: tuple[Decimal, date | None, date | None, Decimal] = (Decimal(0), None, None, high)
    back, longest = None, 0
    for day, value in zip(curve.dates, curve.values, strict=True):
        if since_fall or value < high:
            longest = max(longest, (day - high_day).days)
        if value >= high:
            since_fall = False
            if deepest[2] is not None and back is None:
                back = day
            high, high_day = value, day
            continue
        since_fall = True
        depth = (value - high) / high
        if depth < deepest[0]:
            deepest, back = (depth, high_day, day, high), None
    return {
        "max_drawdown": deepest[0],
        "max_drawdown_start": deepest[1] and str(deepest[1]),
        "max_drawdown_date": deepest[2] and str(deepest[2]),
        "max_drawdown_end": back and str(back),
        "longest_drawdown_days": longest,
    }


def months(curve: Curve, returns: list[Decimal]) -> dict[str, Decimal]:
    compounded: dict[str, Decimal] = {}
    for day, number in zip(curve.dates[-len(returns) :] if returns else [], returns, strict=True):
        compounded[f"{day:%Y-%m}"] = compounded.get(f"{day:%Y-%m}", Decimal(1)) * (1 + number)
    return {month: growth - 1 for month, growth in compounded.items()}


def beside(curve: Curve, returns: list[Decimal]) -> Figures:
    """The curve beside the benchmark, which has a close on each of its days and on the day before the first."""
    closes = dict(zip(trading_days(BENCHMARK_DAYS), benchmark_closes(), strict=True))
    before = max(day for day in closes if day < curve.dates[0])
    days = ([before] if curve.has_opening else []) + curve.dates
    prices = [closes[day] for day in days]
    market = [(after - former) / former for former, after in pairwise(prices)]
    differences = [own - other for own, other in zip(returns, market, strict=True)]
    count, year = len(returns), Decimal(252)
    if count < 2:
        none = dict.fromkeys(["alpha", "beta", "correlation", "information_ratio", "tracking_error"])
        return none | {"benchmark_return": prices[-1] / prices[0] - 1}
    covariance = mean([own * other for own, other in zip(returns, market, strict=True)]) - mean(returns) * mean(market)
    beta = covariance / moment(market, 2)
    risk_free = Decimal(repr(curve.risk_free))
    excess = mean(returns) - risk_free - beta * (mean(market) - risk_free)
    risk = (moment(differences, 2) * count / (count - 1)).sqrt()
    return {
        "alpha": (1 + excess) ** year - 1 if excess > -1 else None,
        "beta": beta,
        "correlation": (
            covariance / (moment(returns, 2) * moment(market, 2)).sqrt()
            if max(returns) - min(returns) > Decimal("1e-12")
            else None
        ),
        "benchmark_return": prices[-1] / prices[0] - 1,
        "information_ratio": mean(differences) / risk,
        "tracking_error": risk * year.sqrt(),
    }


def exact_figures(curve: Curve) -> Figures:
    with localcontext() as context:
        context.prec = 50
        returns = returns_of(curve)
        figures: Figures = {"periods": len(returns), "monthly_returns": months(curve, returns)} | falls(curve)
        if returns:
            growth = curve.values[-1] / (curve.capital if curve.has_opening else curve.values[0])
            annual = growth ** (Decimal(252) / len(returns)) - 1
            figures |= ratios(curve, returns) | tails(returns) | beside(curve, returns)
            by_month = figures["monthly_returns"].values()
            figures |= {"best_month": max(by_month), "worst_month": min(by_month)}
            sharpe, moments = figures["sharpe_ratio"], (figures["skew"], figures["kurtosis"])
            figures["probabilistic_sharpe_ratio"] = (
                None if sharpe is None else probability(sharpe / Decimal(252).sqrt(), len(returns), *moments)
            )
            figures["annual_return"] = annual
            figures["calmar_ratio"] = annual / -figures["max_drawdown"] if figures["max_drawdown"] else None
        return figures
