"""Checks that a rule is sound before it is run: its terms, its queries, its messages; each fault with its line.

Engines pass over terms that they do not know without a word, so a rule may use only the ``sh:`` terms listed here,
for each of which a test shows that it works, and the annotations that ``shapes/annotations.ttl`` declares. What a query
may ask is checked in ``permitted``.
"""

import difflib
import re
from collections.abc import Iterable, Set
from functools import cache
from pathlib import Path

from rdflib import DCTERMS, RDF, RDFS, SH, SKOS, Graph, Namespace, URIRef
from rdflib.term import Node

from scrgraph import namespaces
from scrgraph.audit.permitted import check_query
from scrgraph.audit.turtle import parse_turtle, unfit
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

_PREFIX = re.compile(r"(?:[A-Za-z][\w-]*)?", flags=re.ASCII)
_NAMESPACE = re.compile(r"[^<>\"{}|^`\\\x00-\x20]+")
MENTION = re.compile(r"\{[?$](\w+)\}")


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
            URIRef(f"{SH}{unknown[0]}"),
            remedy=(f"Did you mean sh:{near[0]}? " if near else "")
            + "Say it in the terms of SHACL Core and sh:sparql that `scrgraph rules` supports.",
        )
    known = {*_list_annotations(), *_TEXTS, *_BUILT_IN}
    for predicate in sorted(set(graph.predicates()), key=str):
        if predicate in known or str(predicate).startswith(str(SH)):
            continue
        name = shorten_term(str(predicate))
        near = difflib.get_close_matches(name, [shorten_term(str(term)) for term in known], 1)
        at = predicate
        if name == str(predicate):  # in no namespace that is known: perhaps the declaration of a prefix is at fault
            local = _local_name(name)
            alike = [str(term) for term in known if _local_name(str(term)) == local]
            if alike := difflib.get_close_matches(name, alike, 1, cutoff=0.9):
                near, at = [f"<{alike[0].removesuffix(local)}>"], URIRef(name.removesuffix(local))
        raise unfit(
            file,
            f"{name} is no property of a rule.",
            at,
            predicate,
            remedy=f"Did you mean {near[0]}?" if near else "See the list in shapes/README.md.",
        )


def _local_name(term: str) -> str:
    return re.split(r"[#/]", term)[-1]


@cache
def _list_annotations() -> frozenset[Node]:
    """List the annotations that a rule may carry."""
    return frozenset(parse_turtle(shapes_folder() / "annotations.ttl").subjects(RDF.type))


def check_shapes(graph: Graph, file: Path) -> None:
    """Refuse shapes that are none: those that the shapes graph of the Recommendation for shapes graphs refuses.

    That one knows nothing of regular expressions and of what a constraint in SPARQL needs, which is therefore asked
    here.
    """
    from scrgraph.audit.shacl import find_malformed

    for term, value, message in find_malformed(graph):
        raise unfit(
            file, f"{shorten_term(str(term))} is not as SHACL has it ({message}).", *filter(None, (value, term))
        )
    for _, pattern in sorted(graph.subject_objects(SH.pattern), key=str):
        try:
            re.compile(str(pattern))
        except re.error as error:
            raise unfit(file, f"sh:pattern is no regular expression ({error}).", pattern) from error
    for node in graph.subjects(SH.select):
        if (node, SH.prefixes, None) not in graph:
            remedy = f"Write sh:prefixes <{namespaces.SCRSH.rstrip('#')}> before sh:select."
            raise unfit(file, "A constraint in SPARQL must say sh:prefixes.", SH.sparql, remedy=remedy)


def check_queries(graph: Graph, asked: Iterable[tuple[str, set[str]]], prologue: str, file: Path) -> None:
    """Refuse queries that are none, what a query of a rule may not ask, and messages that cannot be filled in.

    ``asked`` are the queries of the annotations, each with the variables that it must give; those of the constraints
    are in the graph, with the messages that their variables are to fill in.
    """
    for text, needs in sorted(asked, key=str):
        check_query(text, needs, prologue, file)
    for node, select in sorted(graph.subject_objects(SH.select), key=str):
        given = check_query(str(select), {"this"}, prologue, file, constraint=True)
        _check_messages(graph, node, given, file)
    for node in sorted(set(graph.subjects(SH.message)) - set(graph.subjects(SH.select)), key=str):
        _check_messages(graph, node, frozenset(), file)


def _check_messages(graph: Graph, node: Node, given: Set[str], file: Path) -> None:
    """Refuse a message that mentions a variable which the query beside it does not give."""
    for message in sorted(graph.objects(node, SH.message), key=str):
        for name in MENTION.findall(str(message)):
            if name not in given:
                near = difflib.get_close_matches(name, given, 1)
                raise unfit(
                    file,
                    f"A message mentions {{?{name}}}, which its query does not give.",
                    message,
                    remedy=f"Did you mean {{?{near[0]}}}?" if near else "Let the SELECT give it.",
                )


def check_namespaces(graph: Graph, file: Path) -> None:
    """Refuse a declared prefix that could smuggle words into a query."""
    for node in sorted(graph.objects(None, SH.declare), key=str):
        prefix, namespace = graph.value(node, SH.prefix), graph.value(node, SH.namespace)
        sound = {prefix: _PREFIX.fullmatch(str(prefix)), namespace: _NAMESPACE.fullmatch(str(namespace))}
        if None in sound or not all(sound.values()):
            at = sorted((term for term in sound if term is not None), key=lambda term: bool(sound[term]))
            raise unfit(
                file, f"{str(prefix)!a} with {str(namespace)!a} is no prefix with a namespace.", *at, SH.declare
            )
