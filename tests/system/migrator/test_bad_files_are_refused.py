"""Bad files and bad usage are refused before the first statement, with file and line."""

import json

import pytest
from support.project import Project


@pytest.mark.parametrize(
    ("name", "content", "place", "word"),
    [
        ("functions/f.sql", b"select 1;\n-- migrate: no-transacton\n", "functions/f.sql:2:", "no-transacton"),
        ("policies/p.sql.j2", b"select 1;\n{% for %}", "policies/p.sql.j2:2:", "Expected"),
        ("policies/p.sql.j2", b"select 1;\n\nselect {{ unknown }};", "policies/p.sql.j2:3:", "'unknown' is undefined"),
        ("seeds/s.sql", b"select 1;\nselect '\xff';", "seeds/s.sql:2:", "UTF-8"),
        ("sql/0001_again.sql", b"select 1;", "sql/0001_migration_history.sql:1:", "0001_again.sql"),
        ("sql/later.sql", b"select 1;", "sql/later.sql:1:", "NNNN_topic.sql"),
        ("sql/0009_a.sql", b"create table x (i int);\n-- so\n/* far */ commit;\n", "sql/0009_a.sql:3:", "commit does not"),
        ("sql/0009_a.sql", b"\n-- migrate: no-transaction\nselect 1;\nselect 2;", "sql/0009_a.sql:2:", "one statement"),
    ],
)
def test_a_bad_file_is_refused_before_the_first_statement(
    project: Project, name: str, content: bytes, place: str, word: str
) -> None:
    project.write(name, content)
    refused = project.run("up", "--json")
    assert refused.returncode == 2
    assert place in refused.stderr
    assert word in refused.stderr
    error = json.loads(refused.stdout)["error"]
    assert f"{error['file']}:{error['line']}:" == place
    assert not project.exists("kaboom.migrations")


def test_wrong_usage_exits_with_two(project: Project) -> None:
    assert project.run("upp").returncode == 2
    assert project.run("up", "--lock-wait", "long").returncode == 2


def test_a_changed_versioned_file_stops_the_run_before_anything_is_applied(project: Project) -> None:
    project.write("sql/0009_a.sql", "create table one (number int);")
    project.up()
    project.write("sql/0009_a.sql", "create table one (number bigint);")
    project.write("sql/0010_b.sql", "create table two (number int);")
    refused = project.run("up")
    assert refused.returncode == 3
    assert "sql/0009_a.sql changed" in refused.stderr
    assert not project.exists("two")


def test_a_late_low_number_is_reported(project: Project) -> None:
    project.write("sql/0010_b.sql", "create table two (number int);")
    project.up()
    project.write("sql/0009_a.sql", "create table one (number int);")
    refused = project.run("up")
    assert refused.returncode == 3
    assert "sql/0009_a.sql is numbered below sql/0010_b.sql" in refused.stderr
    assert not project.exists("one")


def test_an_older_release_does_not_change_a_newer_database(project: Project) -> None:
    project.write("sql/0009_a.sql", "create table one (number int);")
    project.write("functions/f.sql", "create or replace function f() returns int language sql as 'select 2';")
    project.up()
    (project.folder / "sql/0009_a.sql").unlink()
    project.write("functions/f.sql", "create or replace function f() returns int language sql as 'select 1';")
    refused = project.run("up")
    assert refused.returncode == 3
    assert "the database has sql/0009_a.sql, which this release does not have" in refused.stderr
    assert project.query("select f()") == [(2,)]


def test_a_database_with_other_tables_of_the_same_name_is_not_changed(project: Project) -> None:
    project.write("sql/0009_a.sql", "create table public.one (number int);")
    project.write("sql/0010_b.sql", "-- Orders.\ncreate table if not exists public.portfolios (number int);")
    project.execute("create table portfolios (x int)")
    refused = project.run("up")
    assert refused.returncode == 1
    assert "(portfolios)" in refused.stderr
    assert not project.exists("kaboom.migrations")


def test_json_names_the_place_of_an_error(project: Project) -> None:
    project.write("functions/f.sql", "select 1;\nselect\n  nothing;")
    refused = project.run("up", "--json")
    assert refused.returncode == 1
    error = json.loads(refused.stdout)["error"]
    assert (error["file"], error["line"], error["column"], error["sqlstate"]) == ("functions/f.sql", 3, 3, "42703")
