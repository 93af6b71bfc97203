"""Random users, orders, fills, repetitions, reversals, cancellations, transfers, prices, cash and corporate actions, against
exact decimals.

The short profile runs always; the long one (2,000 examples of 50 steps) by
`KABOOM_PROFILE=long ./tests/run tests/system/money/test_every_figure_equals_an_exact_model.py`, or
fewer of them with `KABOOM_EXAMPLES=200` besides.
"""

import os

from action_rules import ActionRules
from fill_rules import FillRules
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test
from order_rules import OrderRules
from portfolio_rules import PortfolioRules

EXAMPLES = {"short": (25, 30), "long": (2000, 50)}


class Money(OrderRules, FillRules, PortfolioRules, ActionRules):
    """All rules on one database."""


def test_every_figure_equals_an_exact_model(conninfo: str) -> None:
    examples, steps = EXAMPLES[os.environ.get("KABOOM_PROFILE", "short")]
    Money.conninfo = conninfo
    run_state_machine_as_test(
        Money,
        settings=settings(
            max_examples=int(os.environ.get("KABOOM_EXAMPLES", examples)),
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
