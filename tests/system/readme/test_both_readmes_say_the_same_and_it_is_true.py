"""What README.md and README.ja.md show is the same, and does what they say: commands, the worked example, the first requests."""

import json
import re
from typing import Any

import psycopg
import pytest
from support.worked import compare, section
from support.worlds import ApiWorld

import migrate

ENGLISH, JAPANESE = ((migrate.ROOT / name).read_text("utf-8") for name in ("README.md", "README.ja.md"))


def code(page: str) -> list[str]:
    """Everything that a reader may run or compare, in order."""
    fenced = re.findall(r"(?ms)^```(?:bash|js)\n(.*?)^```", page)
    return [*re.findall(r"(?m)^    .*\S", re.sub(r"(?ms)^```.*?^```", "", page)), *fenced]


def requests() -> list[tuple[str, dict[str, Any]]]:
    """The calls of functions in the first requests, those of curl first: name and arguments."""
    shell, script = re.findall(r"(?ms)^```(?:bash|js)\n(.*?)^```", ENGLISH)
    found: list[tuple[str, dict[str, Any]]] = []
    for command in re.split(r"(?m)^curl ", shell.replace("\\\n", " "))[1:]:
        called = re.search(r"/rpc/(\w+)", command)
        if called:
            found.append((called[1], dict(re.findall(r"-d (\w+)=(\S+)", command))))
    for name, arguments in re.findall(r"\.rpc\('(\w+)', \{(.*?)\}\)", script, re.S):
        literal = re.sub(r"(\w+): ", r'"\1": ', arguments.replace("portfolio.id", "''")).replace("'", '"')
        found.append((name, json.loads(f"{{{literal}}}")))
    return found


def test_both_readmes_show_the_same_code_and_tables() -> None:
    assert code(ENGLISH) == code(JAPANESE)
    assert len(code(ENGLISH)) > 40
    shapes = [[line.count("|") for line in page.split("\n") if line.startswith("|")] for page in (ENGLISH, JAPANESE)]
    assert shapes[0] == shapes[1]
    links = [re.findall(r"\]\((docs/[^)]*|CHANGELOG.md)\)", page) for page in (ENGLISH, JAPANESE)]
    assert links[0] == links[1]
    assert ENGLISH.count("\n## ") == JAPANESE.count("\n## ")


def test_the_two_commands_are_those_that_continuous_integration_runs() -> None:
    setup, tests = section(ENGLISH, "## Two commands").strip().split("\n")[:2]
    script = (migrate.ROOT / ".ci/readme_commands").read_text().replace("pip install -q", "pip install")
    assert setup.strip() in script
    assert tests.strip() in (migrate.ROOT / ".ci/tests").read_text()


def test_the_demo_and_the_worked_example_print_what_the_readme_shows(empty: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert migrate.main(["up", "--demo", "--database-url", empty]) == 0
    printed = re.findall(r"[\d.,]+\d|[A-Za-z_]+", capsys.readouterr().out.split("Orders of")[1].split("Connect with")[0])
    shown = section(ENGLISH, "## Two commands").split("Orders of")[1].split("Connect with")[0]
    assert re.findall(r"[\d.,]+\d|[A-Za-z_]+", shown) == printed
    with migrate.connect(empty) as connection:
        assert compare(connection, section(ENGLISH, "## A day's trading")) == 4


def test_the_first_requests_are_answered(api_world: ApiWorld) -> None:
    columns = re.search(r"/portfolios\?select=([\w,]+)", ENGLISH)
    inserted = re.search(r"from\('portfolios'\)\.insert\(\{ name: '(\w+)', initial_capital: (\d+) \}\)", ENGLISH)
    assert columns and inserted
    assert api_world.owner.get("portfolios", columns[1])[0] == 200
    row = {"name": inserted[1], "initial_capital": int(inserted[2])}
    assert api_world.owner.post("portfolios", row)[0] == 201
    called = []
    for name, arguments in requests():
        status, _ = api_world.owner.rpc(name, **(arguments | {"portfolio_id": str(api_world.portfolio)}))
        assert status == 200, name
        called.append(name)
    assert called == ["place_order", "portfolio_summary", "place_order"]


def test_orders_are_sent_to_those_who_subscribe(database: psycopg.Connection[Any]) -> None:
    table = re.search(r"schema: 'public', table: '(\w+)'", ENGLISH)
    assert table
    published = database.execute("select tablename from pg_publication_tables where pubname = 'supabase_realtime'")
    assert (table[1],) in published.fetchall()
