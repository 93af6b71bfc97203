"""Find pgTAP's SQL, or fetch it without changing the system. `python pgtap.py` prints where it is."""

import glob
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FETCHED = ROOT / ".kaboom" / "pgtap"
PLACES = (
    "/usr/share/postgresql/*/extension",
    "/usr/pgsql-*/share/extension",
    "/usr/local/share/postgresql*/extension",
    "/opt/homebrew/share/postgresql*/extension",
    f"{FETCHED}/usr/share/postgresql/*/extension",
)
HELP = """pgTAP was not found and could not be fetched. Install it, then run this again:
  Debian, Ubuntu: apt install postgresql-15-pgtap (or the number of your PostgreSQL)
  Fedora:         dnf install pgtap
  macOS:          brew install pgtap
Without network: copy pgtap--1.x.y.sql to .kaboom/pgtap/usr/share/postgresql/any/extension/"""


def find() -> Path | None:
    """Return pgTAP's newest SQL file, or None."""
    found = [Path(name) for place in PLACES for name in glob.glob(f"{place}/pgtap--*.sql")]
    # Not the scripts that upgrade one version to the next: pgtap--1.2.0--1.3.0.sql
    whole = [path for path in found if re.fullmatch(r"pgtap--[\d.]+\.sql", path.name)]
    return max(whole, key=lambda path: [int(n) for n in re.findall(r"\d+", path.name)], default=None)


def run(*command: str) -> str:
    """Run a program in the folder for fetched files; return what it prints, nothing where it fails."""
    done = subprocess.run(command, cwd=FETCHED, capture_output=True, text=True, check=False)
    return done.stdout if done.returncode == 0 else ""


def fetch_by_apt() -> None:
    """Download and unpack Debian's package, without root. Where the system has no package lists, fetch them to our folder."""
    (FETCHED / "lists/partial").mkdir(parents=True, exist_ok=True)
    (FETCHED / "cache/archives/partial").mkdir(parents=True, exist_ok=True)
    own = [f"-oDir::State::lists={FETCHED}/lists", f"-oDir::Cache={FETCHED}/cache", "-oAPT::Sandbox::User="]
    for options in ([], own):
        if options:
            run("apt-get", *options, "update")
        listed = run("apt-cache", *options, "search", "--names-only", r"^postgresql-[0-9]+-pgtap$")
        for package in sorted(re.findall(r"^postgresql-\d+-pgtap", listed, re.M), reverse=True):
            if run("apt-get", *options, "-oAPT::Sandbox::User=", "download", package):
                for archive in FETCHED.glob(f"{package}_*.deb"):
                    run("dpkg", "-x", str(archive), str(FETCHED))
                return


def ensure() -> Path:
    """Return pgTAP's SQL file; fetch it where it is missing. Where that fails, exit and say what to install."""
    if not find():
        FETCHED.mkdir(parents=True, exist_ok=True)
        if shutil.which("apt-get") and shutil.which("dpkg"):
            fetch_by_apt()
        elif shutil.which("brew"):
            run("brew", "install", "pgtap")
    path = find()
    if not path:
        sys.exit(HELP)
    return path


def statements() -> str:
    """Return the file's SQL, without the lines that only psql understands."""
    path = find()
    if not path:
        sys.exit(HELP)
    return re.sub(r"(?m)^\\.*$", "", path.read_text("utf-8"))


if __name__ == "__main__":
    os.umask(0o022)
    print(ensure())
