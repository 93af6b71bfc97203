"""Pages that are lists: settings, jobs, errors."""

import json
import re
from typing import Any

import psycopg

from support.pages.markdown import code, paragraphs, table

Connection = psycopg.Connection[Any]
SETTINGS = """
select s.key, s.value, s.description, s.is_public,
    obj_description(to_regprocedure(format('kaboom.%I(jsonb)', 'setting_' || s.key)), 'pg_proc')
from system_settings as s
order by s.key collate "C"
"""
SETTINGS_PAGE = """# Settings

A setting is a row of `system_settings`. The service role and the owner of the database change it; the new value counts from the
next call on. A value out of bounds is refused (KB402), and a release never overwrites a stored value:

    update system_settings set value = '{"default": 0.001, "premium": 0.0004}' where key = 'commission_rates';

What is public is read by everyone, without signing in too. Keys of your own take any value.
"""
JOBS_PAGE = """# Jobs

What has to run again and again: `select * from kaboom.jobs()`. Where pg_cron is installed `kaboom up` schedules them (installed
later: `select kaboom.schedule_upkeep()`). Elsewhere let any scheduler run this every minute, as owner of the database:

    call kaboom.run_due_jobs();

Times are UTC. A job with parts does each part in a transaction of its own. `monitoring.jobs` shows how each job went, and
[operations.md](operations.md#monitoring) says what to do. To run one now: `call kaboom.run_job('make partitions')`.

"""


def settings(connection: Connection) -> str:
    """Every setting: its default, whether users see it, and what its accessor says of it."""
    rows = connection.execute(SETTINGS.encode()).fetchall()
    text = (
        SETTINGS_PAGE
        + "\n"
        + table(
            ["setting", "public", "what it is"],
            [(f"[{key}](#{key})", "yes" if public else "no", about) for key, _, about, public, _ in rows],
        )
    )
    for key, value, _, _, comment in rows:
        said = re.sub(r"^The setting \w+: ", "", paragraphs(comment))
        text += f"\n## {key}\n\nDefault: `{json.dumps(value, ensure_ascii=False)}`\n\n{said[:1].upper()}{said[1:]}\n"
    return text


def jobs(connection: Connection) -> str:
    """Every scheduled job."""
    rows = connection.execute("select job, schedule, purpose, parts, command from kaboom.jobs()").fetchall()
    return JOBS_PAGE + table(
        ["job", "schedule", "what for", "parts", "command"],
        [(job, code(schedule), purpose, code(parts), code(command)) for job, schedule, purpose, parts, command in rows],
    )


def with_errors(connection: Connection, page: str) -> str:
    """A page in which the table of errors is the error catalogue."""
    rows = connection.execute("select code, name, meaning, hint from error_catalog order by code").fetchall()
    listed = "".join(f"| {sqlstate} | {name} | {meaning} {hint} |\n" for sqlstate, name, meaning, hint in rows)
    written, count = re.subn(r"(?m)^(\| KB\d{3} .*\n)+", lambda _: listed, page)
    assert count == 1, "the page needs one table of errors, with a first row to replace"
    return written
