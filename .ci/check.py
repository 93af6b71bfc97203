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


# A procedure with SET cannot COMMIT, and a computed relationship with SET is not inlined; these qualify every name instead.
WITHOUT_SET = {"kaboom.run_job", "kaboom.run_due_jobs", "kaboom.run_retention"}
WITHOUT_SET |= {f"public.{name}" for name in ("latest_price", "own_portfolios", "profile", "quote", "valuation")}


def is_expected(row: dict[str, Any]) -> bool:
    """Whether a finding is meant: an index that a database without traffic does not use, or what must have no SET."""
    about = row.get("metadata") or {}
    if row["name"] == "function_search_path_mutable":
        return f"{about.get('schema')}.{about.get('name')}" in WITHOUT_SET
    return (row["level"], row["name"]) == ("INFO", "unused_index")


def wrong_advice(printed: dict[str, Any]) -> list[object]:
    """Return the findings that nobody means."""
    return [row for row in printed["results"] if not is_expected(row)]


JUDGES = {"migrations": wrong_migrations, "advisors": wrong_advice}

if __name__ == "__main__":
    wrong = JUDGES[sys.argv[1]](json.load(sys.stdin))
    if wrong:
        sys.exit(f"{sys.argv[1]}:\n" + json.dumps(wrong, indent=2))
