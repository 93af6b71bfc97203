"""The release after this one, as it might be; it changes what is hard to change under load."""

import re

from support.project import Project

# A column more in a table whose rows a function of the API returns would fail the calls that wait just then (42804), for
# PostgreSQL has planned them already; docs/operations.md says what to do. Here the tables are locked without that.
VERSIONED = """
alter table public.positions add column remark text;
alter table public.user_profiles add column remark text;
comment on column public.positions.remark is 'What the user noted.';
comment on column public.user_profiles.remark is 'What the user noted.';
alter table public.trades add constraint symbol_is_short check (length(symbol) < 10) not valid;
alter table public.trades validate constraint symbol_is_short;
alter table public.portfolios alter column description set default '';
alter table public.cash_ledger add constraint note_is_shorter check (length(note) < 10000) not valid;
-- Takes along a view that clients read and a trigger without which an order reserves nothing.
drop view if exists public.position_valuations cascade;
drop function if exists kaboom.reserve_for_order cascade;
create index idx_positions_remark on public.positions (user_id, remark);
"""


def become_next_release(project: Project) -> None:
    """Change a copy of this project: columns, an index, a trigger of every table, a function, a file that is gone."""
    project.become_release("999.0.0")
    project.write("sql/9001_remarks.sql", VERSIONED)
    traits = project.read("functions/_traits.sql.j2")
    project.write("functions/_traits.sql.j2", re.sub(r"trigger refuse_owner_change\b", "trigger refuse_another_owner", traits))
    ledger = project.read("functions/90_upkeep/verify_ledger.sql")
    project.write("functions/90_upkeep/verify_ledger.sql", f"-- Another release.\n{ledger}")
