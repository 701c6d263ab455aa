"""The way of the data: documents to cells, facts, linked data, an audited plan."""

import datetime as dt
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path

import pyoxigraph as ox
from rdflib import DCTERMS, RDF, Dataset, URIRef

from scrgraph import namespaces
from scrgraph.analysis.lessons import build_lessons
from scrgraph.audit.across import Contribution, contribute
from scrgraph.audit.derive import list_commencements
from scrgraph.audit.engines import DEFAULT
from scrgraph.audit.findings import AuditResult
from scrgraph.audit.kept import PlanAudit
from scrgraph.audit.moments import read_moments
from scrgraph.audit.origins import read_origins
from scrgraph.audit.record import build_findings
from scrgraph.audit.rules import RulePack
from scrgraph.audit.status import RowStatus, read_statuses
from scrgraph.audit.validate import TIME_LIMIT, Audit, audit_facts, derive_on, find_plan, merge_facts
from scrgraph.errors import BadUsage, DamagedStore, ScrgraphError, UnreadableDocument
from scrgraph.facts.corrections import Correction, Corrections, correct_document
from scrgraph.facts.model import PlanFacts
from scrgraph.facts.plan import read_plan
from scrgraph.facts.repeats import Compare
from scrgraph.graph.build import build_dataset
from scrgraph.graph.citations import Citation
from scrgraph.graph.corrections import list_corrections
from scrgraph.graph.dataset import (
    build_from_quads,
    find_quads,
    list_versions,
    load_dataset,
    load_vocabularies,
    split_plans,
)
from scrgraph.graph.declared import Declared
from scrgraph.graph.held_rows import HeldRows
from scrgraph.graph.mappings import TermMapping
from scrgraph.graph.quads import FactGraph, PackedQuads
from scrgraph.graph.source_rows import SourceRows
from scrgraph.graph.sources import SourceMap, map_sources
from scrgraph.graph.store import list_plans, load_plan, open_store
from scrgraph.ingest.archives import list_members
from scrgraph.ingest.cells import Document
from scrgraph.ingest.read import name_file, read_document
from scrgraph.ingest.unread import list_unread
from scrgraph.resources import queries_folder
from scrgraph.wordings import load_wordings

NO_CORRECTIONS = Corrections()
DOCUMENTS = (".txt", ".tsv", ".csv", ".docx", ".docm", ".xlsx", ".xlsm", ".html", ".htm", ".pdf")
ARCHIVE = ".zip"
LINKED_DATA = (".trig", ".nq")


@dataclass(frozen=True)
class PlanReading:
    """A document as read, and its facts; with the corrections that it was read with, each by its row and column."""

    document: Document
    facts: PlanFacts
    corrections: tuple[tuple[Correction, str, str], ...] = ()

    def build(self, base: str = namespaces.ID) -> Dataset:
        """Give the linked data of the reading; ``base`` is what the IRIs of the data begin with."""
        return build_dataset(self.facts, self.document, base, self.corrections)

    def open(self, base: str = namespaces.ID, *, whole: bool = False) -> "OpenedPlan":
        """Give the plan as it is judged.

        What is said of its rows, and its source map, which are most of it, are packed beside its linked data; or are in
        it, where that is to be ``whole``.
        """
        notes = tuple(list_unread(self.document))
        if whole:
            return OpenedPlan(self.build(base), notes=notes)
        sources, rows = SourceRows(), PackedQuads()
        head = build_dataset(self.facts, self.document, base, self.corrections, sources, rows)
        return OpenedPlan(head, sources.map_sources(), notes, rows)


@dataclass(frozen=True)
class OpenedPlan:
    """A plan's linked data.

    ``held`` is its source map, and ``rows`` what is said of its rows, where these lie elsewhere than in the ``head``:
    then that holds the rest. ``notes`` say, in sentences, what a reader must know of how it was read.
    """

    head: Dataset
    held: SourceMap | None = None
    notes: tuple[str, ...] = ()
    rows: PackedQuads | None = None

    @property
    def dataset(self) -> Dataset:
        """The whole of it but the source map, made anew each time where the rows lie elsewhere than in the head."""
        return _join_rows(self.head, self.rows)

    @property
    def sources(self) -> SourceMap:
        """Its source map."""
        return self.held or map_sources(self.head)


def _join_rows(head: Dataset, rows: PackedQuads | None) -> Dataset:
    """Give the dataset of a plan whose rows may lie elsewhere than in its head."""
    return head if rows is None else build_from_quads(chain(find_quads(head), rows))


@dataclass(frozen=True)
class Terms:
    """How plans are judged: as of which day, by which rules, with what is declared of them.

    ``base`` is what the IRIs of data begin with that are made of documents, ``layouts`` the folder of the board's own
    layouts by which they are read; ``corrections`` are people's own readings of cells; ``mappings`` say which terms
    of other boards are ours.
    """

    as_of: dt.date
    pack: RulePack
    declared: Declared = field(default_factory=Declared)
    replay: bool = False
    time_limit: float = TIME_LIMIT
    engine: str = DEFAULT
    base: str = namespaces.ID
    layouts: Path | None = None
    corrections: Corrections = field(default_factory=Corrections)
    mappings: tuple[TermMapping, ...] = ()


@dataclass(frozen=True)
class AuditedPlan:
    """A plan with its linked data (as in ``OpenedPlan``), its audit, and the status of its rows."""

    head: Dataset
    audit: Audit
    statuses: tuple[RowStatus, ...]
    rows: PackedQuads | None = None

    @property
    def dataset(self) -> Dataset:
        """Its dataset, made anew each time where the rows lie elsewhere than in the head."""
        return _join_rows(self.head, self.rows)

    @property
    def result(self) -> AuditResult:
        """What the audit found."""
        return self.audit.result

    @property
    def lost(self) -> tuple[str, ...]:
        """What was declared of rows that the plan does not have, in sentences."""
        return self.audit.lost

    def with_result(self, result: AuditResult) -> "AuditedPlan":
        """Give the plan with another result of its audit: one in which waivers excuse findings."""
        return replace(self, audit=replace(self.audit, result=result))

    def contribute(self) -> Contribution:
        """Give what rules across reviews look at of the plan."""
        return contribute(self.result.plan, self.audit.sources, self.audit.data)

    def keep(self) -> PlanAudit:
        """Give what is kept once the graphs are gone."""
        commenced = min(list_commencements(self.audit.data), default=None)
        moments, origins = read_moments(self.audit.data), read_origins(self.head)
        node, versions = str(find_plan(self.audit.data)), list_versions(self.head)
        dated = (commenced, self.audit.newest, moments)
        return PlanAudit(self.result, self.statuses, self.lost, *dated, origins, node, versions)


@dataclass(frozen=True)
class Sources:
    """What a SOURCE argument stands for: documents, and files passed over; ``folder`` tells whether it is one."""

    paths: tuple[Path | None, ...]
    passed_over: tuple[Path, ...]
    folder: bool


def find_sources(sources: Iterable[str]) -> Sources:
    """Give the documents that some SOURCE arguments stand for.

    ``-`` is standard input; a folder or a zip archive stands for the documents in it.

    Raises:
        BadUsage: where a folder or an archive holds no document of a known kind.
    """
    paths: list[Path | None] = []
    passed: list[Path] = []
    folder = False
    for source in sources:
        path = Path(source)
        if source == "-":
            paths.append(None)
        elif (inside := _list_inside(path)) is not None:
            folder = True
            found = [file for file in inside if file.suffix.lower() in DOCUMENTS and not _is_aside(file)]
            paths += found
            passed += [file for file in inside if file not in found]
            if not found:
                raise BadUsage(
                    f"The {'folder' if path.is_dir() else 'archive'} holds no plan document.",
                    path=source,
                    remedy=f"Plans are files that end in {', '.join(DOCUMENTS)}.",
                )
        else:
            paths.append(path)
    return Sources(tuple(paths), tuple(passed), folder or len(paths) > 1)


def _list_inside(path: Path) -> list[Path] | None:
    """Give the files in a folder or a zip archive, in order, hidden ones left out; ``None`` where it is neither."""
    if path.is_dir():
        files = sorted(file for file in path.rglob("*") if file.is_file())
    elif path.suffix.lower() == ARCHIVE and path.is_file():
        files = list(list_members(path))
    else:
        return None
    return [file for file in files if not _is_hidden(file, path)]


def read_source(
    path: Path | None,
    layout: str | None = None,
    plan: str | None = None,
    *,
    layouts: Path | None = None,
    corrections: Corrections = NO_CORRECTIONS,
) -> PlanReading:
    """Read one document and its facts, with the readings that people declare of its cells.

    ``layouts`` is the folder of the board's own layouts.

    Raises:
        UnreadableDocument: where it cannot be read as a plan.
        BadUsage: where a correction cannot be used.
    """
    wordings = load_wordings()  # which last: among what is let go with the document they would hold its room
    document = read_document(path, layout, layouts)
    facts = read_plan(document, wordings, plan)
    done = correct_document(document, facts, corrections)
    if done.applied:
        document, facts = done.document, read_plan(done.document, wordings, plan)
    if done.unused:
        facts = replace(facts, notes=(*facts.notes, *done.unused))
    return PlanReading(document, facts, done.applied)


def open_plans(
    sources: Iterable[str],
    store: str | None,
    base: str = namespaces.ID,
    *,
    layouts: Path | None = None,
    corrections: Corrections = NO_CORRECTIONS,
    whole: bool = False,
) -> Iterator[OpenedPlan | ScrgraphError]:
    """Give each plan that is asked for; an error in the place of one that cannot be read.

    ``base`` is what the IRIs begin with where a document is read; linked data has its own. So it is with
    ``corrections``: linked data was read with some, or without. ``layouts`` is the folder of the board's own layouts.
    ``whole`` asks that the dataset of a document holds its source map, too.

    Raises:
        BadUsage: where neither sources nor a store is named, or both are.
        DamagedStore: where the store cannot be opened.
    """
    named = list(sources)
    check_sources(named, store)
    if store:
        opened = open_store(Path(store), read_only=True)
        with whole_store(Path(store)):
            for plan in list_plans(opened):
                yield note_corrections(OpenedPlan(load_plan(opened, plan)), corrections)
        return
    seen: dict[str, str] = {}
    for path in find_sources(named).paths:
        try:
            for found in open_path(path, base, layouts=layouts, corrections=corrections, whole=whole):
                refuse_second(seen, name_plan(found.head), path)
                yield found
        except ScrgraphError as error:
            yield name_whole(error, path)


def name_whole(error: ScrgraphError, path: Path | None) -> ScrgraphError:
    """Let an error name its file with the folders, by which one of many is found."""
    if path is not None and error.path in (None, name_file(path)):
        error.path = str(path)
    return error


def check_sources(sources: Sequence[str], store: str | None) -> None:
    """Refuse to go on where neither documents nor a store is named, or both are; raises ``BadUsage``."""
    if not sources and not store:
        raise BadUsage("No plan is named.", remedy="Name a plan's document, or a store with --store DIR.")
    if sources and store:
        raise BadUsage("A document and a store (--store) are named.", remedy="Name one of them.")


@contextmanager
def whole_store(store: Path) -> Iterator[None]:
    """Refuse a store that turns out to be damaged while it is read."""
    try:
        yield
    except (OSError, RuntimeError) as error:
        raise DamagedStore(
            f"The store is damaged ({error}).",
            path=store,
            remedy="Make it anew from the documents: scrgraph ingest.",
        ) from None


def open_path(
    path: Path | None,
    base: str = namespaces.ID,
    *,
    layouts: Path | None = None,
    corrections: Corrections = NO_CORRECTIONS,
    whole: bool = False,
) -> Iterator[OpenedPlan]:
    """Give the plans of one file: a document, whose IRIs then begin with ``base``, or linked data, which has its own.

    ``whole`` asks that the dataset of a document holds its source map, too.

    Raises:
        UnreadableDocument: where it cannot be read, or holds no plan.
        BadUsage: where a correction cannot be used.
    """
    if path is None or path.suffix.lower() not in LINKED_DATA:
        # Nothing here holds the document while the plan is judged.
        yield read_source(path, layouts=layouts, corrections=corrections).open(base, whole=whole)
        return
    plans = split_plans(load_dataset(path))
    if not plans:
        raise UnreadableDocument(
            "The linked data holds no action plan.",
            path=str(path),
            remedy="Make it with: scrgraph ingest PLAN -o FILE.trig.",
        )
    yield from (note_corrections(OpenedPlan(dataset), corrections) for dataset in plans)


def note_corrections(opened: OpenedPlan, corrections: Corrections) -> OpenedPlan:
    """Give linked data with a note of each correction that it was not read with.

    Raises:
        BadUsage: where these are named for what is read here.
    """
    plan = name_plan(opened.head)
    if not (chosen := corrections.choose(plan)):
        return opened
    used = {known.id for known in list_corrections(opened.head.graphs())}
    left = [correction for correction in chosen if correction.id not in used]
    remedy = "Read the document with it: scrgraph ingest PLAN --corrections FILE --store DIR (or -o FILE.trig)."
    if left and corrections.strict:
        what = f"The linked data of {plan} was read without this correction of {left[0].target}."
        raise BadUsage(what, path=left[0].file or None, place=left[0].told or None, remedy=remedy)
    notes = (f"{plan} was read without the correction {one.id} of {one.target}. {remedy}" for one in left)
    return replace(opened, notes=(*opened.notes, *notes))


def refuse_second(seen: dict[str, str], plan: str, path: Path | None) -> None:
    """Note which document a plan was read from.

    Raises:
        BadUsage: where another document of the same run bears the same plan's id.
    """
    file = "standard input" if path is None else str(path)
    if plan in seen:
        raise BadUsage(
            f"Its plan is {plan}, as is that of {seen[plan]}, so it was left out.",
            path=file,
            remedy="Name one version of a plan at a time, or give it an id of its own: scrgraph ingest --plan ID.",
        )
    seen[plan] = file


def refuse_double(held: HeldRows, reading: PlanReading, *, named: bool) -> None:
    """Refuse a document that is another version of a plan that the store holds under another id.

    That is looked at where the id was made of the name of the file, for want of a reference: then a newer version that
    is called otherwise would stand beside the older as a second plan. ``named`` tells that the user gave the id.

    Raises:
        BadUsage: where most of its rows say what most rows of another plan say.
    """
    facts = reading.facts
    if named or facts.review.reference is not None or facts.plan in held:
        return
    rows = [" ".join([row.text or "", *(action.text for action in row.actions)]) for row in facts.rows]
    if found := held.find_double(rows):
        plan, shared = found
        raise BadUsage(
            f"This seems to be a version of {plan}: of its rows, {shared} of {len(rows)} are in that plan.",
            path=reading.document.file,
            remedy=f"To make it the newer version say --plan {plan}; to keep both say --plan {facts.plan}.",
        )


def name_plan(dataset: Dataset) -> str:
    """Give the id of the one plan of a dataset."""
    return next(
        (
            str(graph.value(plan, DCTERMS.identifier, default=plan))
            for graph in dataset.graphs()
            for plan in graph.subjects(RDF.type, URIRef(namespaces.SCR + "ActionPlan"))
        ),
        "",
    )


def audit_dataset(
    dataset: Dataset,
    as_of: dt.date,
    pack: RulePack,
    declared: Declared | None = None,
    *,
    rows: PackedQuads | None = None,
    sources: SourceMap | None = None,
    replay: bool = False,
    time_limit: float = TIME_LIMIT,
    engine: str = DEFAULT,
    mappings: Sequence[TermMapping] = (),
    on_stage: Callable[[str], None] = lambda _: None,
) -> AuditedPlan:
    """Audit one plan's dataset as of a day, with what is declared of it, by the rules chosen of a pack.

    ``rows`` and ``sources`` are what lies elsewhere than in the dataset. ``on_stage`` is told the name of each stage as
    it begins.
    """
    # SPARQL over nested paths recurses; a long plan must not stop it.
    sys.setrecursionlimit(max(sys.getrecursionlimit(), 10_000))
    audit = audit_facts(
        dataset,
        as_of,
        pack,
        declared=declared,
        rows=rows or (),
        sources=sources,
        replay=replay,
        time_limit=time_limit,
        engine=engine,
        mappings=mappings,
        on_stage=on_stage,
    )
    return AuditedPlan(dataset, audit, read_statuses(audit.data, as_of), rows)


def audit_opened(opened: OpenedPlan, terms: Terms, on_stage: Callable[[str], None] = lambda _: None) -> AuditedPlan:
    """Audit a plan on given terms; ``on_stage`` is told the name of each stage as it begins."""
    return audit_dataset(
        opened.head,
        terms.as_of,
        terms.pack,
        terms.declared,
        rows=opened.rows,
        sources=opened.sources,
        replay=terms.replay,
        time_limit=terms.time_limit,
        engine=terms.engine,
        mappings=terms.mappings,
        on_stage=on_stage,
    )


def collect_facts(plans: Iterable[AuditedPlan]) -> FactGraph:
    """Give all that questions are asked of, in one graph.

    The vocabularies, what each plan gives (``add_plan_facts``), and what follows from all of them (``conclude_facts``).

    Raises:
        BadUsage: where two plans have the same id.
    """
    plans = tuple(plans)
    twice = [plan for plan, count in Counter(plan.result.plan for plan in plans).items() if count > 1]
    if twice:
        raise BadUsage(
            f"Several documents give the plan id '{twice[0]}', so their rows cannot be told apart.",
            remedy="Give each its own id: scrgraph ingest PLAN --store DIR --plan ID.",
        )
    facts = FactGraph(load_vocabularies())
    for plan in plans:
        add_plan_facts(facts, plan)
    conclude_facts(facts)
    return facts


def add_plan_facts(facts: FactGraph, plan: AuditedPlan) -> None:
    """Add what one plan gives to questions: its facts, what is declared, what was derived, and the findings."""
    facts.merge(plan.audit.data)
    facts.merge(build_findings(plan.dataset, plan.audit))


# What follows from the facts of all plans together: each step gets all of them, with the vocabularies and what the
# steps before it gave, and gives triples to add. The facts may lie on disk, and be those of hundreds of plans.
JOINT_STEPS: tuple[Callable[[FactGraph], Iterable[ox.Triple]], ...] = (build_lessons,)


def conclude_facts(facts: FactGraph) -> None:
    """Add to the facts of all plans what follows from all of them together."""
    for step in JOINT_STEPS:
        facts.extend(list(step(facts)))


def collect_lessons(
    plans: Iterable[OpenedPlan], as_of: dt.date, compare: Compare | None = None
) -> tuple[FactGraph, dict[str, tuple[Citation, ...]]]:
    """Give what the lessons of plans rest on, with the lessons, as of a day; and the places of each row by its node.

    No rule is asked, and of each plan only what lessons rest on is held. ``compare`` is as in ``find_repeats``.
    """
    extract = (queries_folder() / "derive-lessons" / "10-extract.rq").read_text(encoding="utf-8")
    facts = FactGraph()
    places: dict[str, tuple[Citation, ...]] = {}
    for opened in plans:
        data = merge_facts(opened.head, opened.rows or ())
        derive_on(data, find_plan(data), as_of)
        taken = data.construct(extract)
        sources = opened.sources
        for triple in taken:
            if triple.predicate.value == namespaces.SCR + "hasRecommendation":
                row = URIRef(triple.object.value)  # type: ignore[union-attr]
                places[str(row)] = sources.cite(row)
        facts.extend(taken)
    facts.extend(build_lessons(facts, compare=compare))
    return facts, places


def collect_sources(plans: Iterable[AuditedPlan]) -> dict[str, SourceMap]:
    """Give the source maps of plans, by their ids: by them answers lead to cells."""
    return {plan.result.plan: plan.audit.sources for plan in plans}


def collect_graphs(plans: Iterable[AuditedPlan]) -> Iterator[ox.Quad]:
    """Give the named graphs of plans: the facts of each, its source map, and what is known of its versions."""
    for plan in plans:
        yield from find_quads(plan.dataset)


def _is_hidden(file: Path, folder: Path) -> bool:
    """Whether a file is none of a person's own: hidden, an office program's lock, or a Macintosh's shadow of a file."""
    return any(part.startswith((".", "~$", "__MACOSX")) for part in file.relative_to(folder).parts)


def _is_aside(file: Path) -> bool:
    return file.stem.lower() in ("readme", "manifest", "licence", "license", "changelog")
