"""`up` applies files in their order and once, and says what it did."""

import json

from support.project import Project

FIRST = ["sql/0001_migration_history.sql"]


def test_files_run_in_the_documented_order(project: Project) -> None:
    project.write("seeds/b.sql", "insert into one values (4);")
    project.write("functions/10_area/f.sql", "insert into one values (3);")
    project.write("policies/one.sql.j2", "{% for n in [1, 2] %}insert into one values ({{ n }});{% endfor %}")
    project.write("sql/0010_b.sql", "alter table one add seen timestamptz default clock_timestamp();")
    project.write("sql/0009_a.sql", "create table one (number int);")
    project.write("seeds/demo/account.sql", "insert into one values (5);")
    applied = project.up()["applied"]
    assert applied == [
        *FIRST,
        "sql/0009_a.sql",
        "sql/0010_b.sql",
        "policies/one.sql.j2",
        "functions/10_area/f.sql",
        "seeds/b.sql",
    ]
    assert project.query("select number from one order by seen") == [(1,), (2,), (3,), (4,)]
    assert project.up("--demo") == {"applied": ["seeds/demo/account.sql"]}


def test_a_second_run_changes_nothing_and_says_so(project: Project) -> None:
    project.write("sql/0009_a.sql", "create table one (number int);")
    project.up()
    again = project.run("up")
    assert again.returncode == 0
    assert "Nothing to apply" in again.stdout
    assert project.query("select count(*) from kaboom.migrations") == [(2,)]


def test_the_history_has_the_file_its_checksum_the_time_and_the_role(project: Project) -> None:
    project.up()
    row = project.query(
        "select path, kind, length(checksum), applied_by = current_user, applied_at <= now() from kaboom.migrations"
    )
    assert row == [(FIRST[0], "versioned", 64, True, True)]


def test_a_repeatable_file_runs_again_when_it_changes(project: Project) -> None:
    project.write("functions/f.sql", "create or replace function f() returns int language sql as 'select 1';")
    project.up()
    project.write("functions/f.sql", "create or replace function f() returns int language sql as 'select 2';")
    assert project.up() == {"applied": ["functions/f.sql"]}
    assert project.query("select f()") == [(2,)]


def test_line_endings_and_a_byte_order_mark_are_no_change(project: Project) -> None:
    project.write("sql/0009_a.sql", "create table one (\n    number int\n);\n")
    project.up()
    project.write("sql/0009_a.sql", b"\xef\xbb\xbfcreate table one (\r\n    number int\r\n);\r\n")
    assert project.up() == {"applied": []}


def test_plain_sql_is_sent_as_it_is(project: Project) -> None:
    text = (
        "create table one (t text); insert into one values ('{{ x }}; --'), (E'a\\';b'), ($q$;$$;$q$) /* ; /* ; */ ; */;\n"
        "create function two() returns int begin atomic select 1; select 2; end;\n"
        'create table "semi;colon" (a$b int); -- end; of file'
    )
    project.write("sql/0009_a.sql", text)
    project.up()
    assert project.query("select t from one") == [("{{ x }}; --",), ("a';b",), (";$$;",)]
    assert project.query("select two()") == [(2,)]
    assert project.exists('"semi;colon"')


def test_text_arrives_as_it_is_written_whatever_the_client_encoding(project: Project) -> None:
    project.write("sql/0009_a.sql", "create table one (t text default 'デフォルト'); insert into one default values;")
    done = project.run("up", PGCLIENTENCODING="LATIN1")
    assert done.returncode == 0, done.stderr
    assert project.query("select t from one") == [("デフォルト",)]


def test_a_dry_run_lists_and_changes_nothing(project: Project) -> None:
    project.write("sql/0009_a.sql", "create table one (number int);")
    assert project.up("--dry-run") == {"pending": [*FIRST, "sql/0009_a.sql"]}
    assert not project.exists("kaboom.migrations")


def test_a_file_without_transaction_may_build_an_index_concurrently(project: Project) -> None:
    project.write("sql/0009_a.sql", "create table one (number int);")
    project.write("sql/0010_b.sql", "-- migrate: no-transaction\ncreate index concurrently one_number on one (number);")
    project.up()
    assert project.exists("one_number")


def test_status_shows_four_states(project: Project) -> None:
    project.write("sql/0009_a.sql", "create table one (number int);")
    project.write("functions/f.sql", "select 1;")
    project.write("functions/g.sql", "select 1;")
    project.up()
    project.write("functions/f.sql", "select 2;")
    project.write("functions/h.sql", "select 2;")
    project.write("seeds/demo/account.sql", "select 3;")  # Because no demo was asked for, this file is in no state.
    (project.folder / "functions/g.sql").unlink()
    states = json.loads(project.run("status", "--json").stdout)
    assert states == {
        FIRST[0]: "applied",
        "sql/0009_a.sql": "applied",
        "functions/f.sql": "changed",
        "functions/h.sql": "pending",
        "functions/g.sql": "missing on disk",
    }
    assert "missing on disk" in project.run("status").stdout


def test_render_prints_what_would_be_sent(project: Project) -> None:
    project.write("policies/one.sql.j2", "{% for n in [1, 2] %}select {{ n }};{% endfor %}")
    assert "select 1;select 2;" in project.run("render", "policies/one.sql.j2").stdout
    assert json.loads(project.run("render", "--json", "policies/one.sql.j2").stdout) == {
        "policies/one.sql.j2": "select 1;select 2;\n"
    }
    assert project.run("render", "policies/none.sql").returncode == 2
