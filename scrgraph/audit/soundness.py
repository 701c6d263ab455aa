"""Checks that a rule is sound before it is run: its terms, its queries, its messages; each fault with its line.

Engines pass over terms that they do not know without a word, so a rule may use only the ``sh:`` terms listed here,
for each of which a test shows that it works, and the annotations that ``shapes/annotations.ttl`` declares. A query
reads nothing but the graph that is judged: no clock, no network, no chance.
"""

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

import pyoxigraph as ox
from rdflib import DCTERMS, RDF, RDFS, SH, SKOS, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from scrgraph import namespaces
from scrgraph.errors import ScrgraphError
from scrgraph.graph.dataset import to_rdflib
from scrgraph.resources import shapes_folder

SCRSH = Namespace(namespaces.SCRSH)

TESTED_TERMS = frozenset(
    """
    NodeShape PropertyShape targetClass targetObjectsOf path inversePath property node severity Violation Warning Info
    message sparql SPARQLConstraint select prefixes declare prefix namespace
    not and or minCount maxCount minLength maxLength pattern flags hasValue in class datatype nodeKind IRI Literal
    """.split()
)
_TEXTS = (DCTERMS.identifier, DCTERMS.title, RDFS.label, RDFS.comment, SKOS.definition, SKOS.scopeNote)
_BUILT_IN = (RDF.type, RDF.first, RDF.rest)
_SHORT = {
    str(SH): "sh",
    str(SCRSH): "scrsh",
    str(DCTERMS): "dcterms",
    str(RDFS): "rdfs",
    str(SKOS): "skos",
    namespaces.SCR: "scr",
}

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
_MENTION = re.compile(r"\{[?$](\w+)\}")


def parse_turtle(file: Path) -> Graph:
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
    except (OSError, UnicodeDecodeError) as error:
        raise ScrgraphError("The rule cannot be read.", path=file, remedy="Check the file.") from error
    return graph


def unfit(file: Path, message: str, remedy: str = "Mend the rule.", at: str | None = None) -> ScrgraphError:
    """Give the error that refuses a rule; ``at`` is a piece of the file at whose line the fault stands."""
    return ScrgraphError(message, path=file, place=_find_line(file, at), remedy=remedy)


def shorten_term(term: str) -> str:
    """Name a term as people write it in Turtle."""
    return next((f"{prefix}:{term[len(space) :]}" for space, prefix in _SHORT.items() if term.startswith(space)), term)


def check_terms(graph: Graph, file: Path) -> None:
    """Refuse every ``sh:`` term for which there is no test, and every property that no rule has."""
    used = {term for triple in graph for term in triple if isinstance(term, URIRef) and term.startswith(str(SH))}
    unknown = sorted(name for term in used if (name := term.removeprefix(str(SH))) not in TESTED_TERMS)
    if unknown:
        near = difflib.get_close_matches(unknown[0], TESTED_TERMS, 1)
        raise unfit(
            file,
            f"It uses {', '.join(f'sh:{name}' for name in unknown)}, which some engines pass over in silence.",
            (f"Did you mean sh:{near[0]}? " if near else "")
            + "Say it in the terms of SHACL Core and sh:sparql that `scrgraph rules` supports.",
            f"sh:{unknown[0]}",
        )
    known = {*_list_annotations(), *_TEXTS, *_BUILT_IN}
    for predicate in sorted(set(graph.predicates()), key=str):
        if predicate not in known and not str(predicate).startswith(str(SH)):
            name = shorten_term(str(predicate))
            near = difflib.get_close_matches(name, [shorten_term(str(term)) for term in known], 1)
            raise unfit(
                file,
                f"{name} is no property of a rule.",
                f"Did you mean {near[0]}?" if near else "See the list in shapes/README.md.",
                name,
            )


@cache
def _list_annotations() -> frozenset[Node]:
    """List the annotations that a rule may carry."""
    return frozenset(parse_turtle(shapes_folder() / "annotations.ttl").subjects(RDF.type))


def check_messages(graph: Graph, file: Path) -> None:
    """Refuse a message that mentions a variable which no query beside it gives."""
    for node, message in sorted(graph.subject_objects(SH.message), key=str):
        given: set[str] = set()
        for query in graph.objects(node, SH.select):
            given |= set(_list_variables(str(query)))
        for name in _MENTION.findall(str(message)):
            if name not in given:
                near = difflib.get_close_matches(name, given, 1)
                raise unfit(
                    file,
                    f"A message mentions {{?{name}}}, which its query does not give.",
                    f"Did you mean {{?{near[0]}}}?" if near else "Let the SELECT give it.",
                    f"{{?{name}}}" if f"{{?{name}}}" in str(message) else f"{{${name}}}",
                )


def _list_variables(query: str) -> list[str]:
    """List the variables that the outermost SELECT of a query gives, as its words stand."""
    head = re.search(r"\bSELECT\b(.*?)\bWHERE\b", _hide_strings(query), re.IGNORECASE | re.DOTALL)
    return re.findall(r"[?$](\w+)", head[1]) if head else []


def _hide_strings(query: str) -> str:
    return re.sub(r'"(?:\\.|[^"\\\n])*"', '""', query)


def check_queries(graph: Graph, asked: Iterable[tuple[str, set[str]]], prologue: str, file: Path) -> None:
    """Refuse queries that are none, and what a query of a rule may not ask.

    ``asked`` are the queries of the annotations, each with the variables that it must give; those of the constraints
    are in the graph. They are read by the parser of the reference engine, whose tree is searched: no word can hide in
    a string there. Then by the other engine, on an empty graph, since it will run those of the annotations.
    """
    from rdflib.plugins.sparql import prepareQuery
    from rdflib.plugins.sparql.parser import parseQuery

    constraints: list[tuple[str, set[str]]] = [(str(text), {"this"}) for text in graph.objects(None, SH.select)]
    for text, needs in sorted([*constraints, *asked], key=str):
        first = next((line.strip() for line in text.splitlines() if line.strip()), "")
        if _AMBIGUOUS.search(text):
            raise unfit(file, "A query holds a control character or a \\u escape, which a rule may not.", at=first)
        whole = prologue + text
        try:
            tree = parseQuery(whole)
            refused = _REFUSED_WORDS.search(_NO_KEYWORD.sub(" ", text))
            word = next(_find_refused(tree), None) or (refused[0].upper() if refused else None)
            if word:
                raise unfit(
                    file,
                    f"A query uses {word}, which a rule may not.",
                    "Rules read nothing but the graph that is judged: no clock, no network, no chance.",
                    _line_with(text, word) or first,
                )
            prepareQuery(whole)
            solutions = ox.Store().query(whole)
        except ScrgraphError:
            raise
        except Exception as error:  # rdflib's parser has no one kind of its own for what it cannot read
            place = getattr(error, "lineno", 0) - prologue.count("\n") - 1
            lines = text.splitlines()
            at = lines[place].strip() if 0 <= place < len(lines) and lines[place].strip() else first
            raise unfit(file, f"A query is not SPARQL ({type(error).__name__}: {error}).", at=at) from error
        names = {name.value for name in solutions.variables} if isinstance(solutions, ox.QuerySolutions) else set()
        if not needs <= names:
            wanted = " and ".join(f"?{name}" for name in sorted(needs))
            raise unfit(file, f"A query must be a SELECT that gives {wanted}.", at=first)


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


def check_namespaces(graph: Graph, file: Path) -> None:
    """Refuse a declared prefix that could smuggle words into a query."""
    for node, namespace in graph.subject_objects(SH.namespace):
        prefix = str(graph.value(node, SH.prefix) or "")
        if not _NAMESPACE.fullmatch(str(namespace)) or not re.fullmatch(r"[A-Za-z][\w-]*|", prefix, flags=re.ASCII):
            raise unfit(file, f"{prefix!a} with {str(namespace)!a} is no prefix with a namespace.", at="sh:namespace")


def _line_with(text: str, word: str) -> str | None:
    """Give the line of a query in which a word stands."""
    pattern = re.compile(rf"\b{word}\b", re.IGNORECASE)
    return next((line.strip() for line in text.splitlines() if pattern.search(line)), None)


def _find_line(file: Path, at: str | None) -> str | None:
    """Name the first line of a file that holds some words; ``None`` where there is none."""
    if not at:
        return None
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return None
    ends = at + r"(?![\w-])" if re.fullmatch(r"[\w:-]+", at) else re.escape(at)
    numbers = (number for number, line in enumerate(lines, 1) if re.search(ends, line.replace('\\"', '"')))
    number = next(numbers, None)
    return None if number is None else f"line {number}"
