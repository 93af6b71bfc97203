"""An exact model of metering: what a user of AI calls may have, has reserved and has spent, by month of Tokyo."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

TOKYO = timezone(timedelta(hours=9))
HOLDS = timedelta(hours=24)
# A request reserves 2,000 tokens at 10 dollars and 500 at 30 dollars a million.
ESTIMATE = Decimal("0.035")
# Calls and dollars of each tier; None does not bind.
TIERS: dict[str, tuple[int, Decimal | None]] = {
    "basic": (4, None),
    "premium": (6, Decimal("0.16")),
    "enterprise": (9, Decimal("1")),
}
PERCENTS = (50, 80, 100)


class Refused(Exception):
    """The code with which the database has to refuse."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def month_of(at: datetime) -> date:
    return at.astimezone(TOKYO).date().replace(day=1)


@dataclass
class Request:
    """One request: what is booked of each generation, and where it has got to."""

    month: date
    at: datetime
    analysis: bool = False
    open: bool = False
    given_back: bool = False
    ended: str | None = None
    costs: dict[str, Decimal] = field(default_factory=dict)
    late: list[bool] = field(default_factory=list)


@dataclass
class Month:
    """What a user has in one month."""

    calls: int = 0
    cost: Decimal = Decimal(0)
    reserved: int = 0
    reserved_cost: Decimal = Decimal(0)


class User:
    """A user with all their requests."""

    def __init__(self) -> None:
        self.tier, self.quota = "basic", None
        self.requests: dict[str, Request] = {}
        self.thresholds: set[tuple[date, int]] = set()

    tier: str
    quota: int | None

    def limits(self) -> tuple[int, Decimal | None]:
        calls, dollars = TIERS[self.tier]
        return (calls if self.quota is None else self.quota), dollars

    def months(self) -> dict[date, Month]:
        """Everything counted again from the requests."""
        months: dict[date, Month] = defaultdict(Month)
        for request in self.requests.values():
            month = months[request.month]
            month.calls += bool(request.costs)
            month.cost += sum(request.costs.values(), Decimal(0))
            month.reserved += request.open
            month.reserved_cost += ESTIMATE if request.open else 0
        return months

    def ask(self, name: str, at: datetime) -> None:
        """Admit a request, or return the first one of this name."""
        if name in self.requests:
            if not self.requests[name].analysis:
                raise self.refusal(at) or Refused("KB305")
            return
        if refusal := self.refusal(at):
            raise refusal
        self.requests[name] = Request(month_of(at), at, analysis=True, open=True)

    def refusal(self, at: datetime) -> Refused | None:
        month, (calls, dollars) = self.months()[month_of(at)], self.limits()
        if month.calls + month.reserved + 1 > calls:
            return Refused("KB301")
        if dollars is not None and month.cost + month.reserved_cost + ESTIMATE > dollars:
            return Refused("KB304")
        return None

    def settle(self, name: str, costs: dict[str, Decimal], at: datetime) -> None:
        """Book the costs of some generations; what is booked already is corrected."""
        request = self.requests.setdefault(name, Request(month_of(at), at))
        changed = not request.costs or sum(costs.get(key, cost) - cost for key, cost in request.costs.items()) != 0
        changed = changed or sum(cost for key, cost in costs.items() if key not in request.costs) != 0
        request.late += [request.given_back for key in costs if key not in request.costs]
        request.costs |= costs
        request.open = False
        if changed:
            self.note(request.month)

    def note(self, in_month: date) -> None:
        month, (calls, dollars) = self.months()[in_month], self.limits()
        for percent in PERCENTS:
            by_calls = month.calls > 0 and month.calls * 100 >= calls * percent
            by_cost = dollars is not None and month.cost > 0 and month.cost * 100 >= dollars * percent
            if by_calls or by_cost:
                self.thresholds.add((in_month, percent))

    def complete(self, name: str, costs: dict[str, Decimal], at: datetime) -> None:
        request = self.requests[name]
        if request.ended:
            raise Refused("KB308")
        request.ended = "completed"
        self.settle(name, costs, at)

    def fail(self, name: str) -> None:
        request = self.requests[name]
        if request.ended == "completed":
            raise Refused("KB308")
        if request.ended is None:
            request.ended = "failed"
            request.given_back |= request.open
            request.open = False

    def expire(self, at: datetime) -> None:
        for request in self.requests.values():
            if request.open and request.at + HOLDS <= at:
                request.open, request.given_back = False, True


def moment(hours: int) -> datetime:
    """So many hours after the beginning of 2025 in UTC, of which the first month ends in Tokyo after 735."""
    return datetime(2025, 1, 1, tzinfo=UTC) + timedelta(hours=hours)
