"""Repeatable files say what there is, not what to add: `up` of a changed file takes away what it no longer names."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from support import house

import migrate

API_ROLES = "anon, authenticated, service_role"


class Copy:
    """A copy of the project that may be changed, and a database that is up to date with it."""

    def __init__(self, folder: Path, conninfo: str) -> None:
        self.folder, self.conninfo = folder, conninfo
        self.restore()

    def restore(self) -> None:
        """Make the copy what the project is."""
        for name in migrate.FOLDERS:
            shutil.copytree(migrate.ROOT / name, self.folder / name, dirs_exist_ok=True)

    def change(self, path: str, pattern: str, replacement: str) -> None:
        """Replace a text that the file has exactly once."""
        file = self.folder / path
        text, count = re.subn(pattern, replacement, file.read_text("utf-8"), flags=re.S)
        assert count == 1, f"{path} has {count} times {pattern}"
        file.write_text(text, "utf-8")

    def up(self) -> list[str]:
        """Apply what has changed; return the files."""
        with migrate.connect(self.conninfo) as connection:
            return [one.path for one in migrate.migrate(connection, migrate.discover(self.folder))]

    def ask(self, query: str) -> set[tuple[Any, ...]]:
        """The rows of a query."""
        with psycopg.connect(self.conninfo) as connection:
            return set(connection.execute(query.encode()).fetchall())

    def execute(self, statement: str) -> None:
        """Change the database as an earlier version of a file would have done."""
        with psycopg.connect(self.conninfo) as connection:
            connection.execute(statement.encode())


@pytest.fixture(scope="module")
def database_of_the_copy(make_clone: Callable[[], str]) -> str:
    """One for all tests, since each of them sets right what it has changed."""
    return make_clone()


@pytest.fixture
def copy(tmp_path: Path, database_of_the_copy: str) -> Iterator[Copy]:
    """The project, which is applied again in the end as it was."""
    one = Copy(tmp_path, database_of_the_copy)
    yield one
    one.restore()
    one.up()


def test_a_policy_that_its_file_no_longer_names_is_gone(copy: Copy) -> None:
    file = "policies/watchlists/watchlists.sql.j2"
    policies = "select polname from pg_policy where polrelid = 'public.watchlists'::regclass"
    assert copy.ask(policies) == {("Users can manage own watchlists",)}
    copy.change(file, "Users can manage own watchlists", "Users keep lists")
    assert copy.up() == [file]
    assert copy.ask(policies) == {("Users keep lists",)}


def test_a_right_on_a_table_that_its_file_no_longer_grants_is_gone(copy: Copy) -> None:
    file = "policies/watchlists/watchlists.sql.j2"
    may = "select has_column_privilege('authenticated', 'public.watchlists', 'is_default', 'UPDATE')"
    assert copy.ask(may) == {(True,)}
    copy.change(file, "update=columns", 'update="name"')
    assert copy.up() == [file]
    assert copy.ask(may) == {(False,)}


def test_a_grant_of_a_function_that_its_file_no_longer_names_is_gone(copy: Copy) -> None:
    file = "functions/45_portfolios/api/archive_portfolio.sql"
    grantees = "select x.grantee::regrole::text from pg_proc as p cross join aclexplode(p.proacl) as x"
    grantees += " where p.oid = 'public.archive_portfolio'::regproc and x.grantee <> p.proowner"
    assert copy.ask(grantees) == {("authenticated",), ("service_role",)}
    copy.change(file, r" to authenticated, service_role;", " to service_role;")
    assert copy.up() == [file]
    assert copy.ask(grantees) == {("service_role",)}


def test_no_grant_survives_a_run_of_the_file_of_a_function_or_view_that_does_not_name_it(copy: Copy) -> None:
    """Each file is run again after everything was granted to everybody, as a former version of it may have done."""
    rights = """
    select n.nspname || '.' || p.proname, p.proacl::text
    from pg_proc as p join pg_namespace as n on n.oid = p.pronamespace
    where n.nspname in ('public', 'kaboom')
    union all
    select n.nspname || '.' || c.relname, array(select unnest(c.relacl)::text order by 1)::text
    from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
    where n.nspname in ('public', 'monitoring') and c.relkind = 'v'
    """
    former = copy.ask(rights)
    copy.execute(f"grant all on all routines in schema public, kaboom to public, {API_ROLES}")
    copy.execute(f"grant all on all tables in schema monitoring to public, {API_ROLES}")
    views = copy.ask("select format('grant all on public.%I to public', viewname) from pg_views where schemaname = 'public'")
    copy.execute("; ".join(view for (view,) in views))
    copy.execute("update kaboom.migrations set checksum = 'former' where path like 'functions/%'")
    copy.up()
    differ = {name for name, _ in copy.ask(rights) ^ former}
    assert differ & house.functions().keys() == set()
    copy.execute(f"revoke all on all routines in schema public, kaboom from public, {API_ROLES}")
    copy.execute("update kaboom.migrations set checksum = 'former' where path like 'functions/%'")


def test_a_trigger_that_its_file_no_longer_names_is_gone(copy: Copy) -> None:
    file = "functions/80_watchlists/triggers/watchlists.sql.j2"
    triggers = "select tgname from pg_trigger where tgrelid = 'public.watchlists'::regclass and not tgisinternal"
    before = copy.ask(triggers)
    assert ("move_default_watchlist",) in before
    copy.change(file, r"create or replace trigger move_default_watchlist.*?;\n", "")
    assert copy.up() == [file]
    assert copy.ask(triggers) == before - {("move_default_watchlist",)}


def test_a_trigger_of_another_maker_stays(copy: Copy) -> None:
    """On Supabase a project has triggers of its own, on our tables and on auth.users."""
    copy.execute("create function public.theirs() returns trigger language plpgsql as 'begin return new; end'")
    for table in ("public.watchlists", "auth.users"):
        copy.execute(f"create trigger theirs before insert on {table} for each row execute function public.theirs()")
    for file in ("functions/80_watchlists/triggers/watchlists.sql.j2", "functions/15_accounts/triggers/users.sql.j2"):
        copy.change(file, r"\Z", "\n-- changed\n")
    assert len(copy.up()) == 2
    assert copy.ask("select tgrelid::regclass::text from pg_trigger where tgname = 'theirs'") == {
        ("watchlists",),
        ("auth.users",),
    }
    copy.execute("drop function public.theirs() cascade")


def test_an_overload_that_is_left_behind_stops_up_at_its_place(copy: Copy) -> None:
    file = "functions/45_portfolios/api/archive_portfolio.sql"
    copy.change(file, r"archive_portfolio\(portfolio_id uuid\)", "archive_portfolio(portfolio_id uuid, reason text default null)")
    line = (copy.folder / file).read_text("utf-8").split("comment on function")[0].count("\n") + 1
    with pytest.raises(migrate.Failure) as stopped:
        copy.up()
    message = str(stopped.value)
    assert re.match(rf"{file}:{line}:\d+: function name \S+ is not unique \(SQLSTATE 42725\)", message), message
    shown, pointer = message.split("\n")[1:3]
    assert shown.strip().startswith("comment on function public.archive_portfolio is")
    assert pointer.strip() == "^"
    arguments = "select pg_get_function_arguments('public.archive_portfolio'::regproc)"
    assert copy.ask(arguments) == {("portfolio_id uuid",)}, "nothing of the file stays"
