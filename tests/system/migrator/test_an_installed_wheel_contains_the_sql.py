"""`pip install .` gives the command `kaboom`, with the SQL inside it."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg

from migrate import RELEASE, ROOT, discover


def run(*command: object, cwd: Path, **environment: str) -> str:
    """Run a command, which must succeed; return what it prints."""
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, env=os.environ | environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_wheel_migrates_and_verifies_from_an_empty_directory(tmp_path: Path, empty: str) -> None:
    source, home, work = (tmp_path / name for name in ("source", "venv", "work"))
    listed = run("git", "ls-files", "-co", "--exclude-standard", cwd=ROOT).split("\n")
    for name in filter(None, listed):
        if (ROOT / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).write_bytes((ROOT / name).read_bytes())
    work.mkdir()
    run(sys.executable, "-m", "venv", "--without-pip", home, cwd=tmp_path)
    run(sys.executable, "-m", "pip", "--python", home / "bin/python", "install", "-q", source, cwd=tmp_path)
    printed = run(home / "bin/kaboom", "up", "--demo", cwd=work, DATABASE_URL=empty)
    assert f"{len(discover(demo=True))} files applied" in printed
    assert "40,437.00" in printed
    assert "The database is what the files say." in run(home / "bin/kaboom", "verify", cwd=work, DATABASE_URL=empty)
    assert list(work.iterdir()) == []
    assert run(home / "bin/kaboom", "--version", cwd=work) == f"kaboom {RELEASE}\n"
    packaged = {path.name for path in home.glob("lib/python*/site-packages/kaboom/supabase/migrations/*.sql")}
    assert packaged == {path.name for path in (ROOT / "supabase/migrations").glob("*.sql")}
    with psycopg.connect(empty) as connection:
        assert connection.execute("select count(*) from portfolios").fetchone() == (1,)
