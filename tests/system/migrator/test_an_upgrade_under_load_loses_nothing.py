"""From release to release, while clients trade: no client meets an error, nothing is lost, and no drift is left.

The release before is the one of the newest tag, if there is one, else this one; the release after is this one, or made here.
"""

import io
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


def test_clients_meet_no_error_while_up_upgrades(tmp_path: Path, clone: str, empty: str) -> None:
    before, after = Project(tmp_path / "before", clone, ()), Project(tmp_path / "after", clone, WHOLE)
    if released(before.folder):
        before.database_url = after.database_url = empty
        before.up()
    else:
        become_next_release(after)
    with traffic(after.database_url) as clients:
        done = after.run("up")
        assert done.returncode == 0, done.stdout + done.stderr
    assert_whole(after, clients)


def push(project: Project, path: Path) -> None:
    """Run one exported migration in one transaction, as the Supabase CLI does."""
    with psycopg.connect(project.database_url, autocommit=True) as connection:
        connection.execute(path.read_bytes())


@pytest.mark.parametrize("pushed", [1, 2])
def test_clients_meet_no_error_while_migrations_are_pushed(tmp_path: Path, empty: str, pushed: int) -> None:
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
