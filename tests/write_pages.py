"""Write the generated pages of documentation: `.venv/bin/python tests/write_pages.py`.

They are made from a database that is built from the files, and from examples that are run on it. A test compares them.
"""

import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from psycopg.conninfo import make_conninfo  # noqa: E402
from support.databases import janitor  # noqa: E402
from support.pages import pages  # noqa: E402
from support.pages.examples import examples, printed  # noqa: E402

import migrate  # noqa: E402


def main() -> None:
    """Build a database, and write what differs."""
    server = os.environ.get("KABOOM_TEST_SERVER") or migrate.embedded_server()
    name = f"kaboom_pages_{uuid4().hex[:12]}"
    conninfo = make_conninfo(server, dbname=name)
    with janitor(server, name, "template0"), TemporaryDirectory() as scratch:
        with migrate.connect(conninfo) as connection:
            migrate.migrate(connection, migrate.discover())
            written = pages(connection)
        for example in examples():
            with janitor(server, f"{name}_copy", name):
                copy = make_conninfo(server, dbname=f"{name}_copy")
                written[example.with_suffix(".out")] = printed(example, copy, Path(scratch))
    for path, text in written.items():
        if not path.exists() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")
            print(f"written: {path.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
