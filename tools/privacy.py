"""Measures the privacy check: how much planted personal data it stops, and how often it is alarmed for nothing.

``python -m tools.privacy`` plants the items of ``tests/exchange/planted.toml``, each in a plan of its own, reads the
plan, and looks at what would leave of it. Then it looks at plans into which nobody put any: the samples, synthetic
plans, and the real plan where it is at hand. With ``--model`` the recogniser of the extra ``privacy`` looks, too.
"""

import csv
import io
import os
import re
import sys
import tempfile
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from scrgraph.exchange.package import DATA
from scrgraph.exchange.person_model import find_model
from scrgraph.exchange.privacy import Finder, Hit, check_files
from scrgraph.exchange.redaction import redact
from scrgraph.graph.canonical import render_canonical_quads
from scrgraph.graph.dataset import find_quads
from scrgraph.graph.profiles import load_profile
from scrgraph.pipeline import find_sources, read_source
from scrgraph.reports.layout import render_table
from scrgraph.synthetic.corpus import generate

if TYPE_CHECKING:
    import pyoxigraph as ox

ROOT = Path(__file__).resolve().parent.parent
PLANTED = ROOT / "tests" / "exchange" / "planted.toml"
PROFILES = ("partner", "full")
_HEADINGS = {
    "recommendation": "Recommendation",
    "action": "Action",
    "lead": "Lead officer",
    "agency": "Agency",
    "date": "Target date",
    "progress": "Progress",
    "evidence": "Evidence",
}
_ROW = {
    "recommendation": "Records should be read before a visit.",
    "action": "Write to all teams about the new form.",
    "lead": "Team Manager",
    "agency": "Northshire Police",
    "date": "01/09/2009",
    "progress": "The form was sent out.",
    "evidence": "Copy of the form.",
}
_PLAN = "planted"
SYNTHETIC, _SEED = 20, 11
_WIDTH = 110


@dataclass(frozen=True, slots=True)
class Item:
    """An item that is planted: its kind, the column, what is planted, and the words around it."""

    set: str
    kind: str
    column: str
    text: str
    around: str


def load_items(file: Path = PLANTED) -> tuple[Item, ...]:
    """Load the items to plant."""
    sets = tomllib.loads(file.read_text(encoding="utf-8"))["set"]
    return tuple(Item(one["name"], *item) for one in sets for item in one["items"])


def read_planted(item: Item | None) -> "list[ox.Quad]":
    """Give the linked data of a plan in which an item is planted, or none."""
    row = dict(_ROW)
    plan = _PLAN
    if item is not None and item.column == "plan":
        plan = item.around.format(item.text)
    elif item is not None:
        row[item.column] = item.around.format(item.text)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerows([["No.", *_HEADINGS.values()], ["1", *_ROW.values()], ["2", *row.values()]])
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "plan.csv"
        file.write_text(text.getvalue(), encoding="utf-8")
        return list(find_quads(read_source(file, plan=plan).build()))


def look(quads: "Iterable[ox.Quad]", profile: str, finder: Finder | None = None) -> tuple[Hit, ...]:
    """Give what the check finds in what would leave of some quads under a profile."""
    given = redact(quads, load_profile(profile)).quads
    return check_files({DATA: render_canonical_quads(given).encode()}, finder=finder)


def find_missed(items: Sequence[Item], profile: str, finder: Finder | None = None) -> tuple[list[Item], list[Item]]:
    """Give the items that would leave under a profile, and those of them that the check does not stop."""
    leaving, missed = [], []
    for item in items:
        quads = read_planted(item)
        lines = render_canonical_quads(redact(quads, load_profile(profile)).quads)
        if _leaves(item, lines):
            leaving.append(item)
            if not look(quads, profile, finder):
                missed.append(item)
    return leaving, missed


def _leaves(item: Item, lines: str) -> bool:
    """Tell whether an item is in what would leave, as it was planted or as it comes out in an IRI."""
    told = re.sub(r"\\u([0-9A-F]{4})", lambda found: chr(int(found[1], 16)), unquote(lines))
    return item.text in told or re.sub(r"[\W_]+", "-", unquote(item.text)).strip("-").lower() in told.lower()


def list_plain(folder: Path, synthetic: int = SYNTHETIC) -> "Iterator[tuple[str, list[ox.Quad]]]":
    """Give plans in which nobody put personal data, each with where it is from; synthetic ones are made in a folder."""
    generate(synthetic, _SEED, folder, "corpus")
    shared = Path(os.environ.get("SCRGRAPH_SHARED", "")) / "case-14"
    for name, sources in (("the samples", ROOT / "data"), ("synthetic plans", folder), ("the real plan", shared)):
        for path in find_sources([str(sources)]).paths if sources.is_dir() else ():
            yield name, list(find_quads(read_source(path).build()))


def main(arguments: Sequence[str]) -> None:
    """Print how much is stopped, and the false alarms."""
    finder = None
    if "--model" in arguments and (finder := find_model()) is None:
        sys.exit("The model is not installed: pip install scrgraph[privacy].")
    items = load_items()
    for profile in PROFILES:
        leaving, missed = find_missed(items, profile, finder)
        left, lost = (Counter((item.set, item.kind) for item in some) for some in (leaving, missed))
        rows = [(*key, str(count), str(count - lost[key])) for key, count in sorted(left.items())]
        rows.append(("all", "", str(len(leaving)), str(len(leaving) - len(missed))))
        print(f"Under the profile {profile}, of {len(items)} items that were planted:\n")
        print(render_table(("set", "kind", "would leave", "stopped"), rows, _WIDTH))
        print(f"\nrecall {(len(leaving) - len(missed)) / len(leaving):.3f}")
        for item in missed:
            print(f"missed: {item.kind} in {item.column}: {item.text}")
        print()
    alarms: dict[tuple[str, str], list[tuple[Hit, ...]]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as made:
        for name, quads in list_plain(Path(made) / "plans"):
            for profile in PROFILES:
                alarms[name, profile].append(look(quads, profile, finder))
    told = [
        (*key, str(len(found)), str(sum(map(len, found))), str(len({hit.masked for hits in found for hit in hits})))
        for key, found in alarms.items()
    ]
    print("Where nobody planted any:\n")
    print(render_table(("plans", "profile", "how many", "hits", "different"), told, _WIDTH))


if __name__ == "__main__":
    main(sys.argv[1:])
