"""Opens what questions are asked of in a store: as it was kept beside the store, or made and kept anew.

What questions are asked of (``pipeline.collect_facts``) is made by audits, which for hundreds of plans take minutes. So
it is kept as a database of its own beside the store (``graph.copies``), for one day and all else that decides: the
versions of the plans, what is declared, the rules, the code. Where any of these is another, it is made anew, by several
processes; what a plan gives that nothing has changed is taken as it was gathered before (``audit.gathered``).

Whether all is as it was is told twice. The quick way looks at the sizes and times of files, as a version control system
does, and at the bytes of what is declared: who finds all of them as they were need not open the store. Else the names
of the versions and the digests of the rest are compared.
"""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from io import RawIOBase
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from scrgraph import __version__
from scrgraph.analysis.answers import FactBase
from scrgraph.errors import BadUsage, DamagedStore
from scrgraph.graph.copies import Copies, Copy
from scrgraph.graph.places import Entry, Places, digest_name
from scrgraph.resources import ontology_folder, package_folder, queries_folder, shapes_folder

if TYPE_CHECKING:  # who finds what was kept does not audit, and is to be quick
    from scrgraph.audit.gathered import Gathered
    from scrgraph.graph.sources import SourceMap
    from scrgraph.graph.waivers import Waiver
    from scrgraph.pipeline import Terms

_PLACED_AT_ONCE = 32  # plans
NOT_KEPT = (
    "What was gathered for questions cannot be kept beside the store ({}), so it is made anew each time. "
    "Check the folder and the room on the disk."
)


@dataclass(frozen=True)
class Inquiry:
    """What questions are asked of: the facts of plans, the plans, and what a reader must know, in sentences."""

    base: FactBase
    places: Mapping[str, str]  # the digests of the names of the plans' versions, by the plans' ids
    told: tuple[str, ...] = ()

    @property
    def plans(self) -> tuple[str, ...]:
        """The ids of the plans."""
        return tuple(self.places)


def recall_facts(store: Path, state: str) -> Inquiry | None:
    """Open what was kept beside a store for a state of all that decides (``describe_state``), where there is any."""
    copies = Copies(store)
    if (known := copies.recall(state)) is None:
        return None
    digest, told = known
    copy = copies.find(digest)
    return None if copy is None else _open_copy(store, copy, told)


def describe_state(store: Path, files: Iterable[Path], asked: Sequence[str]) -> str:
    """Describe the state of all that decides what questions are asked of, in a digest.

    Of the store, the code, the rules and the vocabularies it takes the names, sizes and times of the files. Of
    ``files``, which people write, it takes the bytes, or of folders those of what lies in them. ``asked`` is all else
    that decides.
    """
    digest = hashlib.sha256(repr((__version__, ox.__version__, *asked)).encode())
    for told in (*_list_states(store), *map(_describe_file, files)):
        digest.update(repr(told).encode())
    return digest.hexdigest()


def _list_states(store: Path) -> Iterator[tuple[Any, ...]]:
    """Give the names, sizes and times of the store's own files, and of those that scrgraph works by."""
    if (store / "CURRENT").exists():
        for entry in sorted(os.scandir(store), key=lambda entry: entry.name):
            if entry.name[:3] not in ("LOG", "LOC") and ".sqlite" not in entry.name and entry.is_file():
                found = entry.stat()
                yield entry.name, found.st_size, found.st_mtime_ns
    for folder, suffixes in (
        (package_folder(), (".py",)),
        (queries_folder(), (".rq",)),
        (ontology_folder(), (".ttl",)),
        (shapes_folder(), (".ttl",)),
    ):
        yield from _list_files(str(folder), suffixes)


def _list_files(folder: str, suffixes: tuple[str, ...]) -> Iterator[tuple[str, int, int]]:
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        if entry.is_dir():
            yield from _list_files(entry.path, suffixes)
        elif entry.name.endswith(suffixes):
            found = entry.stat()
            yield entry.path, found.st_size, found.st_mtime_ns


def _describe_file(path: Path) -> tuple[Any, ...]:
    try:
        if path.is_dir():
            inside = sorted(file for file in path.rglob("*") if file.is_file())
            return (str(path), *((str(file), hashlib.sha256(file.read_bytes()).digest()) for file in inside))
        return str(path), hashlib.sha256(path.read_bytes()).digest()
    except OSError as error:  # who reads it next says what is wrong
        return str(path), str(error)


def keep_facts(
    store: Path,
    state: str,
    terms: "Terms",
    waivers: Sequence["Waiver"] = (),
    check: Callable[[set[str]], Sequence[str]] = lambda _: (),
    *,
    processes: int | None = None,
    on_plan: Callable[[], None] = lambda: None,
    on_stage: Callable[[str], None] = lambda _: None,
) -> Inquiry:
    """Open what questions are asked of in a store, as it was kept, or gathered and kept for the next time.

    ``check`` gets the ids of the plans, and gives what else a reader must know, in sentences. ``on_plan`` is called as
    each plan is done, ``on_stage`` is told the name of each stage of the audit of a plan alone. Where nothing can be
    kept, it is held in memory, and a sentence says so.

    Raises:
        BadUsage: where the store holds no plan.
        DamagedStore: where the store cannot be opened or read.
        ScrgraphError: where a rule cannot be run.
    """
    from scrgraph.audit.shelf import digest_parts
    from scrgraph.batch import choose_waivers, digest_gathered
    from scrgraph.graph.store import list_plans, name_version, open_store
    from scrgraph.pipeline import whole_store

    opened = open_store(store, read_only=True)
    with whole_store(store):
        names = {plan: name_version(opened, plan) for plan in list_plans(opened)}
    del opened
    if not names:
        raise BadUsage(
            "There is no plan to ask about.", remedy="Put one into the store: scrgraph ingest PLAN --store DIR."
        )
    told = check(set(names))
    digests = {
        plan: digest_gathered(name, plan, terms, choose_waivers(plan, waivers, names)) for plan, name in names.items()
    }
    digest = digest_parts("copy", *(f"{plan} {one}" for plan, one in digests.items()))[:32]
    copies = Copies(store)
    if (copy := copies.find(digest)) is None:
        places = _open_places(store, {plan: digest_name(name) for plan, name in names.items()})
        made = _gather(store, terms, digests, waivers, places, processes, on_plan, on_stage)
        about = {
            "asOf": terms.as_of.isoformat(),
            "plans": places.names,
            "notes": [note for one in made for note in one.notes],
            "lost": [lost for one in made for lost in one.lost],
        }
        try:
            copy = copies.make(digest, lambda database: _fill(database, made, about))
        except (OSError, RuntimeError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            memory = ox.Store()
            _fill(memory, made, about)
            whole = (*_order_told(about, told), NOT_KEPT.format(reason))
            return Inquiry(FactBase(memory, places), places.names, whole)
        if copy is None:
            raise DamagedStore("What was gathered for questions was removed.", path=store, remedy="Ask again.")
    every = _order_told(copy.about, told)
    copies.note(state, digest, every)
    return _open_copy(store, copy, every)


def keep_graphs(store: Path, state: str, kept: Inquiry) -> Inquiry:
    """Open what was kept together with the named graphs of all versions of the plans, for questions that name graphs.

    It is a database of its own, several times as large, and is made where such a question is asked for the first time
    in this state of all that decides.

    Raises:
        DamagedStore: where the store cannot be read.
    """
    from scrgraph.graph.store import open_store
    from scrgraph.pipeline import whole_store

    opened = open_store(store, read_only=True)
    base, places = kept.base, _open_places(store, kept.places)

    def fill(database: ox.Store) -> Mapping[str, Any]:
        base.pour(database)
        with whole_store(store):
            database.bulk_extend(opened)
        return {"plans": kept.places, "told": kept.told}

    try:
        copy = Copies(store).make(_name_graphs(state), fill)
    except OSError as error:
        memory = ox.Store()
        fill(memory)
        told = (*kept.told, NOT_KEPT.format(error.strerror or error))
        return Inquiry(FactBase(memory, places), kept.places, told)
    if copy is None:
        raise DamagedStore("What was gathered for questions was removed.", path=store, remedy="Ask again.")
    return _open_copy(store, copy, kept.told)


def recall_graphs(store: Path, state: str) -> Inquiry | None:
    """Open what was kept with the named graphs for a state of all that decides, where there is any."""
    copy = Copies(store).find(_name_graphs(state))
    return None if copy is None else _open_copy(store, copy, copy.about["told"])


def _name_graphs(state: str) -> str:
    """Name the database of a state that holds the graphs, too."""
    return hashlib.sha256(f"graphs {state}".encode()).hexdigest()[:32]


def _order_told(about: Mapping[str, Any], told: Sequence[str]) -> list[str]:
    """Give all that a reader must know, in the order in which plans are read, and then judged."""
    return [*about["notes"], *told, *about["lost"]]


def _gather(
    store: Path,
    terms: "Terms",
    digests: Mapping[str, str],
    waivers: Sequence["Waiver"],
    places: Places,
    processes: int | None,
    on_plan: Callable[[], None],
    on_stage: Callable[[str], None],
) -> list["Gathered"]:
    """Gather what each plan gives; the places of its facts are kept on the way, and not held."""
    from scrgraph.batch import gather_store

    made: list[Gathered] = []
    placed: list[tuple[str, Sequence[Entry]]] = []
    for one in gather_store(store, terms, digests, waivers, places.list_missing(), processes, on_stage):
        if one.places is not None:
            placed.append((one.plan, one.places))
        if len(placed) == _PLACED_AT_ONCE:
            places.keep(placed)
            placed.clear()
        made.append(replace(one, places=None))
        on_plan()
    places.keep(placed)
    return made


def _fill(store: ox.Store, made: Iterable["Gathered"], about: Mapping[str, Any]) -> Mapping[str, Any]:
    """Fill a database with all that questions are asked of."""
    from scrgraph.graph.dataset import load_vocabularies
    from scrgraph.graph.quads import FactGraph
    from scrgraph.pipeline import conclude_facts

    store.bulk_extend(load_vocabularies().quads)
    store.bulk_load(input=_Stream(one.unpack() for one in made), format=ox.RdfFormat.N_TRIPLES, lenient=True)  # type: ignore[arg-type]
    conclude_facts(FactGraph(store=store))
    return about


class _Stream(RawIOBase):
    """Pieces of bytes, to be read as one file."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._left = memoryview(b"")

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read into a buffer as much as one piece gives."""
        while not self._left:
            if (piece := next(self._pieces, None)) is None:
                return 0
            self._left = memoryview(piece)
        size = min(len(buffer), len(self._left))
        buffer[:size] = self._left[:size]
        self._left = self._left[size:]
        return size


def _open_copy(store: Path, copy: Copy, told: Sequence[str]) -> Inquiry:
    names: dict[str, str] = copy.about["plans"]
    return Inquiry(
        FactBase(copy.store, _open_places(store, names), folder=copy.data, lock=copy.lock), names, tuple(told)
    )


def _open_places(store: Path, names: Mapping[str, str]) -> Places:
    opened: list[ox.Store] = []

    def read_map(plan: str) -> "SourceMap":
        from scrgraph.graph.packed import PackedFacts
        from scrgraph.graph.store import load_facts, open_store

        if not opened:
            opened.append(open_store(store, read_only=True))
        return load_facts(opened[0], plan, PackedFacts(store))[1]

    return Places(store, names, read_map)
