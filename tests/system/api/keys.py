"""Keys and times that no other row of a test has."""

from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import uuid4

numbers = count()
THEN = "2024-01-05T00:00:00+00:00"
MADE = {"created_at": THEN, "updated_at": THEN}


def new() -> str:
    return str(uuid4())


def later() -> str:
    """A quarter of an hour since 2020 that no other row has."""
    return (datetime(2020, 1, 1, tzinfo=UTC) + next(numbers) * timedelta(minutes=15)).isoformat()
