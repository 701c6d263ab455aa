"""Networks of agencies and themes: who is tied to whom, who holds the rest together, and what that means in words.

The ties of a network are the answer to a question under ``queries/networks/``: each row is a tie, with its weight. The
measures are those of M. E. J. Newman, Networks (2nd edition, 2018), as networkx calculates them.
"""

import io
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property

import networkx as nx

from scrgraph.analysis.answers import FactBase
from scrgraph.analysis.questions import Question, load_questions
from scrgraph.errors import BadUsage

TOPIC = "networks"
_FEW = 2  # nodes: a group of fewer is none
_SHOWN = 3  # ties that are named, of those without which two parts would not be tied


@dataclass(frozen=True, slots=True)
class Tie:
    """A tie between two nodes, by their names; ``weight`` counts what ties them, two or more where it is strong."""

    source: str
    target: str
    weight: int


@dataclass(frozen=True, slots=True)
class Node:
    """A node and its measures.

    ``ties`` counts the nodes that it is tied to, ``strength`` adds up the weights of its ties. ``between`` is the share
    of shortest ways between two others that lead through it (0 to 1; a heavy tie is a short way). ``group`` counts the
    groups from 1, the largest first. ``holds_together`` tells that without it the network would fall apart further.
    """

    id: str
    name: str
    kind: str
    ties: int
    strength: int
    between: float
    group: int
    holds_together: bool


@dataclass(frozen=True)
class Network:
    """A network: its kind, the question that it answers, what a tie counts, its nodes (the strongest first) and ties.

    ``bridges`` are ties without which two parts would not be tied at all; ``counts`` is what the weight of a tie
    counts.
    """

    kind: str
    question: str
    meaning: str
    nodes: tuple[Node, ...]
    ties: tuple[Tie, ...]
    bridges: tuple[Tie, ...]
    sides: tuple[str, ...] = field(default=())
    counts: str = "recommendation"

    @cached_property
    def names(self) -> dict[str, str]:
        """The names of the nodes by their ids."""
        return {node.id: node.name for node in self.nodes}

    @property
    def is_two_sided(self) -> bool:
        """Whether it ties nodes of one kind to nodes of another only."""
        return len(self.sides) > 1

    def list_groups(self) -> list[tuple[Node, ...]]:
        """Give the groups of two nodes or more, in the order of their numbers."""
        groups: dict[int, list[Node]] = {}
        for node in self.nodes:
            groups.setdefault(node.group, []).append(node)
        return [tuple(groups[number]) for number in sorted(groups) if len(groups[number]) >= _FEW]


def list_kinds() -> tuple[Question, ...]:
    """Give the kinds of networks that can be made: the questions of their topic."""
    return tuple(question for question in load_questions() if question.topic == TOPIC)


def find_kind(name: str) -> Question:
    """Find a kind of network by its name.

    Raises:
        BadUsage: where there is none, with those that there are.
    """
    kinds = {question.name: question for question in list_kinds()}
    if name not in kinds:
        raise BadUsage(f"There is no network '{name}'.", remedy=f"There are: {', '.join(kinds)}.")
    return kinds[name]


def build_network(facts: FactBase, kind: Question) -> Network:
    """Build a network from facts; ``kind`` is the question whose answer are its ties.

    Raises:
        BadUsage: where the question gives other columns than a network's.
    """
    answer = facts.ask(kind)
    if answer.columns != ("source", "sourceName", "target", "targetName", "weight"):
        raise BadUsage(
            f"The question {kind.name} is none of a network.",
            remedy="It must select ?source ?sourceName ?target ?targetName ?weight.",
        )
    graph: nx.Graph[str] = nx.Graph()
    sides = tuple(kind.nodes)
    for row in answer.rows:
        source, source_name, target, target_name, weight = map(str, row)
        graph.add_node(source, name=source_name, kind=sides[0])
        graph.add_node(target, name=target_name, kind=sides[-1])
        graph.add_edge(source, target, weight=int(weight), distance=1 / int(weight))
    return measure_network(kind, graph)


def measure_network(kind: Question, graph: "nx.Graph[str]") -> Network:
    """Measure a graph whose nodes have a name and a kind, its edges a weight and a distance, which is 1 / weight."""
    sides = tuple(kind.nodes)
    ties = [Tie(*_order(*ends), graph.edges[ends]["weight"]) for ends in list(graph.edges)]
    ties.sort(key=lambda tie: (-tie.weight, tie.source, tie.target))
    between = nx.betweenness_centrality(graph, weight="distance")
    groups = _find_groups(ties)
    cuts = set(nx.articulation_points(graph))
    nodes = [
        Node(
            node,
            graph.nodes[node]["name"],
            graph.nodes[node]["kind"],
            graph.degree(node),
            sum(tie.weight for tie in ties if node in (tie.source, tie.target)),
            round(between[node], 3),
            groups[node],
            node in cuts,
        )
        for node in graph
    ]
    nodes.sort(key=lambda node: (-node.strength, node.name, node.id))
    bridging = {_order(ends[0], ends[1]) for ends in nx.bridges(graph)}
    bridges = tuple(tie for tie in ties if (tie.source, tie.target) in bridging)
    return Network(kind.name, kind.summary, kind.description, tuple(nodes), tuple(ties), bridges, sides, kind.counts)


def write_graphml(network: Network) -> bytes:
    """Write a network as GraphML, which programs for networks (Gephi among them) open.

    It has the names and measures of the nodes and the weights of the ties, each as what it is: words, a whole number, a
    number, yes or no.
    """
    graph: nx.Graph[str] = nx.Graph(kind=network.kind, question=network.question, meaning=network.meaning)
    for node in network.nodes:
        said = asdict(node)
        graph.add_node(said.pop("id"), label=said.pop("name"), **said)
    for tie in network.ties:
        graph.add_edge(tie.source, tie.target, weight=tie.weight)
    stream = io.BytesIO()
    nx.write_graphml_xml(graph, stream)
    return stream.getvalue()


def _order(source: str, target: str) -> tuple[str, str]:
    return (source, target) if source < target else (target, source)


def _find_groups(ties: Sequence[Tie]) -> dict[str, int]:
    """Number the groups of nodes that are tied to one another more than to others (Clauset, Newman and Moore, 2004)."""
    if not ties:
        return {}
    # In an order of its own: which of two equal ways is taken must not depend on how the ties came.
    ordered: nx.Graph[str] = nx.Graph()
    ordered.add_nodes_from(sorted({node for tie in ties for node in (tie.source, tie.target)}))
    ordered.add_weighted_edges_from(sorted((tie.source, tie.target, tie.weight) for tie in ties))
    found = nx.community.greedy_modularity_communities(ordered, weight="weight")
    ranked = sorted(found, key=lambda group: (-len(group), min(group)))
    return {node: number for number, group in enumerate(ranked, 1) for node in group}


def explain_network(network: Network) -> tuple[str, ...]:
    """Say in sentences what a network shows: the strongest, the groups, and what holds it together."""
    if not network.ties:
        return ("There is no tie: no two of them stand together.",)
    return (
        *_explain_strength(network),
        *_explain_groups(network),
        *_explain_cuts(network),
        *_explain_bridges(network),
    )


def _explain_strength(network: Network) -> Iterable[str]:
    strongest = network.ties[0]
    alike = [tie for tie in network.ties if tie.weight == strongest.weight]
    names = network.names
    more = f"; so do {len(alike) - 1} other pairs" if len(alike) > 1 else ""
    yield (
        f"{names[strongest.source]} and {names[strongest.target]} are tied most closely, by "
        f"{_count(strongest.weight, network.counts)}{more}."
    )
    single = sum(tie.weight == 1 for tie in network.ties)
    if 0 < single < len(network.ties):
        yield (
            f"{single} of {_count(len(network.ties), 'tie')} rest{'s' if single == 1 else ''} on one {network.counts} "
            "alone, so chance may have made any of them."
        )
    elif single:
        yield f"Every tie rests on one {network.counts} alone, so chance may have made any of them."
    for side in dict.fromkeys(network.sides):
        nodes = [node for node in network.nodes if node.kind == side]
        first = max(nodes, key=lambda node: (node.ties, node.strength))
        others = len([node for node in network.nodes if node.kind != side]) if network.is_two_sided else len(nodes) - 1
        yield f"{first.name} is tied to more than any other {side}: to {first.ties} of {others}."
    middle = max(network.nodes, key=lambda node: node.between)
    if middle.between > 0:
        yield (
            f"{middle.name} stands between others most often: {middle.between:.0%} of the shortest ways between two "
            "others lead through it."
        )


def _explain_groups(network: Network) -> Iterable[str]:
    groups = network.list_groups()
    if len(groups) < _FEW:
        yield "No groups stand out: each is tied to others about as much as to any."
        return
    yield f"{len(groups)} groups are tied among themselves more than to the rest:"
    for group in groups:
        yield f"Group {group[0].group}: {_list(sorted(node.name for node in group))}."


def _explain_cuts(network: Network) -> Iterable[str]:
    holding = [node.name for node in network.nodes if node.holds_together]
    if holding:
        yield f"Without {_list(holding, 'or')} some would be tied to nobody else, or the network would fall apart."
    else:
        yield "No single one holds the network together: without any of them the others stay tied."


def _explain_bridges(network: Network) -> Iterable[str]:
    nodes = {node.id: node for node in network.nodes}
    for tie in network.bridges[:_SHOWN]:
        ends = sorted((nodes[tie.source], nodes[tie.target]), key=lambda node: (node.ties, node.name))
        rests = f"it rests on {_count(tie.weight, network.counts)}"
        if ends[0].ties == 1:
            yield f"{ends[0].name} is tied to {ends[1].name} alone: {rests}."
        else:
            yield f"The tie between {ends[0].name} and {ends[1].name} is the only one between two parts: {rests}."
    if len(network.bridges) > _SHOWN:
        yield f"{_count(len(network.bridges) - _SHOWN, 'further tie')} stand as alone."


def _count(number: int, what: str) -> str:
    one, of, rest = what.partition(" of ")  # "hundredth of likeness": the first word has the plural
    return f"{number} {what}" if number == 1 else f"{number} {one}s{of}{rest}"


def _list(names: Sequence[str], joint: str = "and") -> str:
    """List names, parted by semicolons, since many hold a comma."""
    return names[0] if len(names) == 1 else f"{'; '.join(names[:-1])} {joint} {names[-1]}"
