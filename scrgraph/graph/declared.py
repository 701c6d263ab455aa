"""What people declare beside plans, as linked data: themes of rows, links between rows, what a board asks of a plan.

It stands in a graph of its own, for no document says it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from rdflib import DCTERMS, RDF, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from scrgraph import namespaces
from scrgraph.graph import iris
from scrgraph.graph.links import Links
from scrgraph.graph.tags import Tag, build_themes, say_stray

SCR = Namespace(namespaces.SCR)


@dataclass(frozen=True)
class Declared:
    """What is declared: tags of themes, links, and promises that the board asks of every plan."""

    tags: tuple[Tag, ...] = ()
    links: Links = field(default_factory=Links)
    promises: tuple[str, ...] = ()

    def choose(self, plan: str) -> "Declared":
        """Give what of it speaks of one plan, by its id."""
        pick = self._by_plan
        links = Links(
            tuple(pick("same_work", plan)), tuple(dict.fromkeys(pick("follow_ups", plan))), tuple(pick("began", plan))
        )
        return Declared((*pick("tags", None), *pick("tags", plan)), links, self.promises)

    def _by_plan(self, kind: str, plan: str | None) -> Iterable[Any]:
        return self._sorted.get((kind, plan), ())

    @cached_property
    def _sorted(self) -> Mapping[tuple[str, str | None], list[Any]]:
        """All that is declared, by its kind and the plan it speaks of, in order."""
        found: defaultdict[tuple[str, str | None], list[Any]] = defaultdict(list)
        for tag in self.tags:
            found["tags", tag.plan].append(tag)
        for link in self.links.same_work:
            found["same_work", link.plan].append(link)
        for up in self.links.follow_ups:
            found["follow_ups", up.plan].append(up)
            found["follow_ups", up.earlier_plan].append(up)
        for plan, day in self.links.began:
            found["began", plan].append((plan, day))
        return found


def build_declared(whole: Declared, facts: Graph) -> tuple[Graph, tuple[str, ...]]:
    """Build what is declared of the one plan in some facts.

    Also gives, in sentences, what is declared of rows that the plan does not have.
    """
    graph = Graph()
    lost: list[str] = []
    for plan in facts.subjects(RDF.type, SCR.ActionPlan):
        name = str(facts.value(plan, DCTERMS.identifier))
        declared = whole.choose(name)
        rows = {str(facts.value(row, DCTERMS.identifier)): row for row in facts.objects(plan, SCR.hasRecommendation)}
        for promise in declared.promises:
            graph.add((plan, SCR.promised, Literal(promise)))
        themes, strays = build_themes(declared.tags, facts)
        graph += themes
        lost += [say_stray(name, tag) for tag in strays]
        for of_plan, day in declared.links.began:
            for review in facts.subjects(SCR.hasActionPlan, plan):
                if of_plan == name:
                    graph.add((review, SCR.began, Literal(day)))
        missing = _build_links(graph, URIRef(str(plan)), name, rows, declared.links)
        lost += [f"{name} has no row {row}, for which a link is declared" for row in missing]
    return graph, tuple(dict.fromkeys(lost))


def _build_links(graph: Graph, plan: URIRef, name: str, rows: dict[str, Node], links: Links) -> Iterable[str]:
    missing = []
    for link in links.same_work:
        if link.plan != name:
            continue
        if strays := [row for row in (link.main, link.agency) if row not in rows]:
            missing += strays
            continue
        node = iris.below(plan, "link", f"{link.main}--{link.agency}".replace("/", "."))
        graph.add((node, RDF.type, SCR.RowLink))
        graph.add((node, SCR.linksMain, rows[link.main]))
        graph.add((node, SCR.linksAgency, rows[link.agency]))
        graph.add((node, SCR.statement, Literal(link.why)))
        graph.add((node, SCR.certainty, Literal("sure" if link.sure else "unsure")))
    for follow_up in links.follow_ups:
        if follow_up.earlier_plan == name and follow_up.earlier_row not in rows:
            missing.append(follow_up.earlier_row)
        if follow_up.plan != name:
            continue
        if follow_up.row not in rows:
            missing.append(follow_up.row)
            continue
        base = iris.base_of(plan)
        earlier = iris.below(iris.plan_iri(follow_up.earlier_plan, base), follow_up.earlier_row)
        graph.add((rows[follow_up.row], SCR.followsUp, earlier))
    return missing
