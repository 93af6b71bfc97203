"""Write empyrical.json.gz: what empyrical and scipy say of the curves of support/curves.py.

Run once, in an environment of its own, whenever curves.py changes; the tests read the file and need none of the libraries:

    python3 -m venv /tmp/oracles && /tmp/oracles/bin/pip install '.[oracles]'
    PYTHONPATH=tests /tmp/oracles/bin/python tests/backtests/golden/make_golden.py
"""

import gzip
import json
import math
import warnings
from pathlib import Path
from typing import Any

import empyrical
import numpy
import pandas
from scipy import stats
from support.curves import Curve, benchmark_closes, make_curve, trading_days

COUNT = 1000
warnings.simplefilter("ignore")


def number(value: Any) -> float | None:
    """A finite number, or nothing."""
    return float(value) if math.isfinite(value) else None


def measure(curve: Curve, closes: "pandas.Series[float]") -> dict[str, Any]:
    """Every figure that the libraries know."""
    values = pandas.Series([float(value) for value in curve.values], index=pandas.DatetimeIndex(curve.dates))
    returns = values.pct_change()
    market = closes.pct_change()[returns.index]
    if curve.has_opening:
        returns.iloc[0] = values.iloc[0] / float(curve.capital) - 1
    else:
        returns, market = returns.iloc[1:], market.iloc[1:]
    if returns.empty:
        return {"periods": 0}
    alpha, beta = empyrical.alpha_beta(returns, market, risk_free=curve.risk_free, annualization=252)
    months = empyrical.aggregate_returns(returns, "monthly")
    excess = {"risk_free": curve.risk_free, "required_return": curve.required_return}
    figures = {
        "annual_return": empyrical.annual_return(returns),
        "volatility": empyrical.annual_volatility(returns),
        "sharpe_ratio": empyrical.sharpe_ratio(returns, risk_free=curve.risk_free),
        "sortino_ratio": empyrical.sortino_ratio(returns, required_return=curve.risk_free),
        "calmar_ratio": empyrical.calmar_ratio(returns),
        "omega_ratio": empyrical.omega_ratio(returns, **excess),
        "max_drawdown": empyrical.max_drawdown(returns),
        "value_at_risk": empyrical.value_at_risk(returns),
        "expected_shortfall": empyrical.conditional_value_at_risk(returns),
        "alpha": alpha,
        "beta": beta,
        "information_ratio": empyrical.excess_sharpe(returns, market),
        "tracking_error": numpy.std(returns - market, ddof=1) * math.sqrt(252),
        "skew": stats.skew(returns),
        "kurtosis": stats.kurtosis(returns, fisher=False),
        "best_day": returns.max(),
        "worst_day": returns.min(),
    }
    named = {name: number(value) for name, value in figures.items()}
    by_month = {f"{year}-{month:02}": float(value) for (year, month), value in months.items()}
    return {"periods": len(returns)} | named | {"monthly_returns": by_month}


def main() -> None:
    closes = pandas.Series(
        [float(close) for close in benchmark_closes()], index=pandas.DatetimeIndex(trading_days(len(benchmark_closes())))
    )
    golden = [measure(make_curve(seed), closes) for seed in range(COUNT)]
    versions = {"empyrical-reloaded": empyrical.__version__, "pandas": pandas.__version__, "numpy": numpy.__version__}
    content = json.dumps({"versions": versions, "curves": golden}, separators=(",", ":"))
    # A fixed time, so that the same content gives the same file.
    Path(__file__).with_name("empyrical.json.gz").write_bytes(gzip.compress(content.encode(), mtime=0))


if __name__ == "__main__":
    main()
