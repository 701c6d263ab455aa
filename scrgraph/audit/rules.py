"""Loads rule packs: folders of Turtle files, each of them one audit rule.

A rule is plain SHACL (W3C Recommendation of 20 July 2017: Core, and the SPARQL constraints of its section 5)
with annotations that say what SHACL cannot: why the rule stands, which nodes it looks at, when it cannot judge,
what a finding shows (``shapes/annotations.ttl`` lists them). What a pack may hold is checked in ``soundness``.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TypeAlias

from rdflib import DCTERMS, RDF, RDFS, SH, SKOS, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from scrgraph import namespaces
from scrgraph.audit.soundness import (
    check_namespaces,
    check_queries,
    check_shapes,
    check_terms,
    shorten_term,
)
from scrgraph.audit.turtle import parse_turtle, unfit
from scrgraph.errors import ScrgraphError, UnknownRule
from scrgraph.ingest.layouts import COLUMNS
from scrgraph.resources import shapes_folder

SCRSH = Namespace(namespaces.SCRSH)

CORE = "core"
CASES_FOLDER = "cases"
WAIVERS_FOLDER = "waivers"  # in scrgraph's own pack: rules on waivers, which judge no plan
RESERVED_FOLDERS = ("model", WAIVERS_FOLDER, CASES_FOLDER)  # those of a pack that hold no rules on plans
# What a part has where any of some columns can hold it: queries/derive/05-columns.rq says when.
DERIVED_COLUMNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "decisions": ("scrutiny", "status", "completed"),
        "claims": ("summary", "status", "completed"),
        "posts": ("leads",),
    }
)
CODE = re.compile(r"[A-Z][A-Z0-9]*-\d{3}")
SEVERITIES: Mapping[Node, str] = MappingProxyType({SH.Violation: "violation", SH.Warning: "warning", SH.Info: "info"})
PROMISES = ("named-evidence", "quarterly-reports")
UNCERTAINTIES = ("outcome", "entries", "progress")

_PREFIXES_FILE = "prefixes.ttl"
_WORDS = re.compile(r"[^\W_](?:[\w '\u2019&/-]|(?<=\w)\?)*")
_BASIS_STATES = frozenset({"verified", "part", "not verified", "plan", "none"})
_DECIDED = ("annotation", "links", "reading", "themes", "two plans")
_SCOPES = ("plan", "plans", "waivers")

Setting: TypeAlias = int | str


@dataclass(frozen=True, slots=True)
class Parameter:
    """A threshold or a list of words of a rule, that a board may set otherwise."""

    name: str
    value: Setting
    meaning: str


@dataclass(frozen=True, slots=True)
class Constraint:
    """A constraint in SPARQL (SHACL, section 5.2): the shape that it belongs to, its query, and its messages."""

    shape: Node
    node: Node
    select: str
    messages: tuple[str, ...]


@dataclass(frozen=True)
class Rule:
    """One audit rule: its page in words, the queries of its annotations, and the graph of its shapes."""

    code: str
    pack: str
    family: str
    shape: URIRef
    name: str
    title: str
    statement: str
    comment: str
    why: str
    basis: str
    basis_state: str
    remedy: str
    severity: str
    decided_from: str
    judges: str
    over_plans: bool
    on_waivers: bool
    needs_columns: tuple[str, ...]
    needs_promise: str | None
    rests_on: tuple[str, ...]
    cues: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    applies_to: tuple[str, ...]
    not_evaluable: tuple[str, ...]
    shows: tuple[str, ...]
    path: Path
    graph: Graph = field(repr=False, compare=False)
    prefixes: Graph = field(repr=False, compare=False)
    prologue: str = field(init=False, repr=False)
    """The SPARQL prologue of the queries in annotations: the prefixes that ``sh:declare`` gives."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "prologue", _write_prologue(self.prefixes))

    @cached_property
    def judges_rows(self) -> bool:
        """Whether the nodes that the rule judges are the rows of plans."""
        return (self.shape, SH.targetClass, URIRef(namespaces.SCR + "Recommendation")) in self.graph

    @cached_property
    def nodes(self) -> frozenset[Node]:
        """All that the file of the rule speaks of, its shapes among it."""
        return frozenset(self.graph.subjects())

    @cached_property
    def terms(self) -> frozenset[Node]:
        """The terms of SHACL that the file of the rule uses as properties."""
        return frozenset(term for term in self.graph.predicates() if str(term).startswith(str(SH)))

    @cached_property
    def asking(self) -> tuple[Node, ...]:
        """The shapes with constraints in SPARQL, in a fixed order."""
        return tuple(sorted(set(self.graph.subjects(SH.sparql)), key=str))

    @cached_property
    def constraints(self) -> tuple[Constraint, ...]:
        """The constraints in SPARQL of the rule's shapes, in a fixed order; one for each query."""
        found = [
            Constraint(
                shape,
                node,
                str(select),
                tuple(sorted(str(text) for each in (node, shape) for text in self.graph.objects(each, SH.message))),
            )
            for shape, node in self.graph.subject_objects(SH.sparql)
            for select in self.graph.objects(node, SH.select)
        ]
        return tuple(sorted(found, key=lambda one: (str(one.shape), one.select)))

    def find_targets(self, shape: Node) -> frozenset[tuple[Node, Node]]:
        """Give what the targets of a shape say (SHACL, section 2.1.3): the term, and the node, class or property."""
        return self._targets.get(shape, frozenset())

    @cached_property
    def _targets(self) -> Mapping[Node, frozenset[tuple[Node, Node]]]:
        said: dict[Node, set[tuple[Node, Node]]] = {}
        for term in (SH.targetNode, SH.targetClass, SH.targetObjectsOf, SH.targetSubjectsOf):
            for shape, target in self.graph.subject_objects(term):
                said.setdefault(shape, set()).add((term, target))
        for shape in self.graph.subjects(RDF.type, RDFS.Class):  # an implicit target
            said.setdefault(shape, set()).add((SH.targetClass, shape))
        return {shape: frozenset(targets) for shape, targets in said.items()}


@cache
def _write_prologue(prefixes: Graph) -> str:
    declared = sorted(
        (str(prefixes.value(node, SH.prefix)), str(prefixes.value(node, SH.namespace)))
        for node in prefixes.objects(None, SH.declare)
    )
    return "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in declared)


@dataclass(frozen=True)
class RulePack:
    """Rules in the order of their codes; ``whole`` are those of the pack that they were chosen from.

    ``digest`` is made of the files of the pack and of what a board has set otherwise. ``on_waivers`` are the rules that
    judge waivers, not plans; they are of the whole, too.
    """

    name: str
    digest: str
    rules: tuple[Rule, ...]
    whole: tuple[Rule, ...] = field(repr=False)
    on_waivers: tuple[Rule, ...] = field(repr=False, default=())

    @property
    def every(self) -> tuple[Rule, ...]:
        """The rules on plans and those on waivers, in the order of their codes."""
        return tuple(sorted((*self.rules, *self.on_waivers), key=lambda rule: rule.code))

    @classmethod
    def load(cls, folder: Path | None = None) -> "RulePack":
        """Load the pack of a folder, or scrgraph's own.

        The folder holds one folder a family; ``model/``, ``cases/`` and what lies at the top are no rules. A pack
        without its own ``prefixes.ttl`` uses scrgraph's. Raises ``ScrgraphError`` for a file that is no Turtle,
        a rule that lacks an annotation, a code used twice, a term that no test covers, a message that cannot be filled
        in, and a query that may not be run.
        """
        top = shapes_folder() if folder is None else folder
        files = list_files(top)
        apart = sorted((top / WAIVERS_FOLDER).glob("*.ttl")) if folder is None else []
        if not files:
            raise ScrgraphError(
                "There is no rule in this folder." if top.is_dir() else "There is no such folder.",
                path=top,
                remedy="Name a folder that holds one folder a family, with one Turtle file a rule in it.",
            )
        name = CORE if folder is None else top.resolve().name
        own_prefixes = top / _PREFIXES_FILE
        if folder is not None:
            prefixes_file = own_prefixes if own_prefixes.is_file() else shapes_folder() / _PREFIXES_FILE
            whole = _read_rules(files, name, prefixes_file, check=True)
        digest = digest_files(top, [*files, *apart, *([own_prefixes] if own_prefixes.is_file() else [])])
        if folder is None:
            whole = _read_core(top, digest)
        return cls(name, digest, *_part(whole))

    @classmethod
    def join(cls, packs: Sequence["RulePack"]) -> "RulePack":
        """Join several packs; raises ``ScrgraphError`` for a code, or a shape, that two of them use."""
        if len(packs) == 1:
            return packs[0]
        whole = tuple(sorted((rule for pack in packs for rule in pack.whole), key=lambda rule: rule.code))
        _check_codes(whole)
        digest = hashlib.sha256("\n".join(pack.digest for pack in packs).encode()).hexdigest()
        return cls(", ".join(pack.name for pack in packs), f"sha256:{digest}", *_part(whole))

    def find(self, code: str) -> Rule:
        """Find a rule of the whole pack by its code, in capitals or not; raises ``UnknownRule``."""
        for rule in self.whole:
            if rule.code == code.strip().upper():
                return rule
        raise UnknownRule(
            f"There is no rule {code} in the rule pack {self.name}.",
            remedy="See `scrgraph rules list` for those that there are.",
        )

    def choose(self, select: Iterable[str] | None = None, ignore: Iterable[str] | None = None) -> "RulePack":
        """Choose rules by their codes: those selected (all, where none is named) without those ignored.

        The digest stays that of the whole pack. Raises ``UnknownRule`` for a code that the pack does not hold.
        """
        selected = {self.find(code).code for code in select or ()} or {rule.code for rule in self.whole}
        chosen = selected - {self.find(code).code for code in ignore or ()}
        return replace(
            self,
            rules=tuple(rule for rule in self.rules if rule.code in chosen),
            on_waivers=tuple(rule for rule in self.on_waivers if rule.code in chosen),
        )

    def adjust(self, severities: Mapping[str, str], parameters: Mapping[str, Mapping[str, Setting]]) -> "RulePack":
        """Set severities and parameters of rules otherwise, by their codes; the digest changes with them.

        Raises ``UnknownRule`` for a code that the pack does not hold, and ``ScrgraphError`` for a parameter that the
        rule does not have, or a value of another kind.
        """
        changed = {self.find(code).code: level for code, level in severities.items()}
        settings = {self.find(code).code: dict(sorted(values.items())) for code, values in parameters.items() if values}
        if not changed and not settings:
            return self
        rules = tuple(
            replace(_set_parameters(rule, settings.get(rule.code, {})), severity=changed.get(rule.code, rule.severity))
            for rule in self.whole
        )
        said = [
            said
            for before, after in zip(self.whole, rules, strict=True)
            for said in _list_settings(after)
            if said not in _list_settings(before)
        ]
        if not said:
            return self
        digest = hashlib.sha256("\n".join([self.digest, *said]).encode()).hexdigest()
        return RulePack(self.name, f"sha256:{digest}", *_part(rules))

    @cached_property
    def shapes(self) -> Graph:
        """The shapes graph of all rules of the pack, with the prefixes of their queries.

        The queries are put on one line each: pySHACL searches them for forbidden words once a focus node, by
        patterns that take time in the square of their lines.
        """
        shapes = Graph()
        for rule in self.rules:
            shapes += rule.prefixes
            for subject, predicate, thing in rule.graph:
                query = isinstance(thing, Literal) and predicate == SH.select
                shapes.add((subject, predicate, Literal(_fold_lines(str(thing))) if query else thing))
        return shapes


@lru_cache(maxsize=1)
def _read_core(top: Path, _digest: str) -> tuple[Rule, ...]:
    """Read scrgraph's own rules, once a process as long as their digest stays; a test checks them once."""
    files = [*list_files(top), *sorted((top / WAIVERS_FOLDER).glob("*.ttl"))]
    return _read_rules(files, CORE, top / _PREFIXES_FILE, check=False)


def _read_rules(files: Iterable[Path], pack: str, prefixes_file: Path, *, check: bool) -> tuple[Rule, ...]:
    """Read the rules of a pack, in the order of their codes, and check them where that is asked for."""
    prefixes = parse_turtle(prefixes_file)
    if check:
        check_namespaces(prefixes, prefixes_file)
    whole = tuple(sorted((_read_rule(file, pack, prefixes, check=check) for file in files), key=lambda one: one.code))
    _check_codes(whole)
    return whole


def _part(whole: tuple[Rule, ...]) -> tuple[tuple[Rule, ...], tuple[Rule, ...], tuple[Rule, ...]]:
    """Part the rules on plans from the whole, and those on waivers."""
    on_plans = tuple(rule for rule in whole if not rule.on_waivers)
    return on_plans, whole, tuple(rule for rule in whole if rule.on_waivers)


def list_files(pack: Path) -> list[Path]:
    """List the files of a pack that are rules."""
    return sorted(file for file in pack.glob("*/**/*.ttl") if file.relative_to(pack).parts[0] not in RESERVED_FOLDERS)


def _read_rule(file: Path, pack: str, prefixes: Graph, *, check: bool) -> Rule:
    """Read one rule file, and check that it says all that a rule must say."""
    graph = parse_turtle(file)
    check_terms(graph, file)
    shapes = sorted(set(graph.subjects(DCTERMS.identifier, None)), key=str)
    if len(shapes) != 1 or not isinstance(shape := shapes[0], URIRef):
        raise unfit(file, "One named shape must carry dcterms:identifier, the code of the rule.")
    code = _text(graph, shape, DCTERMS.identifier, file)
    if not CODE.fullmatch(code):
        raise unfit(file, f"The code {code} is not of the form ABC-001.")
    severities = list(graph.objects(shape, SH.severity))
    if len(severities) != 1 or severities[0] not in SEVERITIES:
        message = "The rule must say sh:severity: sh:Violation, sh:Warning or sh:Info."
        raise unfit(file, message, *([SH.severity] if severities else []))
    scope = _one_of(graph, shape, SCRSH.scope, file, _SCOPES)
    rule = Rule(
        code=code,
        pack=pack,
        family=file.parent.name,
        shape=shape,
        name=_text(graph, shape, RDFS.label, file),
        title=_text(graph, shape, DCTERMS.title, file),
        statement=_text(graph, shape, SKOS.definition, file, f"{_text(graph, shape, DCTERMS.title, file)}."),
        comment=_text(graph, shape, RDFS.comment, file),
        why=_text(graph, shape, SCRSH.why, file),
        basis=_text(graph, shape, SCRSH.basis, file),
        basis_state=_one_of(graph, shape, SCRSH.basisState, file, sorted(_BASIS_STATES)) or "",
        remedy=_text(graph, shape, SKOS.scopeNote, file),
        severity=SEVERITIES[severities[0]],
        decided_from=_one_of(graph, shape, SCRSH.decidedFrom, file, _DECIDED) or _DECIDED[0],
        judges=_text(graph, shape, SCRSH.judges, file, "rows"),
        over_plans=scope == "plans",
        on_waivers=scope == "waivers",
        needs_columns=_some_of(graph, shape, SCRSH.needsColumn, file, (*COLUMNS, *DERIVED_COLUMNS)),
        needs_promise=_one_of(graph, shape, SCRSH.needsPromise, file, PROMISES),
        rests_on=_some_of(graph, shape, SCRSH.restsOn, file, UNCERTAINTIES),
        cues=_texts(graph, shape, SCRSH.cue),
        parameters=_read_parameters(graph, shape, file),
        applies_to=_queries(graph, shape, SCRSH.appliesTo, file, needed=True),
        not_evaluable=_queries(graph, shape, SCRSH.notEvaluable, file),
        shows=_queries(graph, shape, SCRSH.shows, file),
        path=file,
        graph=graph,
        prefixes=prefixes,
    )
    if not rule.basis_state:
        raise unfit(file, f"The rule must say scrsh:basisState: one of {', '.join(sorted(_BASIS_STATES))}.")
    if check:
        check_rule(rule)
    return rule


def check_rule(rule: Rule) -> None:
    """Check the prefixes, shapes, messages and queries of a rule; raises ``ScrgraphError`` with the line at fault."""
    check_namespaces(rule.graph, rule.path)
    check_shapes(rule.graph, rule.path)
    asked: list[tuple[str, set[str]]] = []
    for texts, needs in ((rule.applies_to, {"this"}), (rule.not_evaluable, {"this", "reason"}), (rule.shows, {"this"})):
        asked += [(text, needs) for text in texts]
    check_queries(rule.graph, asked, rule.prologue, rule.path)


# -- parameters --------------------------------------------------------------------------------------------------------


def _read_parameters(graph: Graph, shape: URIRef, file: Path) -> tuple[Parameter, ...]:
    found = []
    for node in sorted(graph.objects(shape, SCRSH.parameter), key=lambda node: str(graph.value(node, SCRSH.name))):
        value, name = graph.value(node, SCRSH.value), graph.value(node, SCRSH.name)
        plain = value.toPython() if isinstance(value, Literal) else None
        at = (SCRSH.parameter,) if name is None else (name, SCRSH.parameter)
        if not isinstance(plain, int | str) or isinstance(plain, bool) or not re.fullmatch(r"[a-z]\w*", str(name)):
            raise unfit(file, "A parameter needs a name, and a value that is a whole number or words.", *at)
        parameter = Parameter(str(name), plain, str(graph.value(node, RDFS.comment) or ""))
        texts = [str(text) for text in graph.objects() if isinstance(text, Literal)]
        bound = [text for text in texts if re.search(rf"\bAS \?{parameter.name}\b", text) and "BIND" in text]
        said = write_binding(parameter.name, parameter.value)
        if not any(said in text for text in bound):
            raise unfit(file, f"No query says {said}, so the parameter has no effect.", *at)
        for text in sorted(text for text in bound if said not in text):
            message = f"A query binds ?{parameter.name} to another value than the parameter says."
            raise unfit(file, message, Literal(text), below=text.partition(f"AS ?{parameter.name}")[0].count("\n"))
        found.append(parameter)
    return tuple(found)


def _list_settings(rule: Rule) -> list[str]:
    """List what of a rule a board may set, with the values that hold."""
    values = (f"{rule.code}.{parameter.name}={parameter.value}" for parameter in rule.parameters)
    return [f"{rule.code}={rule.severity}", *values]


def write_binding(name: str, value: Setting) -> str:
    """Write how a query binds a parameter: ``BIND (92 AS ?quarter)``."""
    return f"BIND ({value if isinstance(value, int) else Literal(value).n3()} AS ?{name})"


def _set_parameters(rule: Rule, settings: Mapping[str, Setting]) -> Rule:
    """Set parameters of a rule otherwise, in all of its queries."""
    parameters = {parameter.name: parameter for parameter in rule.parameters}
    for name, value in settings.items():
        known = parameters.get(name)
        if known is None:
            listed = ", ".join(parameters) or "none"
            raise ScrgraphError(f"{rule.code} has no parameter '{name}'.", remedy=f"Its parameters: {listed}.")
        if type(value) is not type(known.value):
            kind = "a whole number" if isinstance(known.value, int) else "words"
            raise ScrgraphError(
                f"The parameter '{name}' of {rule.code} is {kind}.", remedy="Write a value of that kind."
            )
        if isinstance(value, str):
            value = _read_words(rule, name, value)
        old, new = write_binding(name, known.value), write_binding(name, value)
        graph = Graph()
        for subject, predicate, thing in rule.graph:
            same = predicate == SH.select and isinstance(thing, Literal) and old in thing
            graph.add((subject, predicate, Literal(str(thing).replace(old, new)) if same else thing))
        rule = replace(
            rule,
            graph=graph,
            parameters=tuple(replace(p, value=value) if p.name == name else p for p in rule.parameters),
            applies_to=tuple(text.replace(old, new) for text in rule.applies_to),
            not_evaluable=tuple(text.replace(old, new) for text in rule.not_evaluable),
            shows=tuple(text.replace(old, new) for text in rule.shows),
        )
    return rule


def _read_words(rule: Rule, name: str, value: str) -> str:
    """Give a list of words as a pattern in small letters; refuses more than that, which engines take differently."""
    words = [word.strip() for word in value.lower().split("|")]
    if not all(_WORDS.fullmatch(word) for word in words):
        raise ScrgraphError(
            f"The parameter '{name}' of {rule.code} is a list of words parted by |.",
            remedy="A word has letters, digits, blanks, hyphens, apostrophes; ? follows a letter that may be left out.",
        )
    return "|".join(words)


# -- reading -----------------------------------------------------------------------------------------------------------


def _fold_lines(query: str) -> str:
    """Put a query on one line, save where a line break may mean something: a comment, a long string."""
    if any(mark in query for mark in ("#", '"""', "'''")):
        return query
    return " ".join(line.strip() for line in query.splitlines())


def _check_codes(rules: Iterable[Rule]) -> None:
    """Refuse a code or a shape that two files use; where one of them is of scrgraph's own, it is the other's fault."""
    seen: dict[str, Rule] = {}
    for rule in sorted(rules, key=lambda rule: rule.pack != CORE):
        for key, at in ((rule.code, DCTERMS.identifier), (str(rule.shape), rule.shape)):
            if key in seen:
                remedy = "Give the rule another one."
                raise unfit(rule.path, f"{key} is already used by {seen[key].path}.", at, remedy=remedy)
            seen[key] = rule


def _text(graph: Graph, shape: URIRef, predicate: URIRef, file: Path, otherwise: str | None = None) -> str:
    """Give the one text of an annotation, which every rule carries unless there is another to hold.

    Raises ``ScrgraphError``.
    """
    said = list(graph.objects(shape, predicate))
    if not said and otherwise is not None:
        return otherwise
    texts = [str(text).strip() for text in said if isinstance(text, Literal)]
    if len(said) != 1 or not any(texts):
        raise unfit(file, f"The rule must say {shorten_term(str(predicate))} once.", *([predicate] if said else []))
    return texts[0]


def _texts(graph: Graph, shape: URIRef, predicate: URIRef) -> tuple[str, ...]:
    return tuple(sorted(str(text) for text in graph.objects(shape, predicate)))


def _some_of(graph: Graph, shape: URIRef, predicate: URIRef, file: Path, known: Sequence[str]) -> tuple[str, ...]:
    """Give the values of an annotation; raises ``ScrgraphError`` for one that is none of the known ones."""
    values = _texts(graph, shape, predicate)
    for value in values:
        if value not in known:
            name = shorten_term(str(predicate))
            raise unfit(file, f"{name} cannot be '{value}'.", predicate, remedy=f"It is one of: {', '.join(known)}.")
    return values


def _one_of(graph: Graph, shape: URIRef, predicate: URIRef, file: Path, known: Sequence[str]) -> str | None:
    values = _some_of(graph, shape, predicate, file, known)
    if len(values) > 1:
        raise unfit(file, f"The rule must say {shorten_term(str(predicate))} once.", predicate)
    return values[0] if values else None


def _queries(graph: Graph, shape: URIRef, predicate: URIRef, file: Path, *, needed: bool = False) -> tuple[str, ...]:
    """Give the queries of an annotation; raises ``ScrgraphError`` where one is needed and none is there."""
    queries = _texts(graph, shape, predicate)
    for text in graph.objects(shape, predicate):
        if not isinstance(text, Literal) or not isinstance(text.value, str):
            raise unfit(file, "A query is not SPARQL: it must be a text.", text, predicate)
    if needed and not queries:
        raise unfit(file, f"The rule must say {shorten_term(str(predicate))}: which nodes it looks at.")
    return queries


def digest_files(top: Path, files: Iterable[Path]) -> str:
    """Digest the names and bytes of the files; one changed byte or name gives another digest."""
    digest = hashlib.sha256()
    for file in sorted(files):
        name, content = file.relative_to(top).as_posix().encode(), file.read_bytes()
        digest.update(b"%d %d " % (len(name), len(content)) + name + content)
    return f"sha256:{digest.hexdigest()}"
