"""What more than one list of violations needs."""

NAN = "'NaN'"


def bounds(column: str, size: int) -> dict[str, list[str]]:
    """The violations of a JSON column: 33 levels, and a text of one byte more than its size (its quotes count as two)."""
    return {
        f"{column}_is_shallow": [f"{column} = (repeat('[', 33) || '1' || repeat(']', 33))::jsonb"],
        f"{column}_is_small": [f"{column} = to_jsonb(repeat('x', {size - 1}))"],
    }
