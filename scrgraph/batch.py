"""Reads and audits many plans, one by one.

What is kept of each is little, so that a thousand need hardly more room than one.

Each plan is a job of its own. Several processes share the jobs, and what they give comes in the order of the jobs.
From a store, a plan whose audit was kept, and which nothing has changed since, is not audited again.
"""

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any, TypeVar

import pyoxigraph as ox
from rdflib import RDF, URIRef

from scrgraph import namespaces
from scrgraph.audit.across import AcrossResult, audit_across
from scrgraph.audit.engines import name_engine
from scrgraph.audit.gathered import Gathered, GatheredShelf, pack_triples
from scrgraph.audit.shelf import Parcel, Shelf, digest_parts, pack
from scrgraph.audit.waived import apply_waivers
from scrgraph.errors import ScrgraphError
from scrgraph.facts.corrections import Corrections
from scrgraph.graph.dataset import load_vocabularies
from scrgraph.graph.packed import PackedFacts
from scrgraph.graph.places import list_places
from scrgraph.graph.quads import FactGraph
from scrgraph.graph.store import list_plans, load_facts, name_version, open_store
from scrgraph.graph.waivers import Waiver
from scrgraph.pipeline import (
    NO_CORRECTIONS,
    OpenedPlan,
    PlanReading,
    Terms,
    add_plan_facts,
    audit_opened,
    name_whole,
    note_corrections,
    open_path,
    read_source,
    refuse_second,
    whole_store,
)
from scrgraph.processes import count_processors, give_back_memory, share_jobs

_FEW = 8  # jobs that one process does sooner than others have begun
_SHELVED_AT_ONCE = 32
_MANY_ROWS = 500  # of a plan whose graphs take so much room that the report may need it
_RECOMMENDATION = URIRef(namespaces.SCR + "Recommendation")
_ACROSS = "*"  # no plan's id: what several plans give together
_Job = TypeVar("_Job")
_Given = TypeVar("_Given")


@dataclass(frozen=True, slots=True)
class Done:
    """A plan that was audited, and what a reader must know of how its document was read, in sentences."""

    parcel: Parcel
    told: tuple[str, ...] = ()


def count_processes(jobs: int) -> int:
    """Give how many processes share so many jobs: one where they are few, else one for each processor we may use."""
    return 1 if jobs < _FEW else count_processors()


def count_plans(store: Path) -> int:
    """Give how many plans a store holds; raises ``DamagedStore`` where it cannot be opened or read."""
    opened = open_store(store, read_only=True)
    with whole_store(store):
        return len(list_plans(opened))


def read_documents(
    paths: Sequence[Path | None],
    layout: str | None,
    plan: str | None,
    processes: int | None = None,
    *,
    layouts: Path | None = None,
    corrections: Corrections = NO_CORRECTIONS,
) -> Iterator[PlanReading | ScrgraphError]:
    """Read some documents, in their order; an error stands in the place of one that cannot be read.

    One process does so where they are few, else several share them. ``layouts`` is the folder of the board's own
    layouts, ``corrections`` are people's own readings of cells.
    """
    read = partial(_read_path, layout, plan, layouts, corrections)
    processes = min(processes or count_processes(len(paths)), len(paths))
    if processes < 2 or None in paths:  # standard input is this process's alone
        made: Iterator[PlanReading | ScrgraphError] = map(read, paths)
    else:
        remedy = "Try again with fewer documents."
        made = share_jobs(read, paths, processes, at_once=4, remedy=remedy)
    for path, given in zip(paths, made, strict=True):
        yield name_whole(given, path) if isinstance(given, ScrgraphError) and len(paths) > 1 else given


def _read_path(
    layout: str | None, plan: str | None, layouts: Path | None, corrections: Corrections, path: Path | None
) -> PlanReading | ScrgraphError:
    try:
        return read_source(path, layout, plan, layouts=layouts, corrections=corrections)
    except ScrgraphError as error:
        return error


def audit_documents(
    paths: Sequence[Path | None],
    terms: Terms,
    processes: int | None = None,
    on_stage: Callable[[str], None] = lambda _: None,
) -> Iterator[Done | ScrgraphError]:
    """Audit each plan of some documents; an error stands in the place of one that cannot be read.

    Raises:
        ScrgraphError: where a rule cannot be run.
    """
    seen: dict[str, str] = {}
    for path, found in zip(paths, _share(_audit_path, paths, terms, None, processes, on_stage), strict=True):
        for done in found:
            try:
                if isinstance(done, ScrgraphError):
                    raise done
                refuse_second(seen, done.parcel.plan, path)
                yield done
            except ScrgraphError as error:
                yield name_whole(error, path) if len(paths) > 1 else error


def audit_store(
    store: Path,
    terms: Terms,
    processes: int | None = None,
    *,
    again: bool = False,
    on_stage: Callable[[str], None] = lambda _: None,
) -> Iterator[Done]:
    """Audit each plan of a store, in the order of their ids.

    What was kept of an earlier audit that rests on the same is given again, unless ``again``.

    Raises:
        DamagedStore: where the store cannot be opened or read.
        ScrgraphError: where a rule cannot be run.
    """
    opened = open_store(store, read_only=True)
    with whole_store(store):
        digests = {plan: digest_audit(name_version(opened, plan), plan, terms) for plan in list_plans(opened)}
    del opened
    shelf = Shelf(store)
    kept = {} if again else {plan: Done(parcel) for plan, parcel in shelf.find(digests).items()}
    anew = [plan for plan in digests if plan not in kept]
    made = _share(_audit_stored, anew, terms, store, processes, on_stage)
    yield from _shelve(
        digests, kept, made, lambda waiting: shelf.keep([(digest, done.parcel) for digest, done in waiting])
    )


def _shelve(
    digests: Mapping[str, str],
    kept: Mapping[str, _Given],
    made: Iterator[list[_Given]],
    keep: Callable[[list[tuple[str, _Given]]], None],
) -> Iterator[_Given]:
    """Give what belongs to each plan of ``digests``: what was kept, or what is made next, which is kept from then on.

    Whatever ends it, what was made so far is kept.
    """
    waiting: list[tuple[str, _Given]] = []
    try:
        for plan, digest in digests.items():
            if plan in kept:
                yield kept[plan]
                continue
            (one,) = next(made)
            waiting.append((digest, one))
            if len(waiting) == _SHELVED_AT_ONCE:
                keep(waiting)
                waiting.clear()
            yield one
    finally:
        keep(waiting)


def compare_plans(
    parcels: Sequence[Parcel], terms: Terms, store: Path | None, on_stage: Callable[[], None] = lambda: None
) -> AcrossResult:
    """Judge plans together by the rules across reviews, from what each gives to these.

    Beside a store what comes out is kept: where no plan gives anything else than before, it is given again.

    Raises ``ScrgraphError`` where a rule cannot be run.
    """
    if len(parcels) < 2:
        return AcrossResult((), ())
    if store is None:
        return _compare(parcels, terms, on_stage)
    shelf = Shelf(store)
    given = [hashlib.sha256(parcel.contribution).hexdigest() for parcel in parcels]
    digest = digest_parts("across", *given, *_digest_terms(terms))
    if kept := shelf.find({_ACROSS: digest}):
        return kept[_ACROSS].unpack(AcrossResult, kept[_ACROSS].audit)
    found = _compare(parcels, terms, on_stage)
    shelf.keep([(digest, Parcel(_ACROSS, pack(found), b""))])
    return found


def _compare(parcels: Sequence[Parcel], terms: Terms, on_stage: Callable[[], None]) -> AcrossResult:
    given = (parcel.contribute() for parcel in parcels)
    return audit_across(given, terms.as_of, terms.pack, terms.time_limit, terms.engine, on_stage)


def gather_store(
    store: Path,
    terms: Terms,
    digests: Mapping[str, str],
    waivers: Sequence[Waiver],
    unplaced: Collection[str],
    processes: int | None = None,
    on_stage: Callable[[str], None] = lambda _: None,
) -> Iterator[Gathered]:
    """Give what each plan of a store gives to questions, in the order of ``digests``, which has all plans.

    ``digests`` say what each rests on: what was kept under it is given again. ``unplaced`` are the plans whose places
    in documents are asked for.

    Raises:
        DamagedStore: where the store cannot be opened or read.
        ScrgraphError: where a rule cannot be run.
    """
    shelf = GatheredShelf(store)
    kept = {plan: one for plan, one in shelf.find(digests).items() if plan not in unplaced}
    jobs = [
        _Gathering(plan, choose_waivers(plan, waivers, digests), plan in unplaced, len(digests) == 1)
        for plan in digests
        if plan not in kept
    ]
    yield from _shelve(digests, kept, _share(_gather_stored, jobs, terms, store, processes, on_stage), shelf.keep)


def digest_gathered(version: str, plan: str, terms: Terms, waivers: Sequence[Waiver]) -> str:
    """Digest all that what a plan gives to questions rests on: ``version`` names its facts."""
    return digest_parts("gathered", digest_audit(version, plan, terms), repr(waivers))


def choose_waivers(plan: str, waivers: Iterable[Waiver], plans: Collection[str]) -> tuple[Waiver, ...]:
    """Choose the waivers that may speak of a plan: by its id, or by that of a finding, which may be one of any plan."""
    return tuple(one for one in waivers if one.plan == plan or one.plan not in plans)


def digest_audit(version: str, plan: str, terms: Terms) -> str:
    """Digest all that the audit of a plan rests on: ``version`` names its facts."""
    return digest_parts(
        version, repr(terms.declared.choose(plan)), repr(terms.corrections.choose(plan)), *_digest_terms(terms)
    )


def _digest_terms(terms: Terms) -> tuple[str, ...]:
    """Give what of the terms decides any audit, as texts."""
    rules = [f"{rule.code} {rule.severity}" for rule in terms.pack.rules]
    whole = [rule.code for rule in terms.pack.whole]
    return (
        terms.as_of.isoformat(),
        repr((terms.pack.name, terms.pack.digest, rules, whole)),
        repr((terms.replay, name_engine(terms.engine))),
        repr(terms.mappings),
    )


# -- the jobs ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Worker:
    """What a process has at hand for its jobs."""

    terms: Terms
    folder: Path | None
    store: ox.Store | None
    on_stage: Callable[[str], None]

    def audit_next(self, plans: Iterator[OpenedPlan | ScrgraphError]) -> Done | ScrgraphError | None:
        """Audit the next plan, where there is one, and pack what is kept of it once its graphs are gone."""
        opened = next(plans, None)
        if opened is None or isinstance(opened, ScrgraphError):
            return opened
        notes, audited = opened.notes, audit_opened(opened, self.terms, self.on_stage)
        given = pack(audited.contribute())
        kept = audited.keep()
        del opened, audited
        if len(kept.result.rows) > _MANY_ROWS:
            give_back_memory()
        return Done(Parcel(kept.result.plan, pack(kept), given), notes)


_worker: _Worker | None = None


def _make_worker(terms: Terms, folder: Path | None, on_stage: Callable[[str], None] = lambda _: None) -> _Worker:
    return _Worker(terms, folder, None if folder is None else open_store(folder, read_only=True), on_stage)


def _begin(terms: Terms, folder: Path | None) -> None:
    """Begin a process that shares in the jobs."""
    global _worker
    _worker = _make_worker(terms, folder)


def _audit_path(path: Path | None, worker: _Worker) -> list[Done | ScrgraphError]:
    """Audit the plans of a document, or give the error that says why it cannot be read."""
    plans = _open_document(path, worker.terms)
    return list(iter(lambda: worker.audit_next(plans), None))


def _open_document(path: Path | None, terms: Terms) -> Iterator[OpenedPlan | ScrgraphError]:
    try:
        yield from open_path(path, terms.base, layouts=terms.layouts, corrections=terms.corrections)
    except ScrgraphError as error:
        error.path = error.path or (None if path is None else str(path))
        yield error


def _audit_stored(plan: str, worker: _Worker) -> list[Done]:
    """Audit a plan of the store."""
    assert worker.folder is not None
    with whole_store(worker.folder):
        done = worker.audit_next(_open_stored(plan, worker))
    assert isinstance(done, Done)
    return [done]


def _open_stored(plan: str, worker: _Worker) -> Iterator[OpenedPlan]:
    assert worker.folder is not None
    assert worker.store is not None
    yield note_corrections(
        OpenedPlan(*load_facts(worker.store, plan, PackedFacts(worker.folder))), worker.terms.corrections
    )


@dataclass(frozen=True, slots=True)
class _Gathering:
    """A plan whose facts are gathered, the waivers that may speak of it; ``alone`` where the store holds no other."""

    plan: str
    waivers: tuple[Waiver, ...]
    placed: bool
    alone: bool


def _gather_stored(job: _Gathering, worker: _Worker) -> list[Gathered]:
    """Gather what a plan of the store gives to questions, and if so asked the places of its facts."""
    plan = job.plan
    assert worker.folder is not None
    with whole_store(worker.folder):
        (opened,) = _open_stored(plan, worker)
        audited = audit_opened(opened, worker.terms, worker.on_stage)
    own = {finding.id for finding in audited.result.findings}
    if mine := [one for one in job.waivers if job.alone or one.plan == plan or one.finding in own]:
        nothing = AcrossResult((), ())
        excused = apply_waivers([audited.keep()], nothing, mine, worker.terms.pack, strays=True)
        audited = audited.with_result(excused.plans[0].result)
    shared = _hold_vocabularies()
    gathered = FactGraph()
    add_plan_facts(gathered, audited)
    facts = {quad.triple for quad in gathered.quads} - shared
    places = None
    if job.placed:
        named = {term for fact in facts for term in (fact.subject, fact.object) if isinstance(term, ox.NamedNode)}
        nodes = sorted(term.value for term in named)
        rows = [str(row) for row in audited.audit.data.subjects(RDF.type, _RECOMMENDATION)]
        places = tuple(list_places(opened.sources, nodes, sorted(rows)))
    lost = tuple(f"{one}." for one in audited.lost)
    return [Gathered(plan, pack_triples(facts), opened.notes, lost, places)]


@cache
def _hold_vocabularies() -> frozenset[ox.Triple]:
    """Give what the vocabularies say, which all plans share."""
    return frozenset(quad.triple for quad in load_vocabularies().quads)


def _do(do: Callable[[Any, _Worker], Any], job: Any) -> Any:
    """Do a job in a process of its own."""
    assert _worker is not None  # the process has begun
    return do(job, _worker)


def _share(
    do: Callable[[_Job, _Worker], list[_Given]],
    jobs: Sequence[_Job],
    terms: Terms,
    folder: Path | None,
    processes: int | None,
    on_stage: Callable[[str], None],
) -> Iterator[list[_Given]]:
    """Give what comes of each job, in their order; one process does them all, or several share them."""
    processes = min(processes or count_processes(len(jobs)), len(jobs))
    if processes < 2 or None in jobs:  # standard input is this process's alone
        worker = _make_worker(terms, folder, on_stage)
        yield from (do(job, worker) for job in jobs)
        return
    remedy = "Try it with --jobs 1."
    given = (terms, folder)
    yield from share_jobs(partial(_do, do), jobs, processes, at_once=2, begin=_begin, given=given, remedy=remedy)
