"""How fast is Kaboom? Every row against a counterpart on the same server in the same run, in several rounds by turns.

`.venv/bin/python tests/performance/run.py [--scale 1] [--rounds 5] [--rows fill batch ...] [--json FILE] [--plot FILE.svg]`

A scale of 1 is 20,000 portfolios, 1,000,000 orders that users read, 5,000,000 bars, 200,000 positions and 1,500,000 entries of
the ledger; it needs about 12 GB of disk. Several scales, such as `--scale 0.1 1 10`, show how each operation grows.
Without --database-url an embedded server is started and removed; with it, databases named kaboom_bench_... are made beside the
one that it names, by a user who may make them, and dropped in the end. Exits 1 where a row misses its goal.
"""

import argparse
import json
import sys
from contextlib import ExitStack
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parent)]

import fills  # noqa: E402
import market  # noqa: E402
import reads  # noqa: E402
import upkeep  # noqa: E402
from plot import draw  # noqa: E402
from rich.console import Console  # noqa: E402
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn  # noqa: E402
from rows import Result, Topic, show  # noqa: E402
from server import database, server  # noqa: E402

import migrate  # noqa: E402

TOPICS: list[Topic] = [fills.TOPIC, reads.TOPIC, *market.TOPICS, *upkeep.TOPICS]
NAMES = [name for topic in TOPICS for name in topic.names]


def arguments(words: list[str] | None) -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scale", type=float, nargs="+", default=[1.0])
    parser.add_argument("--database-url", help="any server instead of an embedded one")
    parser.add_argument("--rows", nargs="+", choices=NAMES, default=NAMES, metavar="NAME", help=", ".join(NAMES))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=5, help="how long pgbench runs for each figure")
    parser.add_argument("--json", type=Path, help="write all figures to this file")
    parser.add_argument("--plot", type=Path, help="write an SVG of the ratios, and of growth where there are several scales")
    return parser.parse_args(words)


def migrated(url: str, stack: ExitStack) -> str:
    """Make a database that the others are copied from; return its name."""
    template = "kaboom_bench_template"
    with migrate.connect(stack.enter_context(database(url, template))) as connection:
        migrate.migrate(connection, migrate.discover())
    return template


def measured(url: str, template: str, options: argparse.Namespace, progress: Progress, stack: ExitStack) -> list[Result]:
    """Fill a database for each topic and scale, then run the rounds: each row has its turn in each."""
    fills.SECONDS = options.seconds
    wanted = [(topic, scale) for topic in TOPICS for scale in options.scale if set(topic.names) & set(options.rows)]
    building = progress.add_task("databases", total=len(wanted))
    results: list[Result] = []
    for number, (topic, scale) in enumerate(wanted):
        place = stack.enter_context(database(url, f"kaboom_bench_{number}", template))

        def report(part: str, topic: Topic = topic, scale: float = scale) -> None:
            progress.update(building, description=f"{topic.name}, scale {scale:g}: {part}")

        rows = stack.enter_context(topic.rows(place, scale, report))
        results += [Result(row, scale) for row in rows if row.name in options.rows]
        progress.advance(building)
    running = progress.add_task("rounds", total=options.rounds * len(results))
    for number in range(options.rounds):
        for result in results:
            progress.update(running, description=f"round {number + 1}: {result.row.what}")
            result.measure(counterpart_first=number % 2 == 0)
            progress.advance(running)
    return results


def main(words: list[str] | None = None, template: str | None = None) -> int:
    """Measure what the command line names; return 1 where a goal is missed. `template`: a migrated database, if there is one."""
    options = arguments(words)
    console = Console() if sys.stdout.isatty() else Console(width=190)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with ExitStack() as stack:
        progress = stack.enter_context(Progress(*columns, console=Console(stderr=True), transient=True))
        url = options.database_url or stack.enter_context(server())
        results = measured(url, template or migrated(url, stack), options, progress, stack)
    show(results, console)
    if options.json:
        options.json.write_text(json.dumps([result.as_json() for result in results], indent=1) + "\n", "utf-8")
    if options.plot:
        options.plot.write_text(draw(results), "utf-8")
    return int(any(result.reached() is False for result in results))


if __name__ == "__main__":
    sys.exit(main())
