"""The exported Supabase migrations: their text is checked, existing accounts come apart, and nothing else."""

import json

import psycopg
from support.project import Project

import migrate

F = "create or replace function public.f() returns int language sql security invoker as 'select 1';"


def test_a_text_that_was_changed_by_hand_is_found(project: Project) -> None:
    project.write("functions/f.sql", F)
    project.run("supabase")
    export = project.exports()[0]
    export.write_text(export.read_text().replace("security invoker", "security definer"))
    refused = project.run("supabase", "--check")
    assert refused.returncode == 3
    assert f"{export.name} is not as it was exported" in refused.stderr


def test_line_endings_of_an_export_are_no_change(project: Project) -> None:
    project.write("functions/f.sql", F)
    project.run("supabase")
    export = project.exports()[0]
    export.write_bytes(export.read_bytes().replace(b"\n", b"\r\n"))
    assert project.run("supabase", "--check").returncode == 0


def test_with_a_versioned_file_all_repeatable_files_are_exported_again(project: Project) -> None:
    project.write("functions/f.sql", F)
    project.run("supabase")
    project.write("sql/0010_b.sql", "create table two (number int);")
    assert json.loads(project.run("supabase", "--json").stdout) == {"exported": ["sql/0010_b.sql", "functions/f.sql"]}


def test_a_file_that_is_gone_and_comes_back_is_exported_both_times(project: Project) -> None:
    project.write("functions/f.sql", F)
    project.run("supabase")
    project.remove("functions/f.sql")
    assert project.run("supabase", "--check").returncode == 3
    project.run("supabase")
    assert project.run("supabase", "--check").returncode == 0
    project.write("functions/f.sql", F)
    project.run("supabase")
    assert len(project.exports()) == 3
    with psycopg.connect(project.database_url, autocommit=True) as connection:
        for path in project.exports():
            connection.execute(path.read_bytes())
    assert project.up() == {"applied": []}


def test_existing_accounts_get_their_profiles_in_a_migration_of_its_own(project: Project) -> None:
    project.write("sql/0009_a.sql", "create table one (number int);")
    project.write("seeds/existing_users.sql", "-- migrate: apart\ninsert into one values (1);")
    project.write("seeds/other.sql", "select 1;")
    project.run("supabase")
    first, second = project.exports()
    assert "seeds/other.sql" in first.read_text()
    assert "seeds/existing_users.sql" not in first.read_text()
    assert [line for line in second.read_text().splitlines() if line.startswith("-- kaboom: seeds")]
    assert "lock table" not in second.read_text()
    for path in project.exports():
        project.execute(path.read_text())
    assert project.up() == {"applied": []}


def test_a_file_without_transaction_gets_a_migration_of_its_own(project: Project) -> None:
    project.write("sql/0009_a.sql", "create table one (number int);")
    project.write("sql/0010_b.sql", "-- migrate: no-transaction\ncreate index concurrently one_number on one (number);")
    project.run("supabase")
    first, second = project.exports()
    assert "concurrently" not in first.read_text()
    assert [text for _, text in migrate.statements(second.read_text()) if "concurrently" in text or "lock" in text] == [
        next(text for _, text in migrate.statements(second.read_text()))
    ]


def test_the_accounts_of_this_project_come_apart() -> None:
    assert [one.path for one in migrate.discover() if one.directive == "apart"] == ["seeds/existing_users.sql"]
