"""Each example of docs/examples, run by psql on a fresh database, prints what lies beside it."""

from pathlib import Path

import pytest
from support.pages import COMMAND
from support.pages.examples import examples, printed


@pytest.mark.parametrize("example", examples(), ids=lambda path: path.stem)
def test_an_example_prints_what_is_recorded(clone: str, example: Path, tmp_path: Path) -> None:
    assert example.with_suffix(".out").read_text("utf-8") == printed(example, clone, tmp_path), f"run {COMMAND}"
