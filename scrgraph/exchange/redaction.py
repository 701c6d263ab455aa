"""Takes out of linked data what a profile does not give, and counts what was taken out, without saying what it was."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from scrgraph import namespaces
from scrgraph.graph.profiles import KEEP, MASK, WITHHELD, WITHHOLD, ExchangeProfile, ExchangeRule

_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_GIVEN_UNDER = ox.NamedNode(namespaces.SCR + "givenUnder")
_PLAN_VERSION = ox.NamedNode(namespaces.SCR + "PlanVersion")


@dataclass(frozen=True, slots=True, order=True)
class Removal:
    """Of what kind statements were that were withheld or masked: by which rule, of which class, with which property.

    ``rule`` is none where no rule of the profile names them, or where they lead to a node that is withheld.
    """

    treatment: str
    rule: str
    of_class: str
    of_property: str


@dataclass(frozen=True)
class Redacted:
    """What a profile gives of some quads, and how many statements of which kind it does not."""

    quads: frozenset[ox.Quad]
    removals: Mapping[Removal, int]


def redact(quads: Iterable[ox.Quad], profile: ExchangeProfile) -> Redacted:
    """Give what a profile lets through; each version of a plan is marked with a profile that takes something out."""
    given = list(quads)
    classes: dict[object, set[str]] = defaultdict(set)
    for quad in given:
        if quad.predicate == _TYPE:
            classes[quad.subject].add(quad.object.value)  # type: ignore[union-attr]
    described = {quad.subject for quad in given}
    choose = _Chooser(profile)
    kept_nodes = {node for node in described if choose(classes[node], _TYPE.value)[0] == KEEP}
    kept: set[ox.Quad] = set()
    removals: Counter[Removal] = Counter()
    for quad in given:
        of = classes[quad.subject]
        treatment, rule = choose(of, quad.predicate.value)
        if quad.subject not in kept_nodes or (quad.object in described and quad.object not in kept_nodes):
            treatment = WITHHOLD
        if treatment == KEEP:
            kept.add(quad)
            if profile.takes_out and quad.predicate == _TYPE and quad.object == _PLAN_VERSION:
                kept.add(ox.Quad(quad.subject, _GIVEN_UNDER, ox.NamedNode(profile.iri), quad.graph_name))
            continue
        if treatment == MASK:
            masked = ox.Literal(WITHHELD) if isinstance(quad.object, ox.Literal) else quad.object
            kept.add(ox.Quad(quad.subject, quad.predicate, masked, quad.graph_name))
            if masked == quad.object:
                continue
        removals[Removal(treatment, rule.iri if rule else "", min(of, default=""), quad.predicate.value)] += 1
    return Redacted(frozenset(kept), removals)


class _Chooser:
    """Chooses the rule that fits a statement most closely, once for each kind of statement."""

    def __init__(self, profile: ExchangeProfile) -> None:
        self._profile = profile
        self._chosen: dict[tuple[frozenset[str], str], tuple[str, ExchangeRule | None]] = {}

    def __call__(self, classes: Iterable[str], of_property: str) -> tuple[str, ExchangeRule | None]:
        key = (frozenset(classes), of_property)
        if key not in self._chosen:
            self._chosen[key] = self._profile.choose(*key)
        return self._chosen[key]
