"""The target database is found, its errors are explained, and no password is printed."""

import shlex
import socket
import subprocess
import sys
import threading
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict
from support.project import Project

import migrate


def test_the_option_comes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrate, "embedded_server", lambda: "embedded")
    for name in ("DATABASE_URL", "PGHOST", "PGHOSTADDR", "PGSERVICE", "PGDATABASE", "PGPORT", "PGUSER"):
        monkeypatch.delenv(name, raising=False)
    assert migrate.target(None) == "embedded"
    monkeypatch.setenv("PGHOST", "somewhere")
    assert migrate.target(None) == ""
    monkeypatch.setenv("DATABASE_URL", "postgresql://environment")
    assert migrate.target(None) == "postgresql://environment"
    assert migrate.target("postgresql://option") == "postgresql://option"


def test_the_variables_of_libpq_name_the_target(project: Project) -> None:
    parts = conninfo_to_dict(project.database_url)
    names = {"PGHOST": "host", "PGPORT": "port", "PGUSER": "user", "PGPASSWORD": "password", "PGDATABASE": "dbname"}
    variables = {name: str(parts[key]) for name, key in names.items() if parts.get(key)}
    done = project.run("up", without="DATABASE_URL", **variables)
    assert done.returncode == 0, done.stderr
    assert project.exists("kaboom.migrations")


def test_a_database_that_is_down_is_named_as_the_reason(project: Project) -> None:
    done = project.run("up", "--database-url", "postgresql://127.0.0.1:1/none")
    assert done.returncode == 1
    assert "cannot connect" in done.stderr
    assert "Is the server running" in done.stderr


@pytest.fixture
def guarded() -> str:
    """The address of a server that refuses every password, as PostgreSQL words it."""
    listener = socket.create_server(("127.0.0.1", 0))

    def refuse() -> None:
        while True:
            connection, _ = listener.accept()
            if connection.recv(8)[4:] == b"\x04\xd2\x16\x2f":  # asks for TLS
                connection.sendall(b"N")
            connection.recv(1000)
            connection.sendall(b"R\0\0\0\x08\0\0\0\x03")  # asks for the password in clear text
            given = connection.recv(1000)[5:-1]
            fields = b"SFATAL\0C28P01\0Mwrong password: " + given + b"\0\0"
            connection.sendall(b"E" + (len(fields) + 4).to_bytes(4, "big") + fields)
            connection.close()

    threading.Thread(target=refuse, daemon=True).start()
    return f"127.0.0.1:{listener.getsockname()[1]}"


@pytest.mark.parametrize("form", ["postgresql://taro:{}@{}/db", "host={1} port={2} user=taro password={0}"])
@pytest.mark.parametrize("password", ["hunter2", "p%40ss%2Fword"])
def test_a_wrong_password_is_never_printed(project: Project, guarded: str, form: str, password: str) -> None:
    host, port = guarded.split(":")
    url = form.format(password, guarded if "://" in form else host, port)
    done = project.run("up", "--json", "--database-url", url)
    assert done.returncode == 1
    assert "wrong password: ***" in done.stderr
    for shown in (done.stdout, done.stderr):
        assert password not in shown
        assert "p@ss/word" not in shown


def test_a_password_of_the_environment_is_never_printed(project: Project, guarded: str) -> None:
    done = project.run("up", "--database-url", f"postgresql://taro@{guarded}/db", PGPASSWORD="hunter2")
    assert "wrong password: ***" in done.stderr
    assert "hunter2" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://taro:hunter2@host:port:5432/db?sslmode",
        "taro:hunter2@host/db",
        "postgres:/taro:hunter2@host/db",
        "postgresql://127.0.0.1/db?user=taro&password=x&hunter2",
        "host=127.0.0.1 password=x hunter2",
        "postgresql://taro:x@hunter2/word@127.0.0.1:1/db",
    ],
)
def test_a_malformed_address_does_not_print_the_password(project: Project, url: str) -> None:
    done = project.run("up", "--database-url", url)
    assert done.returncode in (1, 2)
    assert "cannot connect" in done.stderr or "the address is malformed" in done.stderr
    assert "hunter2" not in done.stdout + done.stderr


def test_a_folder_that_no_server_could_use_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "my trades"
    folder.mkdir()
    with pytest.raises(migrate.Failure, match="spaces or quotes"):
        migrate.embedded_server(folder)


def test_stop_does_not_end_another_process_with_an_old_pid(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(migrate, "data_folder", lambda: tmp_path)
    (tmp_path / "data").mkdir()
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as stranger:
        (tmp_path / "data/postmaster.pid").write_text(f"{stranger.pid}\n{tmp_path}/data\n1700000000\n5432\n")
        assert migrate.main(["stop"]) == 0
        assert stranger.poll() is None
        stranger.kill()
    assert "No embedded server runs here." in capsys.readouterr().out


def test_the_printed_connection_line_has_no_password(project: Project) -> None:
    parts = conninfo_to_dict(project.database_url)
    done = project.run("up", "--database-url", psycopg.conninfo.make_conninfo("", **{**parts, "password": "hunter2"}))
    assert done.returncode == 0
    assert "psql" in done.stdout
    assert "hunter2" not in done.stdout + done.stderr


@pytest.mark.parametrize("option", [["--database-url", ""], []], ids=["option", "environment"])
def test_an_empty_address_is_an_error(project: Project, option: list[str]) -> None:
    refused = project.run("up", *option, DATABASE_URL=" " if option == [] else project.database_url)
    assert refused.returncode == 2
    assert "the address of the database is empty" in refused.stderr


def test_parameters_of_other_tools_are_understood() -> None:
    given = "postgresql+psycopg://taro@host:6543/db?pgbouncer=true&supa=base-pooler.x&schema=public&sslmode=require&connection_limit=1"
    assert migrate.address(given) == "postgresql://taro@host:6543/db?sslmode=require"
    assert migrate.address("postgres+asyncpg://host/db?pgbouncer=true") == "postgresql://host/db"
    assert migrate.address("host=/tmp dbname=a?b") == "host=/tmp dbname=a?b"


@pytest.mark.parametrize(
    ("query", "word"), [("schema=trading", "another schema"), ("sslaccept=strict", "the parameter sslaccept")]
)
def test_a_parameter_that_cannot_be_understood_is_named(project: Project, query: str, word: str) -> None:
    refused = project.run("up", "--database-url", f"postgresql://taro:hunter2@127.0.0.1:1/db?{query}")
    assert refused.returncode == 2
    assert word in refused.stderr
    assert "hunter2" not in refused.stderr


def test_the_line_to_connect_with_can_be_pasted(project: Project) -> None:
    project.execute('create role "o\'brien" superuser login')
    try:
        parts = conninfo_to_dict(project.database_url)
        url = psycopg.conninfo.make_conninfo("", **{**parts, "user": "o'brien"})
        done = project.run("up", "--database-url", url)
        assert done.returncode == 0, done.stderr
        line = next(line for line in done.stdout.splitlines() if line.startswith("Connect with:"))
        words = shlex.split(line.removeprefix("Connect with:"))
        assert words[0] == "psql"
        assert conninfo_to_dict(words[1])["user"] == "o'brien"
    finally:
        project.execute('drop owned by "o\'brien" cascade; drop role "o\'brien"')


def test_settings_of_the_database_do_not_change_what_is_sent(project: Project) -> None:
    name = project.query("select current_database()")[0][0]
    for setting in ("standard_conforming_strings = off", "search_path = nowhere", "quote_all_identifiers = on"):
        project.execute(f"alter database {name} set {setting}")
    project.write("sql/0009_a.sql", "create table one (t text); insert into one values ('a\\b;'), (';');")
    project.up()
    assert project.query("select t from public.one") == [("a\\b;",), (";",)]
