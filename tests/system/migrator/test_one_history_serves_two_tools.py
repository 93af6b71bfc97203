"""The export for the Supabase CLI and `up` share one history, so each tool knows what the other has applied."""

import json
import re

import psycopg
from support.project import Project


def exports(project: Project) -> list[str]:
    return sorted(path.name for path in (project.folder / "supabase/migrations").glob("*.sql"))


def test_the_first_export_holds_everything_and_the_second_what_changed(project: Project) -> None:
    project.write("sql/0009_a.sql", "create table one (number int);")
    project.write("functions/f.sql", "create or replace function f() returns int language sql as 'select 1';")
    assert project.run("supabase", "--check").returncode == 3
    assert exports(project) == []
    first = json.loads(project.run("supabase", "--json").stdout)
    assert first == {"exported": ["sql/0001_migration_history.sql", "sql/0009_a.sql", "functions/f.sql"]}
    assert project.run("supabase", "--check").returncode == 0
    project.write("functions/f.sql", "create or replace function f() returns int language sql as 'select 2';")
    project.write("sql/0010_b.sql", "create table two (number int);")
    assert project.run("supabase", "--check", "--json").returncode == 3
    second = json.loads(project.run("supabase", "--json").stdout)
    assert second == {"exported": ["sql/0010_b.sql", "functions/f.sql"]}
    names = exports(project)
    assert len(names) == 2
    assert all(re.fullmatch(r"\d{14}_kaboom(_update)?\.sql", name) for name in names)


def test_an_exported_migration_leaves_nothing_to_do_for_up(platform_project: Project) -> None:
    project = platform_project
    project.write("sql/0009_a.sql", "create table one (number int);")
    project.run("supabase")
    text = (project.folder / "supabase/migrations" / exports(project)[0]).read_bytes()
    with psycopg.connect(project.database_url, autocommit=True) as connection:
        connection.execute(text)
    assert project.up() == {"applied": []}
    assert project.run("verify").returncode == 0


def test_up_records_the_exported_versions(project: Project) -> None:
    project.write("sql/0009_a.sql", "create table one (number int);")
    project.run("supabase")
    project.up()
    version, name = exports(project)[0].removesuffix(".sql").split("_", 1)
    assert project.query("select version, name from supabase_migrations.schema_migrations") == [(version, name)]


def test_a_versioned_file_that_was_exported_must_not_change(project: Project) -> None:
    project.write("sql/0009_a.sql", "create table one (number int);")
    project.run("supabase")
    project.write("sql/0009_a.sql", "create table one (number bigint);")
    refused = project.run("supabase")
    assert refused.returncode == 3
    assert "sql/0009_a.sql changed" in refused.stderr
