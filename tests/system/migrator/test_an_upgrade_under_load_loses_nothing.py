"""From release to release, while clients trade: no client meets an error, nothing is lost, and no drift is left.

The release before is the one of the newest tag, if there is one, else this one; the release after is this one, or made here.
Always by `up`; with the exported migrations as well, each the last one before in turn, by
`KABOOM_PROFILE=long ./tests/run tests/system/migrator/test_an_upgrade_under_load_loses_nothing.py`.
"""

import io
import os
import subprocess
import tarfile
from pathlib import Path

import psycopg
import pytest
from support.project import WHOLE, Project
from support.releases import become_next_release
from support.traffic import Traffic, traffic

from migrate import ROOT


def released(folder: Path) -> bool:
    """Unpack the newest release into a folder; false where nothing was released yet."""
    tags = subprocess.run(
        ["git", "tag", "--list", "v*", "--sort=-v:refname"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if not tags.stdout.split():
        return False
    archive = subprocess.run(["git", "archive", tags.stdout.split()[0]], cwd=ROOT, capture_output=True, check=True)
    with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as tar:
        tar.extractall(folder, filter="data")
    return True


def assert_whole(project: Project, clients: Traffic) -> None:
    """Nothing is lost, every figure follows from the ledger, and the database is as a fresh one."""
    assert clients.errors == []
    assert len(clients.orders) > 10
    assert clients.lost() == set()
    assert clients.market.wrong_figures() == []
    settled = project.run("up", "--json")
    assert settled.stdout == '{"applied": []}\n', settled.stdout + settled.stderr
    verified = project.run("verify")
    assert verified.returncode == 0, verified.stdout + verified.stderr


def upgrade_by_up(tmp_path: Path, clone: str, empty: str) -> None:
    """Run `up` of the later release while clients trade."""
    before, after = Project(tmp_path / "before", clone, ()), Project(tmp_path / "after", clone, WHOLE)
    if released(before.folder):
        before.database_url = after.database_url = empty
        before.up()
    else:
        become_next_release(after)
    with traffic(after.database_url, users=2) as clients:
        done = after.run("up")
        assert done.returncode == 0, done.stdout + done.stderr
    assert_whole(after, clients)


def push(project: Project, path: Path) -> None:
    """Run one exported migration in one transaction, as the Supabase CLI does."""
    with psycopg.connect(project.database_url, autocommit=True) as connection:
        connection.execute(path.read_bytes())


def upgrade_by_migrations(tmp_path: Path, empty: str, pushed: int) -> None:
    """Push some exported migrations, then the others and those of the later release while clients trade."""
    project = Project(tmp_path, empty, (*WHOLE, "supabase/migrations/*"))
    if project.run("supabase", "--check").returncode:  # files that were changed since the last export
        for path in project.exports():
            path.unlink()
        project.run("supabase")
    first = project.exports()
    for path in first[:pushed]:
        push(project, path)
    become_next_release(project)
    assert project.run("supabase").returncode == 0
    with traffic(project.database_url) as clients:
        for path in project.exports()[pushed:]:
            push(project, path)
    assert_whole(project, clients)


# How many exported migrations there are before the upgrade; none: `up` makes it.
PUSHED = [0, *range(1, 1 + len(list(ROOT.glob("supabase/migrations/*.sql"))))]


@pytest.mark.parametrize("pushed", PUSHED if os.environ.get("KABOOM_PROFILE") == "long" else [0])
def test_clients_meet_no_error(tmp_path: Path, clone: str, empty: str, pushed: int) -> None:
    if pushed:
        upgrade_by_migrations(tmp_path, empty, pushed)
    else:
        upgrade_by_up(tmp_path, clone, empty)
