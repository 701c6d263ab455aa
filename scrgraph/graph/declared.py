"""What people declare beside plans, as linked data: themes of rows, links between rows, what a board asks of a plan.

It stands in a graph of its own, for no document says it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from rdflib import DCTERMS, RDF, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from scrgraph import namespaces
from scrgraph.graph import iris
from scrgraph.graph.links import Links
from scrgraph.graph.tags import Tag, build_themes

SCR = Namespace(namespaces.SCR)


@dataclass(frozen=True)
class Declared:
    """What is declared: tags of themes, links, and promises that the board asks of every plan."""

    tags: tuple[Tag, ...] = ()
    links: Links = field(default_factory=Links)
    promises: tuple[str, ...] = ()


def build_declared(declared: Declared, facts: Graph) -> tuple[Graph, tuple[str, ...]]:
    """Build what is declared of the one plan in some facts.

    Also gives, in sentences, what is declared of rows that the plan does not have.
    """
    graph = Graph()
    lost: list[str] = []
    for plan in facts.subjects(RDF.type, SCR.ActionPlan):
        name = str(facts.value(plan, DCTERMS.identifier))
        rows = {str(facts.value(row, DCTERMS.identifier)): row for row in facts.objects(plan, SCR.hasRecommendation)}
        for promise in declared.promises:
            graph.add((plan, SCR.promised, Literal(promise)))
        themes, strays = build_themes(tuple(tag for tag in declared.tags if tag.plan in (None, name)), facts)
        graph += themes
        lost += [f"{name} has no row {tag.row}, for which the theme '{tag.theme}' is declared" for tag in strays]
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
        base = str(plan).rpartition("plan/")[0]
        earlier = iris.below(iris.plan_iri(follow_up.earlier_plan, base), follow_up.earlier_row)
        graph.add((rows[follow_up.row], SCR.followsUp, earlier))
    return missing
