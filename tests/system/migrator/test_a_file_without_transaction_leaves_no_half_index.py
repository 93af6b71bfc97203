"""A file without transaction is tried once; whatever ends it, the next run builds the index from the beginning."""

import os
import signal

import psycopg
from support.project import Project

UNIQUE = "-- migrate: no-transaction\ncreate unique index concurrently {}one_number on public.one (number);"
VALID = "select indisvalid from pg_index where indexrelid = to_regclass('public.one_number')"


def test_the_true_cause_is_shown_every_time_and_no_index_is_left(project: Project) -> None:
    for guard in ("if not exists ", ""):
        project.write("sql/0009_a.sql", "create table public.one (number int); insert into public.one values (7), (7);")
        project.write("sql/0010_b.sql", UNIQUE.format(guard))
        for _ in range(2):
            failed = project.run("up")
            assert failed.returncode == 1
            assert "could not create unique index" in failed.stderr
            assert "(number)=(7) is duplicated" in failed.stderr
            assert project.query(VALID) == []
    project.execute("delete from public.one")
    assert project.up() == {"applied": ["sql/0010_b.sql"]}
    assert project.query(VALID) == [(True,)]


def test_a_run_that_was_killed_is_repeated_by_the_next(project: Project) -> None:
    project.write("sql/0009_a.sql", "create table public.one (number int);")
    project.up()
    project.write("sql/0010_b.sql", UNIQUE.format("if not exists "))
    with psycopg.connect(project.database_url) as blocker, psycopg.connect(project.database_url, autocommit=True) as watcher:
        blocker.execute("insert into public.one values (1)")  # the index waits for this transaction
        runner = project.start("up")
        waiting = "select pid from pg_stat_activity where query like '%one_number on%' and wait_event_type = 'Lock'"
        while not (found := watcher.execute(waiting).fetchall()):
            assert runner.poll() is None
        os.kill(runner.pid, signal.SIGKILL)
        runner.communicate()
        watcher.execute("select pg_terminate_backend(%s)", found[0])  # the server's session would wait on
        while watcher.execute(waiting).fetchall():
            pass
        assert watcher.execute(VALID).fetchall() == [(False,)]
        assert watcher.execute("select checksum from kaboom.migrations where path = 'sql/0010_b.sql'").fetchone() == ("",)
        blocker.rollback()
    assert project.up() == {"applied": ["sql/0010_b.sql"]}
    assert project.query(VALID) == [(True,)]


def test_an_index_that_was_finished_but_not_recorded_is_no_obstacle(project: Project) -> None:
    project.write("sql/0009_a.sql", "create table public.one (number int);")
    project.up()
    project.write("sql/0010_b.sql", UNIQUE.format(""))
    project.execute(
        "create unique index one_number on public.one (number); insert into kaboom.migrations (path, kind, checksum, release,"
        " duration_ms) values ('sql/0010_b.sql', 'versioned', '', '0.1.0', 0)"
    )
    assert project.up() == {"applied": ["sql/0010_b.sql"]}


def test_no_lock_timeout_ends_the_wait_for_a_long_transaction(project: Project) -> None:
    project.write("sql/0009_a.sql", "create table public.one (number int);")
    project.up()
    project.write("sql/0010_b.sql", UNIQUE.format(""))
    with psycopg.connect(project.database_url) as blocker, psycopg.connect(project.database_url, autocommit=True) as watcher:
        blocker.execute("insert into public.one values (1)")
        runner = project.start("up", "--json")
        asked = (
            "select coalesce(max(now() - query_start), '0') > '600 milliseconds' from pg_stat_activity"
            " where query like '%one_number on%' and wait_event_type = 'Lock'"
        )
        while watcher.execute(asked).fetchone() != (True,):
            assert runner.poll() is None
        blocker.commit()
        printed, complained = runner.communicate()
    assert runner.returncode == 0, printed + complained
