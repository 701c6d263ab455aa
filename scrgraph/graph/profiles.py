"""Reads exchange profiles, ``ontology/exchange/*.ttl``: what of a store may leave, for whom, and why.

A profile is a list of rules over classes and properties. What no rule names stays behind, so a fact that is new to the
graph is never given away by mistake.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rdflib import DCTERMS, RDF, RDFS, SKOS, Graph, Namespace, URIRef

from scrgraph import namespaces
from scrgraph.errors import BadUsage
from scrgraph.resources import ontology_folder

SCR = Namespace(namespaces.SCR)

KEEP, MASK, WITHHOLD = "keep", "mask", "withhold"
# What stands for words that are not given: short, the same everywhere, and plain to whoever reads it.
WITHHELD = "(withheld)"
_SEVERITY = (WITHHOLD, MASK, KEEP)  # of several rules that fit as closely, the strictest counts


@dataclass(frozen=True, slots=True)
class ExchangeRule:
    """What becomes of statements with some properties, of nodes of some classes; where none are named, of all.

    ``treatment`` is ``keep``, ``mask`` (that something is said stays, the words go) or ``withhold``.
    """

    iri: str
    label: str
    reason: str
    treatment: str
    classes: frozenset[str]
    properties: frozenset[str]


@dataclass(frozen=True, slots=True)
class ExchangeProfile:
    """For whom a package is, and the rules by which it is made.

    ``all_versions`` tells whether every version of a plan is given, or only the current one; ``may_be_passed_on``
    whether who receives a package may give it to others.

    Where it has a ``smallest_count`` it gives figures: counts of that size, and of a smaller one nothing from which it
    can be narrowed down to a range that is not as wide as ``smallest_range``.
    """

    iri: str
    name: str
    definition: str
    note: str
    all_versions: bool
    may_be_passed_on: bool
    rules: tuple[ExchangeRule, ...]
    smallest_count: int = 0
    smallest_range: int = 0

    @property
    def gives_figures(self) -> bool:
        """Whether counts leave, made of all plans."""
        return self.smallest_count > 0

    @property
    def takes_out(self) -> bool:
        """Whether something is taken out."""
        return any(rule.treatment != KEEP for rule in self.rules)

    def choose(self, classes: Iterable[str], of_property: str) -> tuple[str, ExchangeRule | None]:
        """Choose the rule that fits a statement most closely, by the classes of its node; gives the treatment, too."""
        of = frozenset(classes)
        fitting = [
            rule
            for rule in self.rules
            if (not rule.classes or rule.classes & of) and (not rule.properties or of_property in rule.properties)
        ]
        if not fitting:
            return WITHHOLD, None
        best = min(
            fitting, key=lambda rule: (not rule.classes, not rule.properties, _SEVERITY.index(rule.treatment), rule.iri)
        )
        return best.treatment, best


@cache
def list_profiles() -> tuple[str, ...]:
    """Give the names of the profiles, sorted."""
    return tuple(path.stem for path in _list_files())


@cache
def load_profile(name: str) -> ExchangeProfile:
    """Read the profile of a name.

    Raises:
        BadUsage: where there is none of that name.
    """
    path = next((path for path in _list_files() if path.stem == name), None)
    if path is None:
        raise BadUsage(f"There is no exchange profile '{name}'.", remedy=f"There are: {', '.join(list_profiles())}.")
    graph = Graph().parse(path)
    node = next(graph.subjects(RDF.type, SCR.ExchangeProfile))
    rules = (_read_rule(graph, rule) for rule in graph.objects(node, SCR.hasExchangeRule))
    return ExchangeProfile(
        str(node),
        str(graph.value(node, DCTERMS.identifier)),
        str(graph.value(node, SKOS.definition)),
        str(graph.value(node, SKOS.scopeNote)),
        str(graph.value(node, SCR.givesVersions)) == "all",
        str(graph.value(node, SCR.mayBePassedOn)) == "true",
        tuple(sorted(rules, key=lambda rule: rule.iri)),
        int(str(graph.value(node, SCR.smallestCount) or 0)),
        int(str(graph.value(node, SCR.smallestRange) or 0)),
    )


def find_profile(iri: str) -> ExchangeProfile | None:
    """Find the profile of an IRI; ``None`` where none is known."""
    return next((profile for name in list_profiles() if (profile := load_profile(name)).iri == iri), None)


def _list_files() -> list[Path]:
    return sorted((ontology_folder() / "exchange").glob("*.ttl"))


def _read_rule(graph: Graph, node: object) -> ExchangeRule:
    rule = URIRef(str(node))
    return ExchangeRule(
        str(rule),
        str(graph.value(rule, RDFS.label)),
        str(graph.value(rule, RDFS.comment)),
        str(graph.value(rule, SCR.treatment)),
        frozenset(map(str, graph.objects(rule, SCR.ofClass))),
        frozenset(map(str, graph.objects(rule, SCR.ofProperty))),
    )
