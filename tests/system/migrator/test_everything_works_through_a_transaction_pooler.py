"""Through PgBouncer in transaction mode, idle or busy, runs are whole, exclude each other and leave nothing in its sessions."""

import json
import threading
from collections.abc import Iterator
from contextlib import ExitStack

import psycopg
import pytest
from support.pooler import BINARY, pooled
from support.project import Project

pytestmark = pytest.mark.skipif(BINARY is None, reason="pgbouncer is not installed")
ALONE = "-- migrate: no-transaction\n"
# What a pooled session shows of what a run set in it, and whether it has the lock of migrations.
TRACES = (
    "select current_setting('lock_timeout'), current_setting('statement_timeout'), current_setting('search_path'),"
    " (select count(*) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid())"
)


@pytest.fixture(params=["idle", "busy"])
def project(request: pytest.FixtureRequest, platform_project: Project) -> Iterator[Project]:
    """A project whose address is that of the pooler; where it is busy, other clients change sessions all the time."""
    platform_project.write("sql/0010_one.sql", "create table public.one (id int primary key);")
    platform_project.write(
        "sql/0011_index.sql", "-- migrate: no-transaction\ncreate index concurrently one_id on public.one (id);"
    )
    for number in range(30):
        text = f"create or replace function public.f{number}() returns int language sql as 'select {number}';"
        platform_project.write(f"functions/f{number}.sql", text)
    done, direct = threading.Event(), platform_project.database_url

    def disturb(behind: str) -> None:
        with psycopg.connect(behind, autocommit=True, prepare_threshold=None) as connection:
            while not done.is_set():
                with connection.transaction():
                    connection.execute("select pg_sleep(0.002)")

    with pooled(direct, 5) as behind, ExitStack() as cleanup:
        threads = [threading.Thread(target=disturb, args=[behind]) for _ in range(2 if request.param == "busy" else 0)]
        for thread in threads:
            thread.start()
            cleanup.callback(thread.join)
        cleanup.callback(done.set)
        platform_project.database_url = behind
        yield platform_project


def test_of_two_runs_one_applies_everything_and_no_session_keeps_a_trace(project: Project) -> None:
    with psycopg.connect(project.database_url, autocommit=True, prepare_threshold=None) as fresh:
        before = fresh.execute(TRACES).fetchone()
    runs = [project.start("up", "--json"), project.start("up", "--json")]
    said = [run.communicate() for run in runs]
    assert [run.returncode for run in runs] == [0, 0], said
    counts = sorted(len(json.loads(printed)["applied"]) for printed, _ in said)
    assert counts[0] == 0 and counts[1] > 30
    assert project.exists("public.one_id")
    assert project.up() == {"applied": []}
    verified = project.run("verify")
    assert verified.returncode == 0, verified.stdout + verified.stderr
    with ExitStack() as sessions:
        for _ in range(3):  # open transactions, so each has a session of its own
            connection = sessions.enter_context(psycopg.connect(project.database_url, prepare_threshold=None))
            assert connection.execute(TRACES).fetchone() == before
