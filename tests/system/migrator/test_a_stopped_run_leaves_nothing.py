"""Ctrl-C and SIGTERM: no scratch database, no traceback, no half-applied file."""

import signal

import psycopg
import pytest
from support.project import Project


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_verify_drops_its_scratch_database(platform_project: Project, number: signal.Signals, code: int) -> None:
    platform_project.up()
    slow = "select pg_sleep(60);"
    platform_project.write("seeds/slow.sql", slow)
    runner = platform_project.start("verify")
    scratch = "select datname from pg_stat_activity where datname like 'kaboom_verify_%' and query like '%pg_sleep(60)%'"
    with psycopg.connect(platform_project.database_url, autocommit=True) as watcher:
        while not (found := watcher.execute(scratch).fetchall()):
            assert runner.poll() is None
        # Another test may verify at the same time: the one whose parent this runner is.
        names = {name for (name,) in found}
        runner.send_signal(number)
        printed, complained = runner.communicate()
        left = {name for (name,) in watcher.execute("select datname from pg_database").fetchall()}
    assert runner.returncode == code
    assert "Traceback" not in printed + complained
    assert "kaboom: stopped" in complained
    assert names - left


def test_up_rolls_back_the_file_that_it_was_in(project: Project) -> None:
    project.write("sql/0009_a.sql", "create table one (number int);")
    project.write("sql/0010_b.sql", "create table two (number int);\nselect pg_sleep(60);")
    runner = project.start("up")
    with psycopg.connect(project.database_url, autocommit=True) as watcher:
        asleep = "select from pg_stat_activity where datname = current_database() and query like '%%pg_sleep(60)%%' and pid <> %s"
        while not watcher.execute(asleep, [watcher.info.backend_pid]).fetchall():
            assert runner.poll() is None
        runner.send_signal(signal.SIGTERM)
        printed, complained = runner.communicate()
        assert runner.returncode == 143
        assert "Traceback" not in printed + complained
        assert watcher.execute(asleep, [watcher.info.backend_pid]).fetchall() == []
    assert [project.exists(name) for name in ("one", "two")] == [True, False]
