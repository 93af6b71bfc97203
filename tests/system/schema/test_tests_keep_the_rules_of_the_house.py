"""Tests keep the rules of the house: rooms, names that are sentences, assertion texts that stand alone, plain words."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from migrate import ROOT

TESTS = ROOT / "tests"
PGTAP = sorted(TESTS.rglob("test_*.sql"))
PYTHON = sorted(TESTS.rglob("test_*.py"))
# What is read for its language: everything in this folder, but the schema of the specification, which is not ours to word.
READ = [
    path
    for path in sorted(TESTS.rglob("*"))
    if path.suffix in (".py", ".sql", ".j2", ".md") and path != TESTS / "performance/specification.sql"
]
ASSERTIONS = (
    r"tests\.each_sees|tests\.each_is_refused|is|ok|lives_ok|throws_ok|throws_like|results_eq|is_empty|isnt_empty|set_eq|bag_eq"
    r"|matches|cmp_ok"
)
WITH_MESSAGE = re.compile(r"tests\.each_is_refused")
# A text that begins so continues another one, which TAP does not show beside it.
CONTINUES = r"and|nor|or|so|but|then|which|who|also|as|not|neither|through|it|its|they|their|he|she|this|that|these|those"
AVOIDED = r"he|him|his|himself|she|her|hers|herself|whoever|anew|lest|stands|told|mend|none of it"


def arguments(text: str, start: int) -> tuple[list[str], int]:
    """The arguments of a call whose parenthesis opens before `start`, and where it closes."""
    token = re.compile(r"'(?:[^']|'')*'|\$\$.*?\$\$|--[^\n]*|[(\[]|[)\]]|,", re.S)
    found, depth, begin = [], 0, start
    for match in token.finditer(text, start):
        if match[0] in ("(", "["):
            depth += 1
        elif match[0] in (")", "]") and depth:
            depth -= 1
        elif match[0] == ")" or (match[0] == "," and not depth):
            found.append(text[begin : match.start()].strip())
            begin = match.end()
            if match[0] == ")":
                return found, match.start()
    raise AssertionError(f"no parenthesis closes: {text[start : start + 80]}")


def descriptions(text: str) -> Iterator[str]:
    """The description of each assertion that is written as a literal, or as the format of one."""
    for match in re.finditer(rf"^select ({ASSERTIONS})\(", text, re.M):
        given, _ = arguments(text, match.end())
        described = given[2] if WITH_MESSAGE.match(match[1]) else given[-1]
        literal = re.match(r"(?:format\()?'((?:[^']|'')*)'", described)
        if literal:
            yield literal[1].replace("''", "'")


def test_a_test_file_lies_in_a_room_or_in_a_topic_of_the_system() -> None:
    for path in [*PGTAP, *PYTHON]:
        folders = path.relative_to(TESTS).parts[:-1]
        assert len(folders) == (2 if folders[0] == "system" else 1), path


@pytest.mark.parametrize("path", [*PGTAP, *PYTHON], ids=lambda path: path.stem)
def test_the_name_of_a_test_file_is_a_sentence(path: Path) -> None:
    words = path.stem.split("_")[1:]
    assert len(words) >= 4
    assert all(re.fullmatch("[a-z0-9]+", word) for word in words)
    assert not set(words) & set(AVOIDED.split("|"))


def test_the_name_of_a_python_test_is_a_sentence() -> None:
    for path in PYTHON:
        for name in re.findall(r"^def test_(\w+)", path.read_text("utf-8"), re.M):
            assert len(name.split("_")) >= 3, (path, name)


@pytest.mark.parametrize("path", PGTAP, ids=lambda path: path.stem)
def test_a_pgtap_file_can_be_run_by_pg_prove(path: Path) -> None:
    """It plans its assertions, and leaves nothing behind."""
    text = path.read_text("utf-8")
    assert re.match(r"begin;\nselect plan\(\d+\);\n", text)
    assert text.endswith("\nselect * from finish();\nrollback;\n")


@pytest.mark.parametrize("path", PGTAP, ids=lambda path: path.stem)
def test_an_assertion_text_is_a_whole_sentence(path: Path) -> None:
    found = list(descriptions(path.read_text("utf-8")))
    assert found
    for text in found:
        assert len(text.split()) >= 4, text
        assert not re.match(rf"({CONTINUES})\b", text), text


@pytest.mark.parametrize("path", READ, ids=lambda path: str(path.relative_to(TESTS)))
def test_a_file_of_tests_is_written_in_plain_words(path: Path) -> None:
    text = path.read_text("utf-8")
    for number, line in enumerate(text.split("\n"), 1):
        avoided = re.search(rf"\b({AVOIDED})\b", line, re.I)
        assert not avoided or path == Path(__file__), f"{path}:{number}: {line}"
    assert len(text.split("\n")) <= 300, path


def test_the_command_of_the_guide_runs_every_pgtap_file() -> None:
    guide = (ROOT / "docs/CONTRIBUTING.md").read_text("utf-8")
    command = re.search(r"pg_prove -d \S+ (.*)", guide)
    assert command
    named = {path for pattern in command[1].split() for path in ROOT.glob(pattern)}
    assert named == set(PGTAP)
    loaded = re.search(r"psql -d scratch (-f .*)", guide)
    assert loaded
    assert loaded[1].replace("-f ", "").split() == [str(path.relative_to(ROOT)) for path in sorted(TESTS.glob("helpers*.sql"))]
