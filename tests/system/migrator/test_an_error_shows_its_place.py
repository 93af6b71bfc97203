"""An error shows file, line, column, caret, SQLSTATE, DETAIL, HINT and CONTEXT; its file is rolled back, earlier ones stay."""

from support.project import Project


def test_an_error_in_a_long_file_shows_its_line_and_rolls_the_file_back(project: Project) -> None:
    lines = [f"create table t{n} (number int); -- '{n}" for n in range(300)]
    lines[200] = "select 'ü', numbr from t7;"
    project.write("sql/0009_a.sql", "create table before (number int);")
    project.write("sql/0010_b.sql", "\n".join(lines))
    project.write("sql/0011_c.sql", "create table after (number int);")
    failed = project.run("up")
    assert failed.returncode == 1
    assert 'sql/0010_b.sql:201:13: column "numbr" does not exist (SQLSTATE 42703)' in failed.stderr
    assert "    select 'ü', numbr from t7;\n                ^\n" in failed.stderr
    assert "HINT: Perhaps you meant" in failed.stderr
    assert "rolled back" in failed.stderr
    assert [project.exists(name) for name in ("before", "t0", "after")] == [True, False, False]
    assert project.query("select path from kaboom.migrations order by path") == [
        ("sql/0001_migration_history.sql",),
        ("sql/0009_a.sql",),
    ]
    project.write("sql/0010_b.sql", "create table t0 (number int);")
    assert project.up() == {"applied": ["sql/0010_b.sql", "sql/0011_c.sql"]}


def test_an_error_inside_a_body_shows_its_line(project: Project) -> None:
    body = (
        "-- A comment.\n\ndo $$\nbegin\n    raise exception 'too much' using errcode = 'KB999',"
        " detail = 'of all', hint = 'Take less.';\nend;\n$$;\n"
    )
    project.write("seeds/s.sql", "select 1;\n" + body)
    failed = project.run("up")
    assert "seeds/s.sql:6:5: too much (SQLSTATE KB999)" in failed.stderr
    assert "        raise exception 'too much'" in failed.stderr
    assert "\n        ^\n" in failed.stderr
    assert "DETAIL: of all" in failed.stderr
    assert "HINT: Take less." in failed.stderr
    assert "CONTEXT: PL/pgSQL function inline_code_block line 3 at RAISE" in failed.stderr


def test_an_error_in_the_source_of_a_function_shows_its_line(project: Project) -> None:
    project.write("functions/f.sql", "create function f() returns int language sql as $$\n    select 1,\n$$;")
    failed = project.run("up")
    assert "functions/f.sql:3:1: syntax error at end of input" in failed.stderr
    assert "SQLSTATE 42601" in failed.stderr
