"""Every kind of tampering is refused by the command as people run it, and so are bits flipped anywhere."""

import datetime as dt
import os
import random
import re
from collections import Counter
from pathlib import Path

import pytest

from scrgraph import __version__
from scrgraph.exchange.reading import RefusedPackage
from scrgraph.exchange.verify import verify_package
from tests.exchange.sealed import make_files
from tests.exchange.tampering import KINDS, OURS, Bench, flip_bit, look_at
from tests.graph.sample import ROOT

RECORD = ROOT / "proofs" / "tampering.md"
FLIPS = 400
REFUSED, SAME, CHANGED = OUTCOMES = (
    "refused",
    "taken, with every file as it was signed",
    "taken, with a file changed",
)


def try_kinds(folder: Path) -> list[tuple[str, str]]:
    """Try every kind, with the content read in a process apart; gives its name and what the refusal says."""
    told = []
    for number, kind in enumerate(KINDS):
        place = folder / str(number)
        place.mkdir()
        package = kind.make(Bench(place))
        before = look_at(place)
        with pytest.raises(RefusedPackage) as caught:
            verify_package(package, kind.trust)
        assert re.search(kind.says, str(caught.value)), f"{kind.name}: {caught.value}"
        assert look_at(place) == before, kind.name
        told.append((kind.name, str(caught.value).removeprefix(str(package)).lstrip(",: ")))
    return told


def flip_bits(folder: Path, name: str) -> Counter[str]:
    """Flip a bit anywhere in a package, again and again; gives what came of it."""
    whole, counts = make_files(), Counter[str]()
    for seed in range(FLIPS):
        chance, place = random.Random(seed), folder / f"{name}-{seed}"
        place.mkdir()
        if name == "folder":
            file = chance.choices(sorted(whole), [len(whole[each]) for each in sorted(whole)])[0]
            package = Bench(place).put(whole | {file: flip_bit(whole[file], chance)})
        else:
            package = Bench(place).put(whole, "package.zip")
            package.write_bytes(flip_bit(package.read_bytes(), chance))
        try:
            given = verify_package(package, OURS).files
            counts[SAME if given == whole else CHANGED] += 1
        except RefusedPackage:
            counts[REFUSED] += 1
    return counts


@pytest.mark.proof
def test_every_kind_of_tampering_is_refused(tmp_path: Path) -> None:
    told = try_kinds(tmp_path)
    flips = {name: flip_bits(tmp_path, name) for name in ("folder", "zip")}
    if os.environ.get("SCRGRAPH_RECORD") == "1":
        record(told, flips)
    assert flips["folder"] == {REFUSED: FLIPS}
    assert set(flips["zip"]) <= {REFUSED, SAME}


def record(told: list[tuple[str, str]], flips: dict[str, Counter[str]]) -> None:
    """Write the figures with version and date."""
    today = dt.datetime.now(dt.UTC).date().isoformat()
    lines = [
        "# What becomes of packages that were tampered with",
        "",
        f"scrgraph {__version__}, {today}. Made by `make prove` (tests/proofs/test_tampering.py).",
        "",
        f"{len(told)} kinds of tampering (tests/exchange/tampering.py), each on a small synthetic package; the content "
        "is read in a process apart, as the command does. Each is refused in one sentence with its reason, and nothing "
        "is written or changed.",
        "",
        f"Bits flipped at random, {FLIPS} each, in a package that is signed:",
        "",
        "| package | " + " | ".join(OUTCOMES) + " |",
        "| --- | ---: | ---: | ---: |",
        *(f"| {name} | " + " | ".join(str(counts[each]) for each in OUTCOMES) + " |" for name, counts in flips.items()),
        "",
        "In a zip a few bits mean nothing: those that fill up the last byte of a packed file, say. A package in which "
        "such a bit is flipped still holds what was signed, byte for byte.",
        "",
        "| what was done | what the refusal says |",
        "| --- | --- |",
        *(f"| {name} | {_cell(words)} |" for name, words in sorted(told)),
    ]
    RECORD.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _cell(words: str) -> str:
    """Keep what the reason is in a cell of a table; keys are new each time, so their ids are not kept."""
    words = words.replace("Nothing was taken in; ask the sender for it again.", "").strip()
    return re.sub(r"\b[0-9a-f]{16}\b", "KEY", words).replace("|", "\\|").replace("<", "&lt;")
