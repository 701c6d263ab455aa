"""Loads a rule pack: a folder of Turtle files, each of them one audit rule.

A rule is plain SHACL (W3C Recommendation of 20 July 2017: Core, and the SPARQL constraints of its section 5)
with annotations that say what SHACL cannot: why the rule stands, which nodes it looks at, when it cannot judge,
what a finding shows. Engines pass over terms that they do not know without a word, so a pack may use only the
``sh:`` terms listed here, for each of which a test shows that it works.
"""

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

import pyoxigraph as ox
from rdflib import DCTERMS, RDFS, SH, SKOS, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from scrgraph import namespaces
from scrgraph.errors import ScrgraphError, UnknownRule
from scrgraph.graph.dataset import to_rdflib
from scrgraph.resources import shapes_folder

SCRSH = Namespace(namespaces.SCRSH)

SEVERITIES: Mapping[Node, str] = MappingProxyType({SH.Violation: "violation", SH.Warning: "warning", SH.Info: "info"})
TESTED_TERMS = frozenset(
    """
    NodeShape PropertyShape targetClass path inversePath property node severity Violation Warning Info message
    sparql SPARQLConstraint select prefixes declare prefix namespace
    not and or minCount maxCount minLength maxLength pattern flags hasValue in class datatype nodeKind IRI Literal
    """.split()
)

_PREFIXES_FILE = "prefixes.ttl"
_MODEL_FOLDER = "model"
_CODE = re.compile(r"[A-Z][A-Z0-9]*-\d{3}")
_BASIS_STATES = frozenset({"verified", "part", "not verified", "plan", "none"})
# Not SPARQL words but strings, IRIs, comments, variables and prefixed names.
_NO_KEYWORD = re.compile(
    r"""\"{3}(?:\\.|[^\\])*?\"{3}|'{3}(?:\\.|[^\\])*?'{3}|\"(?:\\.|[^"\\\n])*\"|'(?:\\.|[^'\\\n])*'"""
    r"""|<[^<>"{}|^`\\\s]*>|\#[^\n]*|[?$]\w+|[\w-]*:[\w-]*""",
    flags=re.DOTALL,
)
_REFUSED = "MINUS VALUES SERVICE GRAPH FROM NOW RAND UUID STRUUID BNODE".split()
_REFUSED_WORDS = re.compile(rf"\b({'|'.join(_REFUSED)})\b", flags=re.IGNORECASE)
# The same as the parser of rdflib names them.
_REFUSED_NODES = {
    **{f"Builtin_{word}": word for word in _REFUSED},
    **{f"{word.capitalize()}GraphPattern": word for word in ("SERVICE", "GRAPH", "MINUS")},
    **{"InlineData": "VALUES", "ValuesClause": "VALUES", "DatasetClause": "FROM"},
}
# Two parsers may take these differently: what hides in a comment for the one is a word of the query for the other.
_AMBIGUOUS = re.compile(r"[^\S \n\t]|[\x00-\x08\x0e-\x1f\x7f-\x9f]|\\[uU]")
_NAMESPACE = re.compile(r"[^<>\"{}|^`\\\x00-\x20]+")


@dataclass(frozen=True, slots=True)
class Rule:
    """One audit rule: its page in words, and the graph of its shapes."""

    code: str
    family: str
    shape: URIRef
    name: str
    title: str
    comment: str
    why: str
    basis: str
    basis_state: str
    remedy: str
    severity: str
    needs_columns: tuple[str, ...]
    applies_to: tuple[str, ...]
    not_evaluable: tuple[str, ...]
    shows: tuple[str, ...]
    path: Path
    graph: Graph = field(repr=False, compare=False)


@dataclass(frozen=True)
class RulePack:
    """The rules of one folder, in the order of their codes."""

    name: str
    folder: Path
    digest: str
    rules: tuple[Rule, ...]
    prefixes: Graph = field(repr=False, compare=False)

    @classmethod
    def load(cls, folder: Path | None = None) -> "RulePack":
        """Load the pack of a folder, or scrgraph's own.

        The folder holds one folder a family; ``model/`` and a ``prefixes.ttl`` at the top are no rules. A pack
        without its own ``prefixes.ttl`` uses scrgraph's. Raises ``ScrgraphError`` for a file that is no Turtle,
        a rule that lacks an annotation, a code used twice, a term that no test covers, and a query that may not be run.
        """
        top = shapes_folder() if folder is None else folder
        files = sorted(file for file in top.glob("*/**/*.ttl") if file.relative_to(top).parts[0] != _MODEL_FOLDER)
        if not files:
            raise ScrgraphError(
                "There is no rule in this folder.",
                path=top,
                remedy="Name a folder that holds one folder a family, with one Turtle file a rule in it.",
            )
        own_prefixes = top / _PREFIXES_FILE
        rules = tuple(sorted((_read_rule(file) for file in files), key=lambda rule: rule.code))
        _check_codes(rules)
        pack = cls(
            name="core" if folder is None else top.resolve().name,
            folder=top,
            digest=_digest_files(top, [*files, *([own_prefixes] if own_prefixes.is_file() else [])]),
            rules=rules,
            prefixes=_parse(own_prefixes if own_prefixes.is_file() else shapes_folder() / _PREFIXES_FILE),
        )
        # scrgraph's own rules are read anew in each run: a test checks them once.
        if folder is not None:
            _check_namespaces(pack.prefixes, own_prefixes)
            for rule in rules:
                _check_namespaces(rule.graph, rule.path)
                _check_queries(rule, pack.prologue)
        return pack

    def find(self, code: str) -> Rule:
        """Find a rule by its code, in capitals or not; raises ``UnknownRule``."""
        for rule in self.rules:
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
        selected = {self.find(code).code for code in select or ()} or {rule.code for rule in self.rules}
        ignored = {self.find(code).code for code in ignore or ()}
        return replace(self, rules=tuple(rule for rule in self.rules if rule.code in selected - ignored))

    @cached_property
    def shapes(self) -> Graph:
        """The shapes graph of all rules of the pack, with the prefixes of their queries.

        The queries are put on one line each: pySHACL searches them for forbidden words once a focus node, by
        patterns that take time in the square of their lines.
        """
        shapes = Graph()
        shapes += self.prefixes
        for rule in self.rules:
            for subject, predicate, thing in rule.graph:
                query = isinstance(thing, Literal) and predicate == SH.select
                shapes.add((subject, predicate, Literal(_fold_lines(str(thing))) if query else thing))
        return shapes

    @cached_property
    def prologue(self) -> str:
        """The SPARQL prologue of the queries in annotations: the prefixes that ``sh:declare`` gives."""
        declared = sorted(
            (str(self.prefixes.value(node, SH.prefix)), str(self.prefixes.value(node, SH.namespace)))
            for node in self.prefixes.objects(None, SH.declare)
        )
        return "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in declared)


def _read_rule(file: Path) -> Rule:
    """Read one rule file, and check that it says all that a rule must say."""
    graph = _parse(file)
    _check_terms(graph, file)
    shapes = sorted(set(graph.subjects(DCTERMS.identifier, None)), key=str)
    if len(shapes) != 1 or not isinstance(shape := shapes[0], URIRef):
        raise _unfit(file, "One named shape must carry dcterms:identifier, the code of the rule.")
    code = _text(graph, shape, DCTERMS.identifier, file)
    if not _CODE.fullmatch(code):
        raise _unfit(file, f"The code {code} is not of the form ABC-001.")
    severity = graph.value(shape, SH.severity)
    if severity is None or severity not in SEVERITIES:
        raise _unfit(file, "The rule must say sh:severity: sh:Violation, sh:Warning or sh:Info.")
    state = _text(graph, shape, SCRSH.basisState, file)
    if state not in _BASIS_STATES:
        raise _unfit(file, f"scrsh:basisState must be one of: {', '.join(sorted(_BASIS_STATES))}.")
    return Rule(
        code=code,
        family=file.parent.name,
        shape=shape,
        name=_text(graph, shape, RDFS.label, file),
        title=_text(graph, shape, DCTERMS.title, file),
        comment=_text(graph, shape, RDFS.comment, file),
        why=_text(graph, shape, SCRSH.why, file),
        basis=_text(graph, shape, SCRSH.basis, file),
        basis_state=state,
        remedy=_text(graph, shape, SKOS.scopeNote, file),
        severity=SEVERITIES[severity],
        needs_columns=_texts(graph, shape, SCRSH.needsColumn),
        applies_to=_queries(graph, shape, SCRSH.appliesTo, file, needed=True),
        not_evaluable=_queries(graph, shape, SCRSH.notEvaluable, file),
        shows=_queries(graph, shape, SCRSH.shows, file),
        path=file,
        graph=graph,
    )


def _parse(file: Path) -> Graph:
    """Parse a Turtle file; raises ``ScrgraphError`` with the line where it cannot be read."""
    graph = Graph()
    try:
        for triple in ox.parse(path=file, format=ox.RdfFormat.TURTLE, rename_blank_nodes=True):
            thing = to_rdflib(triple.object)
            if isinstance(thing, Literal) and "\r" in thing:  # a file with the line ends of another system
                thing = Literal(str(thing).replace("\r\n", "\n"), lang=thing.language, datatype=thing.datatype)
            graph.add((to_rdflib(triple.subject), to_rdflib(triple.predicate), thing))
    except SyntaxError as error:
        place = None if error.lineno is None else f"line {error.lineno}"
        raise ScrgraphError("This file is not Turtle.", path=file, place=place, remedy="Mend the rule.") from error
    return graph


def _check_terms(graph: Graph, file: Path) -> None:
    """Refuse every ``sh:`` term for which there is no test."""
    used = {term for triple in graph for term in triple if isinstance(term, URIRef) and term.startswith(str(SH))}
    unknown = sorted(name for term in used if (name := term.removeprefix(str(SH))) not in TESTED_TERMS)
    if unknown:
        raise _unfit(
            file,
            f"It uses {', '.join(f'sh:{name}' for name in unknown)}, which some engines pass over in silence.",
            remedy="Say it in the terms of SHACL Core and sh:sparql that `scrgraph rules` supports.",
        )


def _check_queries(rule: Rule, prologue: str) -> None:
    """Refuse queries that are none, and what a query of a rule may not ask.

    They are read by the parser of the reference engine, whose tree is searched: no word can hide in a string there.
    Then by the other engine, on an empty graph, since it will run those of the annotations.
    """
    from rdflib.plugins.sparql import prepareQuery
    from rdflib.plugins.sparql.parser import parseQuery

    asked: list[tuple[str, set[str]]] = [(str(text), {"this"}) for text in rule.graph.objects(None, SH.select)]
    for texts, needs in ((rule.applies_to, {"this"}), (rule.not_evaluable, {"this", "reason"}), (rule.shows, {"this"})):
        asked += [(text, needs) for text in texts]
    for text, needs in sorted(asked, key=str):
        if _AMBIGUOUS.search(text):
            raise _unfit(rule.path, "A query holds a control character or a \\u escape, which a rule may not.")
        whole = prologue + text
        try:
            tree = parseQuery(whole)
            refused = _REFUSED_WORDS.search(_NO_KEYWORD.sub(" ", text))
            _refuse(next(_find_refused(tree), None) or (refused[0].upper() if refused else None), rule.path)
            prepareQuery(whole)
            solutions = ox.Store().query(whole)
        except ScrgraphError:
            raise
        except Exception as error:  # rdflib's parser has no one kind of its own for what it cannot read
            raise _unfit(rule.path, f"A query is not SPARQL ({type(error).__name__}: {error}).") from error
        names = {name.value for name in solutions.variables} if isinstance(solutions, ox.QuerySolutions) else set()
        if not needs <= names:
            wanted = " and ".join(f"?{name}" for name in sorted(needs))
            raise _unfit(rule.path, f"A query must be a SELECT that gives {wanted}.")


def _find_refused(tree: object) -> Iterator[str]:
    """Find in a parsed query what a rule may not ask."""
    found = _REFUSED_NODES.get(getattr(tree, "name", ""))
    if found:
        yield found
    inside: Iterable[object] = ()
    if isinstance(tree, Mapping):
        inside = tree.values()
    elif isinstance(tree, Iterable) and not isinstance(tree, str):
        inside = tree
    for branch in inside:
        yield from _find_refused(branch)


def _refuse(word: str | None, file: Path) -> None:
    if word:
        raise _unfit(
            file,
            f"A query uses {word}, which a rule may not.",
            remedy="Rules read nothing but the graph that is judged: no clock, no network, no chance.",
        )


def _check_namespaces(graph: Graph, file: Path) -> None:
    """Refuse a declared prefix that could smuggle words into a query."""
    for node, namespace in graph.subject_objects(SH.namespace):
        prefix = str(graph.value(node, SH.prefix) or "")
        if not _NAMESPACE.fullmatch(str(namespace)) or not re.fullmatch(r"[A-Za-z][\w-]*|", prefix, flags=re.ASCII):
            raise _unfit(file, f"{prefix!a} with {str(namespace)!a} is no prefix with a namespace.")


def _fold_lines(query: str) -> str:
    """Put a query on one line, save where a line break may mean something: a comment, a long string."""
    if any(mark in query for mark in ("#", '"""', "'''")):
        return query
    return " ".join(line.strip() for line in query.splitlines())


def _check_codes(rules: Collection[Rule]) -> None:
    """Refuse a code or a shape that two files use."""
    seen: dict[str, Rule] = {}
    for rule in rules:
        for key in (rule.code, str(rule.shape)):
            if key in seen:
                raise _unfit(rule.path, f"{key} is already used by {seen[key].path.name}.")
            seen[key] = rule


def _text(graph: Graph, shape: URIRef, predicate: URIRef, file: Path) -> str:
    """Give the one text of an annotation that every rule carries; raises ``ScrgraphError``."""
    texts = [str(text).strip() for text in graph.objects(shape, predicate) if isinstance(text, Literal)]
    if len(texts) != 1 or not texts[0]:
        raise _unfit(file, f"The rule must say {_short(predicate)} once.")
    return texts[0]


def _texts(graph: Graph, shape: URIRef, predicate: URIRef) -> tuple[str, ...]:
    return tuple(sorted(str(text) for text in graph.objects(shape, predicate)))


def _queries(graph: Graph, shape: URIRef, predicate: URIRef, file: Path, *, needed: bool = False) -> tuple[str, ...]:
    """Give the queries of an annotation; raises ``ScrgraphError`` where one is needed and none is there."""
    queries = _texts(graph, shape, predicate)
    if needed and not queries:
        raise _unfit(file, f"The rule must say {_short(predicate)}: which nodes it looks at.")
    return queries


def _digest_files(top: Path, files: Iterable[Path]) -> str:
    """Digest the names and bytes of the files; one changed byte or name gives another digest."""
    digest = hashlib.sha256()
    for file in sorted(files):
        name, content = file.relative_to(top).as_posix().encode(), file.read_bytes()
        digest.update(b"%d %d " % (len(name), len(content)) + name + content)
    return f"sha256:{digest.hexdigest()}"


def _short(term: URIRef) -> str:
    """Name a term as people write it in Turtle."""
    prefixes = {str(SCRSH): "scrsh", str(DCTERMS): "dcterms", str(RDFS): "rdfs", str(SKOS): "skos"}
    return next(
        (f"{prefix}:{term[len(space) :]}" for space, prefix in prefixes.items() if term.startswith(space)), term
    )


def _unfit(file: Path, message: str, remedy: str = "Mend the rule.") -> ScrgraphError:
    return ScrgraphError(message, path=file, remedy=remedy)
