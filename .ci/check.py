"""Judge what the Supabase CLI prints as JSON: `migration list | check.py migrations` or `db advisors | check.py advisors`."""

import json
import sys
from pathlib import Path
from typing import Any

FILES = Path("supabase/migrations")


def wrong_migrations(printed: dict[str, Any]) -> list[object]:
    """Return the rows whose local and remote version differ, and the files that are in no row."""
    rows = printed["migrations"]
    listed = {row["local"] for row in rows}
    missing = {path.name.split("_")[0] for path in FILES.glob("*.sql")} - listed
    return [row for row in rows if row["local"] != row["remote"]] + sorted(missing)


def wrong_advice(printed: dict[str, Any]) -> list[object]:
    """Return all findings but unused indexes: on a database without traffic every index is unused."""
    return [row for row in printed["results"] if (row["level"], row["name"]) != ("INFO", "unused_index")]


JUDGES = {"migrations": wrong_migrations, "advisors": wrong_advice}

if __name__ == "__main__":
    wrong = JUDGES[sys.argv[1]](json.load(sys.stdin))
    if wrong:
        sys.exit(f"{sys.argv[1]}:\n" + json.dumps(wrong, indent=2))
