"""Keys and times that no other row of a test has."""

from itertools import count
from uuid import uuid4

numbers = count()
THEN = "2024-01-05T00:00:00+00:00"
MADE = {"created_at": THEN, "updated_at": THEN}


def new() -> str:
    return str(uuid4())


def later() -> str:
    """A time in 2024 that no other row has."""
    minutes = next(numbers)
    return f"2024-03-{1 + minutes // 1440:02}T{minutes // 60 % 24:02}:{minutes % 60:02}:00+00:00"
