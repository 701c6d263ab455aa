"""Renders networks: drawn as SVG, as GraphML, as JSON, and in words.

A network of one kind of node is drawn as two arcs that face each other, its groups from top to bottom; one of two
kinds as two columns. So every name stands beside its node on a line of its own, however many there are. Groups are told
apart by a number as well as a colour (those of Okabe and Ito, which colour-blind people can tell apart).
"""

import io
import math
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from scrgraph.analysis.networks import Network, Node, explain_network
from scrgraph.reports.layout import fold
from scrgraph.reports.svg import FAINT, INK, Drawing, Place, measure, spread, write_curve

GROUP_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#7a6a00", "#444444")
_SIZE = 13.0  # of the letters of names
_LINE = 30.0  # between two names
_LONGEST_NAME = 70  # letters
_LEAST, _MOST = 1.0, 9.0  # width of a tie
_TOP, _SIDE, _MIDDLE = 110.0, 40.0, 420.0
_ARC = 110.0  # how far an arc bends outwards


def network_json(network: Network) -> dict[str, Any]:
    """Give a network as plain JSON data: its nodes with their measures, its ties, and what they mean in words."""
    return {
        "kind": network.kind,
        "question": network.question,
        "meaning": network.meaning,
        "nodes": [asdict(node) for node in network.nodes],
        "ties": [asdict(tie) for tie in network.ties],
        "bridges": [asdict(tie) for tie in network.bridges],
        "words": list(explain_network(network)),
    }


def render_graphml(network: Network) -> bytes:
    """Give a network as GraphML, with the names and measures of its nodes and the weights of its ties."""
    import networkx as nx

    graph: nx.Graph[str] = nx.Graph(kind=network.kind, question=network.question, meaning=network.meaning)
    for node in network.nodes:
        said = asdict(node)
        graph.add_node(said.pop("id"), label=said.pop("name"), **said)
    for tie in network.ties:
        graph.add_edge(tie.source, tie.target, weight=tie.weight)
    stream = io.BytesIO()
    nx.write_graphml_xml(graph, stream)
    return stream.getvalue()


def render_words(network: Network, width: int) -> str:
    """Say what a network shows, as text of a given width."""
    head = f"{network.question} {len(network.nodes)} nodes, {len(network.ties)} ties."
    lines = [*fold(head, width), *fold(network.meaning, width), ""]
    for sentence in explain_network(network):
        lines += fold(sentence, width, "- ", "  ")
    return "\n".join(lines)


def draw_network(network: Network) -> str:
    """Draw a network as SVG."""
    left, right = _share_sides(network)
    rows = max(len(left), len(right), 1)
    names = [measure(_cut(node.name), _SIZE) for node in network.nodes]
    margin = _SIDE + max(names, default=0.0) + 30
    bend = 0.0 if network.is_two_sided else _ARC
    width = 2 * margin + _MIDDLE + 2 * bend
    height = _TOP + rows * _LINE + 60 + 18 * (len(network.list_groups()) + 1)
    drawing = Drawing(width, height, network.question, " ".join(explain_network(network)))
    places = {}
    for nodes, side in ((left, -1), (right, 1)):
        for number, node in enumerate(nodes):
            down = (number + 0.5) / len(nodes)
            out = bend * math.sin(math.pi * down)
            x = width / 2 + side * (_MIDDLE / 2 + out)
            places[node.id] = (x, _TOP + down * rows * _LINE)
    drawing.text((_SIDE, 34.0), network.question, 19.0, font_weight="600")
    for number, line in enumerate(fold(network.meaning, max(60, int((width - 2 * _SIDE) / 6.6)))[:2]):
        drawing.text((_SIDE, 56.0 + 16 * number), line, 12.0, fill=FAINT)
    _draw_ties(drawing, network, places)
    for nodes, side in ((left, -1), (right, 1)):
        for node in nodes:
            _draw_node(drawing, node, places[node.id], side)
    _draw_legend(drawing, network, _TOP + rows * _LINE + 40)
    return drawing.render()


def _share_sides(network: Network) -> tuple[list[Node], list[Node]]:
    """Share the nodes between left and right: by kind where there are two, else in turn, so that ties cross over."""
    if network.is_two_sided:
        left = [node for node in network.nodes if node.kind == network.sides[0]]
        right = [node for node in network.nodes if node.kind == network.sides[1]]
        left.sort(key=lambda node: (node.group, -node.strength, node.name))
        return left, _sort_by_ties(right, left, network)
    nodes = sorted(network.nodes, key=lambda node: (node.group, -node.strength, node.name))
    return nodes[::2], nodes[1::2]


def _sort_by_ties(nodes: Sequence[Node], others: Sequence[Node], network: Network) -> list[Node]:
    """Sort nodes by where those on the other side stand that they are tied to, so that fewer ties cross."""
    ranks = {node.id: rank for rank, node in enumerate(others)}
    sums: dict[str, list[int]] = {node.id: [0, 0] for node in nodes}
    for tie in network.ties:
        for one, other in ((tie.source, tie.target), (tie.target, tie.source)):
            if one in sums and other in ranks:
                sums[one][0] += tie.weight * ranks[other]
                sums[one][1] += tie.weight
    return sorted(nodes, key=lambda node: (sums[node.id][0] / max(sums[node.id][1], 1), node.name))


def _draw_ties(drawing: Drawing, network: Network, places: dict[str, Place]) -> None:
    heaviest = max((tie.weight for tie in network.ties), default=1)
    groups = {node.id: node.group for node in network.nodes}
    middle = drawing.width / 2
    for tie in reversed(network.ties):
        start, end = places[tie.source], places[tie.target]
        share = tie.weight / heaviest
        same = groups[tie.source] == groups[tie.target]
        colour = _colour(groups[tie.source]) if same else "#8c959f"
        pull_start = (start[0] + (middle - start[0]) * 0.75, start[1] + (end[1] - start[1]) * 0.1)
        pull_end = (end[0] + (middle - end[0]) * 0.75, end[1] + (start[1] - end[1]) * 0.1)
        words = f"{network.names[tie.source]} \u2013 {network.names[tie.target]}: {tie.weight}"
        drawing.curve(
            write_curve(start, pull_start, pull_end, end),
            colour,
            words,
            stroke_width=_LEAST + (_MOST - _LEAST) * share,
            stroke_opacity=f"{0.25 + 0.5 * share:.2f}",
        )


def _draw_node(drawing: Drawing, node: Node, place: Place, side: int) -> None:
    words = f"{node.name}: tied to {node.ties}, strength {node.strength}, group {node.group}"
    ring: dict[str, object] = {"stroke": INK, "stroke_width": 2.5} if node.holds_together else {}
    drawing.disc(place, 9.5, _colour(node.group), words, **ring)
    drawing.text(
        (place[0], place[1] + 3.6), str(node.group), 10.0, fill="#ffffff", text_anchor="middle", font_weight="700"
    )
    drawing.text(
        (place[0] + side * 16, place[1] + 4.5),
        f"{_cut(node.name)}  ({node.strength})" if side > 0 else f"({node.strength})  {_cut(node.name)}",
        _SIZE,
        text_anchor="start" if side > 0 else "end",
    )


def _draw_legend(drawing: Drawing, network: Network, top: float) -> None:
    heaviest = max((tie.weight for tie in network.ties), default=0)
    drawing.text(
        (_SIDE, top),
        f"The wider a tie, the more it counts (the widest: {heaviest}); beside a name all that its ties count. "
        "The number in a disc is its group; a ring: without it the network would fall apart further.",
        11.5,
        fill=FAINT,
    )
    tops = spread([top + 20 + 18 * number for number in range(len(network.list_groups()))], 18, top, drawing.height)
    for group, down in zip(network.list_groups(), tops, strict=True):
        drawing.disc((_SIDE + 6, down - 4), 6.0, _colour(group[0].group), f"group {group[0].group}")
        names = ", ".join(_cut(node.name) for node in group[:4])
        more = f" and {len(group) - 4} more" if len(group) > 4 else ""
        drawing.text((_SIDE + 20, down), f"Group {group[0].group}: {names}{more}", 11.5, fill=FAINT)


def _colour(group: int) -> str:
    return GROUP_COLOURS[(group - 1) % len(GROUP_COLOURS)]


def _cut(name: str) -> str:
    """Cut a name that is too long at a word's end."""
    if len(name) <= _LONGEST_NAME:
        return name
    return name[: _LONGEST_NAME - 1].rsplit(" ", 1)[0] + " \u2026"
