"""After `up` the database is what the files say: what is lost comes back, what nobody makes any more is named."""

import json
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from support.databases import janitor
from support.project import PLATFORM, Project

SEEN = "create or replace view public.seen as select id from public.one;\nrevoke all on public.seen from public;"
TABLE = "create table public.one (id int primary key, note text);\nalter table public.one enable row level security;"


@pytest.fixture(scope="module")
def original(server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """A project with a table, a view, a function and a policy, which is exported and applied."""
    name = f"kaboom_original_{uuid4().hex[:12]}"
    with janitor(server, name, "template0"):
        project = Project(tmp_path_factory.mktemp("original"), make_conninfo(server, dbname=name), PLATFORM)
        project.write("sql/0010_one.sql", TABLE)
        project.write(
            "policies/one.sql.j2",
            'drop policy if exists "All read" on public.one;\ncreate policy "All read" on public.one using (true);',
        )
        project.write("functions/f.sql", "create or replace function public.f() returns int language sql as 'select 1';")
        project.write("functions/seen.sql", SEEN)
        project.run("supabase")
        project.up()
        yield project


@pytest.fixture
def project(original: Project, server: str, tmp_path: Path) -> Iterator[Project]:
    """A copy of it and of its database."""
    name = f"kaboom_copy_{uuid4().hex[:12]}"
    with janitor(server, name, str(conninfo_to_dict(original.database_url)["dbname"])):
        yield Project(tmp_path, make_conninfo(server, dbname=name), ("**/*",), original.folder)


def both_ways(project: Project, way: str) -> str:
    """Apply what changed by `up`, or by the exported migrations and then `up`; return what `up` says."""
    if way == "export":
        known = set(project.exports())
        project.run("supabase")
        with psycopg.connect(project.database_url, autocommit=True) as connection:
            for path in [path for path in project.exports() if path not in known]:
                connection.execute(path.read_bytes())
    done = project.run("up")
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


either_way = pytest.mark.parametrize("way", ["up", "export"])


@either_way
def test_what_a_versioned_file_takes_with_cascade_comes_back(project: Project, way: str) -> None:
    project.write("sql/0011_id.sql", "alter table public.one drop column id cascade;\nalter table public.one add id int;")
    said = both_ways(project, way)
    assert project.exists("public.seen"), said
    assert "Nothing to apply" in project.run("up").stdout


@either_way
def test_a_function_whose_file_is_gone_is_named_with_what_to_do(project: Project, way: str) -> None:
    project.remove("functions/f.sql")
    said = both_ways(project, way)
    assert "functions/f.sql was applied and is not here" in said
    assert "Drop it in a new file of sql/: drop function public.f();" in said
    project.write("sql/0011_f.sql", "drop function public.f();")
    assert "drop function" not in both_ways(project, way)


@either_way
def test_an_overload_that_is_left_behind_is_named(project: Project, way: str) -> None:
    project.write(
        "functions/f.sql", "create or replace function public.f(n int default 1) returns int language sql as 'select n';"
    )
    assert "drop function public.f();" in both_ways(project, way)


def test_a_policy_that_no_file_makes_any_more_is_named(project: Project) -> None:
    project.write(
        "policies/one.sql.j2", 'drop policy if exists "None" on public.one;\ncreate policy "None" on public.one using (false);'
    )
    said = both_ways(project, "up")
    assert 'policies/one.sql.j2 no longer makes it. Drop it in a new file of sql/: drop policy "All read" on public.one;' in said


LOSSES = {
    "drop view public.seen": ("view public.seen", "missing"),
    'drop policy "All read" on public.one': ('policy "All read" on public.one', "missing"),
    "drop publication supabase_realtime": ("publication supabase_realtime", "missing"),
    "revoke usage on schema monitoring from service_role": ("schema monitoring", "differs"),
    "grant execute on function kaboom.end_run to public": ("function kaboom.end_run()", "differs"),
}


def test_what_a_restore_loses_is_named_and_healed(project: Project) -> None:
    for loss in LOSSES:
        project.execute(loss)
    states = json.loads(project.run("status", "--json").stdout)
    assert {item for item in states.items() if item[1] != "applied"} == set(LOSSES.values())
    assert project.up()["healed"] == sorted(f"{name} ({state})" for name, state in LOSSES.values())
    assert project.up() == {"applied": []}
    assert set(json.loads(project.run("status", "--json").stdout).values()) == {"applied"}


@pytest.mark.parametrize("function", ["catalogue", "drift"])
def test_without_a_function_that_compares_a_run_restores_it(project: Project, function: str) -> None:
    project.execute(f"drop function kaboom.{function}")
    assert json.loads(project.run("status", "--json").stdout)["the fingerprint"] == "cannot be read"
    assert project.up()["healed"]
    assert project.up() == {"applied": []}


def test_a_fingerprint_that_was_lost_is_taken_again(project: Project) -> None:
    project.execute("delete from kaboom.objects")
    assert json.loads(project.run("status", "--json").stdout)["the fingerprint"] == "is missing"
    assert project.up()["healed"] == ["the fingerprint (is missing)"]
    project.execute("drop view public.seen")
    assert project.up()["healed"] == ["view public.seen (missing)"]


def test_what_no_file_can_heal_is_named_by_every_run_until_it_is_undone(project: Project) -> None:
    project.execute("create index rogue on public.one (note)")
    first = project.up()
    assert first["applied"]
    assert "index public.rogue: no file makes it" in first["drift"][0]
    second = project.up()
    assert second["applied"] == []
    assert second["drift"] == first["drift"]
    project.execute("drop index rogue")
    assert project.up() == {"applied": []}


def test_owners_and_rights_that_somebody_changed_are_named_with_what_to_do(project: Project) -> None:
    project.execute(
        "alter view public.seen owner to pg_monitor; grant select on public.one to pg_monitor, pg_read_all_stats;"
        " grant usage on schema kaboom to pg_monitor"
    )
    owner = project.query("select nspowner::regrole::text from pg_namespace where nspname = 'kaboom'")[0][0]
    assert project.up()["drift"] == [
        "schema kaboom: no file gives rights to pg_monitor. Revoke them.",
        "table public.one: no file gives rights to pg_monitor, pg_read_all_stats. Revoke them.",
        f"view public.seen: it belongs to pg_monitor. Give it back: alter view public.seen owner to {owner};",
    ]


def test_objects_of_others_are_no_drift(project: Project) -> None:
    project.execute("create table public.theirs (id int); create function public.theirs() returns int language sql as 'select 1'")
    assert project.up() == {"applied": []}
    assert project.run("verify").returncode == 0


def test_again_runs_all_repeatable_files(project: Project) -> None:
    applied = project.up("--again")["applied"]
    assert "functions/f.sql" in applied
    assert not any(path.startswith("sql/") for path in applied)


def test_a_file_that_is_renamed_and_renamed_back_is_applied(project: Project) -> None:
    first = project.read("functions/f.sql")
    project.remove("functions/f.sql")
    project.write("functions/g.sql", first.replace("select 1", "select 2"))
    assert project.up()["applied"] == ["functions/g.sql"]
    project.remove("functions/g.sql")
    project.write("functions/f.sql", first)
    assert project.up()["applied"] == ["functions/f.sql"]
    assert project.query("select public.f()") == [(1,)]


def test_a_run_that_failed_half_way_is_finished_by_the_next(project: Project) -> None:
    project.write("functions/g.sql", "create or replace function public.g() returns int language sql as 'select 1';")
    project.write("functions/h.sql", "select nothing;")
    assert project.run("up").returncode == 1
    project.write("functions/h.sql", "select 1;")
    said = project.up()
    assert said["healed"] == ["the last run (did not end)"]
    assert project.up() == {"applied": []}


def test_a_run_that_fails_because_of_drift_names_it_every_time(project: Project) -> None:
    project.write("functions/seen.sql", SEEN + "\ncomment on column public.one.note is 'Needs the column.';")
    project.up()
    project.execute("alter table public.one drop column note")
    for _ in range(2):
        failed = project.run("up")
        assert failed.returncode == 1
        assert "drift before this run: column public.one.note: missing" in failed.stderr
    project.execute("alter table public.one add note text")
    project.up()
    assert project.up() == {"applied": []}


def test_an_older_release_is_refused_where_only_repeatable_files_changed(project: Project) -> None:
    before = project.read("pyproject.toml")
    project.become_release("9.10.0")
    project.write("functions/f.sql", "create or replace function public.f() returns int language sql as 'select 2';")
    project.up()
    project.become_release("9.9.0")
    project.write("functions/f.sql", "create or replace function public.f() returns int language sql as 'select 3';")
    refused = project.run("up")
    assert refused.returncode == 3
    assert "release 9.10.0 made this database and this is 9.9.0" in refused.stderr
    assert project.query("select public.f()") == [(2,)]
    project.run("supabase")
    with (
        psycopg.connect(project.database_url, autocommit=True) as connection,
        pytest.raises(psycopg.Error, match="newer than"),
    ):
        connection.execute(project.exports()[-1].read_bytes())
    project.write("pyproject.toml", before)
    assert project.run("up").returncode == 3
    project.become_release("9.10.0")
    assert project.up() == {"applied": ["functions/f.sql"]}


@either_way
@pytest.mark.parametrize(
    ("first", "then", "refused"), [("9.10.0rc1", "9.9.0", True), ("9.10.0rc1", "9.10.0", False), ("9.9.0", "9.10.0rc1", False)]
)
def test_a_release_candidate_counts_by_its_numbers(project: Project, way: str, first: str, then: str, refused: bool) -> None:
    project.execute(f"update kaboom.migrations set release = '{first}'")
    project.become_release(then)
    project.write("functions/f.sql", "create or replace function public.f() returns int language sql as 'select 2';")
    if not refused:
        both_ways(project, way)
    elif way == "up":
        assert f"release {first} made this database" in project.run("up").stderr
    else:
        project.run("supabase")
        with psycopg.connect(project.database_url) as connection, pytest.raises(psycopg.Error, match="newer than"):
            connection.execute(project.exports()[-1].read_bytes())
    assert project.query("select public.f()") == [(1 if refused else 2,)]


def test_of_a_view_that_is_missing_the_columns_are_not_named(project: Project) -> None:
    project.execute("drop view public.seen")
    assert project.up()["healed"] == ["view public.seen (missing)"]


def test_the_version_is_that_of_the_project(project: Project) -> None:
    project.become_release("9.10.0")
    assert project.run("--version").stdout == "kaboom 9.10.0\n"
