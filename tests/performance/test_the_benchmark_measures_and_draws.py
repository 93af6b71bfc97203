"""The one command of the benchmark runs at a tiny scale. What it measures here means nothing: a test does not go by the clock."""

import json
from pathlib import Path
from xml.etree import ElementTree

import run

ROWS = ["batch", "read"]


def test_rows_are_measured_written_and_drawn(server: str, template: str, tmp_path: Path) -> None:
    figures, picture = tmp_path / "figures.json", tmp_path / "picture.svg"
    words = ["--database-url", server, "--scale", "0.001", "0.002", "--rounds", "1", "--seconds", "1", "--rows", *ROWS]
    assert run.main([*words, "--json", str(figures), "--plot", str(picture)], template) in (0, 1)
    results = json.loads(figures.read_text())
    assert sorted((one["name"], one["scale"]) for one in results) == sorted((row, s) for row in ROWS for s in (0.001, 0.002))
    assert all(one["ms"] > 0 and len(one["ours"]) == 1 for one in results)
    assert all(one["ratio"] > 0 for one in results)
    words_of_picture = {"".join(element.itertext()) for element in ElementTree.fromstring(picture.read_text()).iter()}
    assert any("100 fills in one call" in words for words in words_of_picture)
    assert any(words.startswith("read: x ") for words in words_of_picture)
