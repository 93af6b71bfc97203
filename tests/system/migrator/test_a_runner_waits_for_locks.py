"""A runner waits for another runner and for locks on tables, and says why it stops waiting."""

import json

import psycopg
import pytest
from support.project import Project

import migrate

SLOW = "create table one (number int); select pg_sleep(1);"


def test_of_two_runners_one_applies_and_the_other_finds_nothing_to_do(project: Project) -> None:
    project.write("sql/0009_a.sql", SLOW)
    runners = [project.start("up", "--json"), project.start("up", "--json")]
    said = [runner.communicate() for runner in runners]
    assert [runner.returncode for runner in runners] == [0, 0], said
    counts = sorted(len(json.loads(printed)["applied"]) for printed, _ in said)
    assert counts == [0, 2]


def test_a_runner_that_waits_too_long_names_the_session_with_the_lock(project: Project) -> None:
    with psycopg.connect(project.database_url, autocommit=True) as holder:
        holder.execute("select pg_advisory_lock(%s)", [migrate.LOCK_KEY])
        refused = project.run("up", "--lock-wait", "0.2")
        assert refused.returncode == 1
        assert f"(pid {holder.info.backend_pid})" in refused.stderr
    assert not project.exists("kaboom.migrations")
    project.up()


def test_a_runner_ends_its_transaction_after_each_try_to_get_the_lock(project: Project) -> None:
    """Because CREATE INDEX CONCURRENTLY of the other runner would wait for that transaction."""
    last = "select state, query from pg_stat_activity where application_name = 'kaboom migrate' and datname = current_database()"
    with psycopg.connect(project.database_url, autocommit=True) as holder:
        holder.execute("select pg_advisory_lock(%s)", [migrate.LOCK_KEY])
        runner = project.start("up", "--json", "--lock-wait", "10")
        while ("idle", "COMMIT") not in holder.execute(last).fetchall():
            assert runner.poll() is None, runner.communicate()
        holder.execute("select pg_advisory_unlock(%s)", [migrate.LOCK_KEY])
        runner.communicate()
    assert runner.returncode == 0


def test_a_table_that_is_locked_for_a_while_is_waited_for(project: Project) -> None:
    project.write("sql/0009_a.sql", "create table one (number int);")
    project.up()
    project.write("sql/0010_b.sql", "alter table one add wide bigint;")
    with psycopg.connect(project.database_url) as holder, psycopg.connect(project.database_url, autocommit=True) as watcher:
        holder.execute("lock table one")
        runner = project.start("up", "--json")
        timed_out = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
        while watcher.execute(timed_out).fetchone() == (0,):
            assert runner.poll() is None
        while watcher.execute(timed_out).fetchone() != (0,):  # the first try ends by lock_timeout
            assert runner.poll() is None
        holder.rollback()
        printed, complained = runner.communicate()
    assert runner.returncode == 0, complained
    assert json.loads(printed) == {"applied": ["sql/0010_b.sql"]}


def test_a_table_that_stays_locked_ends_the_run_with_advice(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    project.write("sql/0009_a.sql", "create table one (number int);")
    project.up()
    monkeypatch.setattr(migrate, "LOCK_TRIES", 1)
    text = "alter table one add wide bigint;"
    with psycopg.connect(project.database_url) as holder, migrate.connect(project.database_url) as connection:
        holder.execute("lock table one")
        with pytest.raises(migrate.Failure, match=r"sql/0010_b.sql: .*lock timeout; end the session") as caught:
            migrate.apply(connection, migrate.Migration("sql/0010_b.sql", "versioned", text), [])
        assert caught.value.code == 1
