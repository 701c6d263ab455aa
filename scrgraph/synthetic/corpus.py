"""Writes synthetic plans into a new folder: the folder is whole, or it is not there.

All is written beside it first, and then given its name.
"""

import os
import random
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal, TypeAlias

from scrgraph.errors import BadUsage, ScrgraphError
from scrgraph.facts.plan import read_plan
from scrgraph.graph.build import build_dataset
from scrgraph.graph.canonical import render_canonical
from scrgraph.ingest.layouts import list_layouts
from scrgraph.ingest.read import read_bytes
from scrgraph.processes import count_processors, share_jobs
from scrgraph.synthetic.across import Known, know
from scrgraph.synthetic.documents import choose_kind, render_document
from scrgraph.synthetic.export import render_plan
from scrgraph.synthetic.lessons import find_lessons
from scrgraph.synthetic.manifest import (
    Record,
    describe_links,
    describe_plan,
    describe_setting,
    describe_themes,
    describe_versions,
    write_links,
    write_manifest,
    write_settings,
    write_themes,
)
from scrgraph.synthetic.plans import compose_plan
from scrgraph.synthetic.versions import draw_versions
from scrgraph.wordings import load_wordings

Form: TypeAlias = Literal["txt", "nq", "corpus"]

_FEW = 24  # plans for which it does not pay to start other processes
_AT_ONCE = 8  # plans that a process is handed at a time


@dataclass(frozen=True)
class Made:
    """A plan that was written: its entry in the manifest, what is known of it, its themes and its links."""

    entry: Record
    known: Known
    themes: Record
    links: str


@dataclass(frozen=True)
class Corpus:
    """What was written, in numbers; ``lessons`` that come back are known of a corpus only."""

    plans: int
    rows: int
    faults: int
    near_misses: int
    lessons: int = 0


def generate(
    reviews: int,
    seed: int,
    folder: Path,
    form: Form = "txt",
    on_done: Callable[[int], None] = lambda _: None,
) -> Corpus:
    """Write so many plans of a seed into a folder that is not there yet, or is empty; ``on_done`` is told how many are.

    The form ``corpus`` stands for plans of fewer boards in several layouts, kinds of document and versions.

    Raises:
        BadUsage: where the folder holds something.
        ScrgraphError: where it cannot be written; nothing is left behind then.
    """
    folder = folder.resolve()
    _refuse_filled(folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
    except OSError as error:
        raise _complain(folder, error) from None
    try:
        corpus = _fill(reviews, seed, beside, form, on_done)
        umask = os.umask(0)
        os.umask(umask)
        beside.chmod(0o777 & ~umask)
        if folder.exists():
            folder.rmdir()
        beside.replace(folder)
    except OSError as error:
        raise _complain(folder, error) from None
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return corpus


def _refuse_filled(folder: Path) -> None:
    remedy = "Name a new folder with -o."
    if folder.exists() and not folder.is_dir():
        raise BadUsage("This is a file, not a folder.", path=folder, remedy=remedy)
    try:
        filled = folder.exists() and any(folder.iterdir())
    except OSError as error:
        raise _complain(folder, error) from None
    if filled:
        raise BadUsage("The folder is not empty.", path=folder, remedy=remedy)


def _complain(folder: Path, error: OSError) -> ScrgraphError:
    return ScrgraphError(
        f"The plans cannot be written ({error.strerror or error}).",
        path=folder,
        remedy="Check the folder and the room on the disk; nothing was left behind.",
    )


def _fill(reviews: int, seed: int, folder: Path, form: Form, on_done: Callable[[int], None]) -> Corpus:
    made: list[Made] = []
    for one in _make_all(reviews, partial(make_plan, seed, folder, form)):
        made.append(one)
        on_done(len(made))
    _write(folder / "themes.json", write_themes([one.themes for one in made]))
    _write(folder / "links.toml", write_links([one.links for one in made if one.links]))
    _write(folder / "scrgraph.toml", write_settings())
    entries, known = [one.entry for one in made], [one.known for one in made]
    _write(folder / "manifest.json", write_manifest(seed, entries, known, corpus=form == "corpus"))
    return Corpus(
        len(made),
        sum(entry["rows"] for entry in entries),
        sum(len(entry["faults"]) for entry in entries),
        sum(len(entry["near_misses"]) for entry in entries),
        len(find_lessons(known)[0]) if form == "corpus" else 0,
    )


def _make_all(reviews: int, make: Callable[[int], Made]) -> Iterator[Made]:
    """Make the plans in order, in as many processes as there are processors for them."""
    numbers = range(1, reviews + 1)
    processes = min(count_processors(), -(-reviews // _AT_ONCE))
    if reviews < _FEW or processes < 2:
        yield from map(make, numbers)
    else:
        yield from share_jobs(make, numbers, processes, at_once=_AT_ONCE)


def make_plan(seed: int, folder: Path, form: Form, number: int) -> Made:
    """Compose a plan and write it into a folder.

    Raises ``OSError`` where that fails.
    """
    if form == "corpus":
        return make_review(seed, folder, number)
    plan = compose_plan(seed, number)
    text = render_plan(plan)
    file = f"{plan.id}.{form}"
    if form == "nq":
        (folder / file).write_bytes(build_nquads(text, f"{plan.id}.txt"))
    else:
        _write(folder / file, text)
    return Made(describe_plan(plan, file), know(plan), describe_themes(plan), describe_links(plan))


def make_review(seed: int, folder: Path, number: int) -> Made:
    """Compose a plan of a corpus and write it, and its earlier versions, into folders of a folder.

    Raises ``OSError`` where that fails.
    """
    plan = compose_plan(seed, number, corpus=True)
    versions = draw_versions(plan, seed, number)
    files = []
    for version in versions:
        place = "plans" if version.number == len(versions) else f"earlier-{version.number}"
        kind = choose_kind(number, version.number)
        chance = random.Random(f"scrgraph synthetic look {seed}/{number}/{version.number}")
        files.append(f"{place}/{plan.id}.{kind}")
        (folder / place).mkdir(exist_ok=True)
        (folder / files[-1]).write_bytes(render_document(version.plan, kind, chance))
    entry = {**describe_plan(plan, files[-1]), **describe_setting(plan), **describe_versions(versions, files)}
    return Made(entry, know(plan), describe_themes(plan), describe_links(plan))


def build_nquads(text: str, file: str) -> bytes:
    """Give the linked data of a plan's text as canonical N-Quads: what reading a file of that name gives."""
    document = read_bytes(text.encode(), file, list_layouts())
    return render_canonical(build_dataset(read_plan(document, load_wordings()), document)).encode()


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
