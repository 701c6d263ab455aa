"""Surroundings in which commands are run (time zones, locales, hash seeds, folders), and what comes of each command."""

import itertools
import json
import os
import pickle
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from scrgraph.reports.formats import FORMATS
from tests.graph.sample import ROOT, write_plan

ZONES = ("UTC", "Pacific/Kiritimati", "America/Adak", "Asia/Kathmandu")
SEEDS = ("0", "1", "42", "4711", "4294967295")
FOLDERS = ("here", "Там/a folder, with ünusual names")
# Each is a locale that is made, or one that every machine has. Of the first Python is told to change nothing: it then
# takes ASCII for the encoding of files, as it takes Latin-1 of the third.
LOCALES: Mapping[str, Mapping[str, str]] = {
    "C": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "tr_TR.UTF-8": {"LC_ALL": "tr_TR.UTF-8"},
    "de_DE.ISO-8859-1": {"LC_ALL": "de_DE.ISO-8859-1", "PYTHONUTF8": "0"},
}
_AS_OF = ("--as-of", "2010-07-31")
_LATE = {"scrutiny": "Further evidence required by 13/07/2010.", "targets": "1/09/2009 Ongoing"}
_ROWS = (
    _LATE,
    {"leads": "Head of Children’s Services – Zoë", "text": "Iğdır clinic should keep one list of İs and ıs."},
    {"leads": "", "targets": "29.02.09", "text": "Clinics should keep a list where possible."},
    {"scrutiny": "Consider Evidence for Audit 1. Copy of the list. Finalised", "targets": "Immediate"},
)
Told = tuple[int, bytes, bytes, bytes]  # exit code, standard output, standard error, what was written
_EXCUSED = (
    *("--reason", "It is looked into.", "--until", "2010-12-31"),
    *("--approved-by", "Chair of the Board", "--meeting", "2010-07-13"),
)
_KEPT = ("june.json", "july.json", "waivers.toml")  # what a command writes for one that comes after it
PLAN, BEGUN = "plan.txt", "plans"

# What is run, in this order; what a command writes to a file stands as OUT in it.
COMMANDS: tuple[tuple[str, ...], ...] = (
    *(("audit", PLAN, *_AS_OF, "--fail-on", "never", "--format", form, "-o", "OUT") for form in FORMATS),
    ("audit", PLAN, *_AS_OF, "--fail-on", "never"),
    ("audit", PLAN, *_AS_OF, "--fail-on", "never", "--replay", "--format", "json"),
    ("audit", BEGUN, *_AS_OF, "--fail-on", "never", "--format", "json", "--jobs", "2"),
    ("rows", PLAN, "--format", "json"),
    ("rows", PLAN, "--format", "csv"),
    ("rows", PLAN),
    ("rows", PLAN, "--account"),
    ("status", PLAN, *_AS_OF),
    ("status", PLAN, *_AS_OF, "--format", "json"),
    ("ingest", PLAN, "-o", "OUT.trig"),
    ("ingest", BEGUN, "--store", "store"),
    ("audit", "--store", "store", *_AS_OF, "--fail-on", "never"),
    ("query", "overdue-actions", "--store", "store", *_AS_OF, "--format", "json"),
    ("query", "outcome-counts", PLAN, *_AS_OF),
    ("generate", "--reviews", "2", "--seed", "3", "-o", "OUT"),
    ("generate", "--corpus", "--reviews", "5", "--seed", "3", "-o", "OUT"),
    ("why", "SEQ-001", PLAN, *_AS_OF),
    ("why", "{finding}", PLAN, *_AS_OF),
    ("why", "{finding}", PLAN, *_AS_OF, "--format", "json"),
    ("trend", PLAN, *_AS_OF, "-o", "OUT.svg"),
    ("trend", BEGUN, *_AS_OF, "--format", "json"),
    ("config", "show"),
    ("audit", PLAN, "--as-of", "2010-06-30", "--fail-on", "never", "--format", "json", "-o", "june.json"),
    ("waive", "{finding}", PLAN, *_AS_OF, *_EXCUSED, "--waivers", "waivers.toml"),
    ("audit", PLAN, *_AS_OF, "--fail-on", "never", "--baseline", "june.json", "--waivers", "waivers.toml"),
    ("audit", PLAN, *_AS_OF, "--fail-on", "never", "--format", "json", "--waivers", "waivers.toml", "-o", "july.json"),
    ("compare", "june.json", "july.json"),
    ("compare", "june.json", "july.json", "--format", "json"),
)
# What is run each time the tests are: each format of a report, and a few of the others.
SAMPLED = tuple(
    command
    for command in COMMANDS
    if command[:: len(command) - 1] == ("audit", "OUT")
    or command[:2] in (("ingest", PLAN), ("query", "outcome-counts"))
)


@dataclass(frozen=True)
class Surroundings:
    """Where a command is run."""

    zone: str
    locale: str
    seed: str
    folder: str

    @property
    def name(self) -> str:
        return ", ".join((self.zone, self.locale, f"seed {self.seed}", self.folder))

    def describe(self, locales: Path | None) -> dict[str, str]:
        """Give the environment; ``locales`` is the folder of the locales that were made."""
        left = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "PYTHON"))}
        made = {} if locales is None else {"LOCPATH": str(locales)}
        own = {"TZ": self.zone, "PYTHONHASHSEED": self.seed, "PYTHONPATH": str(ROOT), "COLUMNS": "100"}
        return left | made | own | dict(LOCALES[self.locale])


def list_surroundings(locales: Sequence[str]) -> Iterator[Surroundings]:
    for zone, locale, seed, folder in itertools.product(ZONES, locales, SEEDS, FOLDERS):
        yield Surroundings(zone, locale, seed, folder)


def make_locales(folder: Path) -> list[str]:
    """Make the locales that the machine can make, by glibc's ``localedef``; give the names of those there are then."""
    made = ["C"]
    for name in list(LOCALES)[1:]:
        language, _, encoding = name.partition(".")
        if shutil.which("localedef"):
            command = ["localedef", "--no-archive", "-i", language, "-f", encoding, str(folder / name)]
            if subprocess.run(command, capture_output=True, check=False).returncode in (0, 1):  # 1: with warnings
                made.append(name)
    return [name for name in made if name == "C" or (folder / name).is_dir()]


def lay_out(folder: Path, *, backwards: bool) -> None:
    """Put the plans into a folder; the same files in either order, as a folder may list them."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {
        PLAN: write_plan(*_ROWS),
        f"{BEGUN}/a.txt": write_plan(*_ROWS, reference="Case 16"),
        f"{BEGUN}/b.txt": write_plan(_LATE, _LATE | {"text": "Another."}, reference="Case 17"),
        f"{BEGUN}/c.txt": write_plan({}, reference="Case 18"),
        "scrgraph.toml": '[rules]\nignore = ["SMT-003"]\n',
    }
    for name, text in sorted(files.items(), reverse=backwards):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


def clear(folder: Path) -> None:
    """Take away what commands have left in a folder."""
    shutil.rmtree(folder / "store", ignore_errors=True)
    for name in _KEPT:
        (folder / name).unlink(missing_ok=True)
    take_written(folder)


def run_commands(
    folder: Path,
    environment: Mapping[str, str],
    finding: str,
    commands: Sequence[Sequence[str]] = COMMANDS,
    *,
    apart: bool = False,
) -> dict[str, Told]:
    """Run commands in a folder; each gives its exit code, standard output, standard error, and what it wrote.

    Each is a process of its own. Not ``apart`` these are copies of one that has begun in the surroundings and imported
    what is heavy, which takes a third of the time.
    """
    clear(folder)
    given = [[word.replace("{finding}", finding) for word in command] for command in commands]
    if apart:
        return {" ".join(command): _run(folder, environment, command) for command in given}
    done = subprocess.run(
        [sys.executable, "-m", "tests.proofs.surroundings"],
        input=json.dumps(given).encode(),
        cwd=folder,
        env=dict(environment),
        capture_output=True,
        check=True,
        timeout=600,
    )
    said: list[Told] = pickle.loads(done.stdout)
    return {" ".join(command): told for command, told in zip(given, said, strict=True)}


def _run(folder: Path, environment: Mapping[str, str], command: Sequence[str]) -> Told:
    done = subprocess.run(
        [sys.executable, "-m", "scrgraph", *command],
        cwd=folder,
        env=dict(environment),
        capture_output=True,
        check=False,
        timeout=300,
    )
    return done.returncode, done.stdout, done.stderr, take_written(folder)


def take_written(folder: Path) -> bytes:
    """Give what was written to a file, or to the files of a folder, and take it away."""
    found = sorted(file for top in folder.glob("OUT*") for file in (top, *top.rglob("*")) if file.is_file())
    wrote = b"".join(file.name.encode() + file.read_bytes() for file in found)
    for file in found:
        file.unlink()
    shutil.rmtree(folder / "OUT", ignore_errors=True)
    return wrote


def _run_all(commands: Sequence[Sequence[str]]) -> list[Told]:
    """Run commands in the working folder, each in a copy of this process."""
    from scrgraph import batch, pipeline  # noqa: F401 - imported once for all
    from scrgraph.cli import main as cli

    told: list[Told] = []
    for command in commands:
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            child = os.fork()
            if not child:
                os.dup2(out.fileno(), 1)
                os.dup2(err.fileno(), 2)
                sys.argv = ["scrgraph", *command]
                cli.main()
            _, status = os.waitpid(child, 0)
            for stream in (out, err):
                stream.seek(0)
            told.append((os.waitstatus_to_exitcode(status), out.read(), err.read(), take_written(Path())))
    return told


if __name__ == "__main__":
    done = _run_all(json.loads(sys.stdin.buffer.read()))
    sys.stdout.buffer.write(pickle.dumps(done))
