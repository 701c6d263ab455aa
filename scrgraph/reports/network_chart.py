"""Draws networks as SVG.

A network of one kind of node is drawn as two arcs that face each other, its groups from top to bottom; one of two
kinds as two columns. So every name stands beside its node in a place of its own, however many there are. One with so
many ties that they would be a thicket is drawn as a table instead: a square for each pair, with what their tie counts.
Groups are told apart by a number as well as a colour (after Okabe and Ito, whose colours all people can tell apart).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from scrgraph.analysis.networks import Network, Node, Tie, explain_network
from scrgraph.reports.layout import count
from scrgraph.reports.matrix_chart import Matrix, Square, draw_matrix, fold_name
from scrgraph.reports.svg import (
    FAINT,
    INK,
    PAPER,
    Drawing,
    Place,
    choose_ink,
    draw_words,
    fold_to,
    measure,
    measure_paragraphs,
    write_curve,
)

GROUP_COLOURS = ("#0072b2", "#b34700", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#7a6a00", "#444444")
MOST_TIES = 110  # that are drawn as lines
MOST_NODES = 30  # of a side: in two columns or arcs, or across a table
_SIZE = 12.5  # of the letters of names
_LINE = 26.0  # from one name to the next
_MORE = 13.0  # for its second line
_THIN, _THICK = 1.0, 9.0  # width of a tie
_RADIUS = 9.5
_EDGE, _MIDDLE = 28.0, 300.0
_ARC = 60.0  # how far an arc bends outwards
_LONGEST = 33  # letters of a line of a name
_TITLE, _WORDS, _FINE = 18.0, 13.0, 12.0
_NAMED = 5  # nodes of a group that the legend names


def draw_network(network: Network, form: str = "auto") -> str:
    """Draw a network as SVG.

    ``form`` is "lines" or "table"; "auto" takes lines, unless there are so many that they could not be followed.
    """
    words = explain_network(network)
    if not network.ties:
        return draw_words(network.question, words)
    drawn = _choose_nodes(network)
    ties = [tie for tie in network.ties if tie.source in drawn and tie.target in drawn]
    if form == "table" or (form == "auto" and len(ties) > MOST_TIES):
        return _draw_table(network, drawn, ties)
    return _draw_lines(network, drawn, ties)


def _choose_nodes(network: Network) -> dict[str, Node]:
    """Choose the nodes that are drawn: the strongest of each side."""
    chosen: dict[str, Node] = {}
    most = MOST_NODES if network.is_two_sided else 2 * MOST_NODES
    for side in dict.fromkeys(network.sides):
        chosen |= {node.id: node for node in [node for node in network.nodes if node.kind == side][:most]}
    return chosen


def _tell_left_out(network: Network, drawn: Mapping[str, Node]) -> list[str]:
    left = len(network.nodes) - len(drawn)
    if not left:
        return []
    return [
        f"Of {len(network.nodes)} the {len(drawn)} strongest are drawn; GraphML and JSON hold the other {left}, too."
    ]


# -- as lines ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Layout:
    """Where the nodes stand: their sides (left and right, each from top to bottom), and what is written beside them."""

    left: list[Node]
    right: list[Node]
    names: Mapping[str, list[str]]

    def measure_side(self, nodes: Sequence[Node]) -> float:
        """Give how high the names of a side are."""
        return sum(_LINE + _MORE * (len(self.names[node.id]) - 1) for node in nodes)


def _draw_lines(network: Network, drawn: Mapping[str, Node], ties: Sequence[Tie]) -> str:
    left, right = _share_sides(network, drawn, ties)
    layout = _Layout(
        left, right, {node.id: fold_name(node.name, _LONGEST, f" ({node.strength})") for node in drawn.values()}
    )
    margin = _EDGE + max(measure(line, _SIZE) for lines in layout.names.values() for line in lines) + 26
    bend = 0.0 if network.is_two_sided else _ARC
    width = 2 * margin + _MIDDLE + 2 * bend
    inner = width - 2 * _EDGE
    title = fold_to(network.question, inner, 1.08 * _TITLE)
    meaning = [fold_to(words, inner, _WORDS) for words in [network.meaning, *_tell_left_out(network, drawn)]]
    legend = [fold_to(words, inner, _FINE) for words in _explain(network)]
    groups = [fold_to(words, inner - 27, _FINE) for words in _name_groups(network, drawn)]
    top = 32 + measure_paragraphs([title], _TITLE) + measure_paragraphs(meaning, _WORDS) + 12
    bottom = top + max(layout.measure_side(left), layout.measure_side(right))
    below = bottom + 28
    height = below + measure_paragraphs(legend, _FINE) + measure_paragraphs(groups, _FINE) + 3 * len(groups) + 46
    drawing = Drawing(width, height, network.question, " ".join(explain_network(network)))
    y = drawing.paragraphs((_EDGE, 32.0), [title], _TITLE, font_weight=600)
    drawing.paragraphs((_EDGE, y - 4), meaning, _WORDS, FAINT)
    places: dict[str, Place] = {}
    for nodes, side in ((left, -1), (right, 1)):
        places |= _place_side(layout, nodes, side, (top, bottom), width, bend)
    _draw_ties(drawing, network, drawn, ties, places)
    for nodes, side in ((left, -1), (right, 1)):
        for node in nodes:
            _draw_node(drawing, node, layout.names[node.id], places[node.id], side)
    y = _draw_widths(drawing, ties, below, _name_unit(network))
    y = drawing.paragraphs((_EDGE, y), legend, _FINE, FAINT)
    for node, lines in zip(_list_heads(network, drawn), groups, strict=True):
        _draw_disc(drawing, (_EDGE + 9, y - 4), replace(node, holds_together=False))
        y = drawing.paragraphs((_EDGE + 27, y), [lines], _FINE, FAINT) + 3
    return drawing.render()


def _share_sides(network: Network, drawn: Mapping[str, Node], ties: Sequence[Tie]) -> tuple[list[Node], list[Node]]:
    """Share the nodes between left and right: by kind where there are two, else in turn, so that ties cross over."""
    nodes = sorted(drawn.values(), key=lambda node: (node.group, -node.strength, node.name, node.id))
    if network.is_two_sided:
        left = [node for node in nodes if node.kind == network.sides[0]]
        return left, _sort_by_ties([node for node in nodes if node.kind == network.sides[1]], left, ties)
    return nodes[::2], nodes[1::2]


def _sort_by_ties(nodes: Sequence[Node], others: Sequence[Node], ties: Sequence[Tie]) -> list[Node]:
    """Sort nodes by where those on the other side stand that they are tied to, so that fewer ties cross."""
    ranks = {node.id: rank for rank, node in enumerate(others)}
    sums: dict[str, list[int]] = {node.id: [0, 0] for node in nodes}
    for tie in ties:
        for one, other in ((tie.source, tie.target), (tie.target, tie.source)):
            if one in sums and other in ranks:
                sums[one][0] += tie.weight * ranks[other]
                sums[one][1] += tie.weight
    return sorted(nodes, key=lambda node: (sums[node.id][0] / max(sums[node.id][1], 1), node.name, node.id))


def _place_side(
    layout: _Layout, nodes: Sequence[Node], side: int, ends: tuple[float, float], width: float, bend: float
) -> dict[str, Place]:
    """Place the nodes of a side from top to bottom, each with the room that its name takes, spread over the height."""
    top, bottom = ends
    extra = (bottom - top - layout.measure_side(nodes)) / max(len(nodes), 1)
    places = {}
    y = top
    for node in nodes:
        room = _LINE + _MORE * (len(layout.names[node.id]) - 1) + extra
        middle = y + room / 2
        out = bend * math.sin(math.pi * (middle - top) / (bottom - top))
        places[node.id] = (width / 2 + side * (_MIDDLE / 2 + out), middle)
        y += room
    return places


def _widen(tie: Tie, heaviest: int) -> float:
    return _THIN + (_THICK - _THIN) * (tie.weight - 1) / max(heaviest - 1, 1)


def _draw_ties(
    drawing: Drawing, network: Network, drawn: Mapping[str, Node], ties: Sequence[Tie], places: Mapping[str, Place]
) -> None:
    heaviest = max(tie.weight for tie in ties)
    middle = drawing.width / 2
    for tie in sorted(ties, key=lambda tie: (tie.weight, tie.source, tie.target)):  # the heaviest on top
        start, end = places[tie.source], places[tie.target]
        group = drawn[tie.source].group
        colour = _colour(group) if group == drawn[tie.target].group else "#8c959f"
        # On one side, a tie bends inwards; across, it leaves and comes level.
        pull_start = (start[0] + (middle - start[0]) * 0.75, start[1] + (end[1] - start[1]) * 0.1)
        pull_end = (end[0] + (middle - end[0]) * 0.75, end[1] + (start[1] - end[1]) * 0.1)
        drawing.curve(
            write_curve(start, pull_start, pull_end, end),
            colour,
            f"{network.names[tie.source]} – {network.names[tie.target]}: {tie.weight}",
            stroke_width=_widen(tie, heaviest),
            stroke_opacity=f"{0.45 + 0.4 * tie.weight / heaviest:.2f}",
        )


def _draw_node(drawing: Drawing, node: Node, names: Sequence[str], place: Place, side: int) -> None:
    _draw_disc(drawing, place, node)
    for number, line in enumerate(names):
        down = place[1] + 4.3 + (number - (len(names) - 1) / 2) * _MORE * 1.08
        drawing.text((place[0] + side * 17, down), line, _SIZE, text_anchor="start" if side > 0 else "end")


def _draw_disc(drawing: Drawing, place: Place, node: Node) -> None:
    words = f"{node.name}: tied to {node.ties}, strength {node.strength}, group {node.group}"
    ring: dict[str, object] = {"stroke": INK, "stroke_width": 3.0} if node.holds_together else {"stroke": PAPER}
    drawing.disc(place, _RADIUS, _colour(node.group), words, **ring)
    ink = choose_ink(_colour(node.group))
    drawing.text(
        (place[0], place[1] + _FINE * 0.36), str(node.group), _FINE, fill=ink, text_anchor="middle", font_weight=700
    )


def _draw_widths(drawing: Drawing, ties: Sequence[Tie], top: float, unit: tuple[str, str]) -> float:
    """Draw what widths of ties count; gives where the next line would stand."""
    heaviest = max(tie.weight for tie in ties)
    x = _EDGE
    for weight in sorted({1, (heaviest + 1) // 2, heaviest}):
        drawing.line((x, top - 4), (x + 34, top - 4), FAINT, stroke_width=_widen(Tie("", "", weight), heaviest))
        words = count(weight, *unit)
        drawing.text((x + 42, top), words, _FINE)
        x += 42 + measure(words, _FINE) + 24
    return top + 22


def _explain(network: Network) -> list[str]:
    ringed = any(node.holds_together for node in network.nodes)
    return [
        "The wider a tie, the more it counts; in brackets beside a name, all that its ties count. The number in a disc "
        "is its group. Ties within a group have its colour, others are grey."
        + (" A ring: without it the network would fall apart further." if ringed else "")
    ]


def _list_heads(network: Network, drawn: Mapping[str, Node]) -> list[Node]:
    return [nodes[0] for group in network.list_groups() if (nodes := [node for node in group if node.id in drawn])]


def _name_groups(network: Network, drawn: Mapping[str, Node]) -> list[str]:
    named = []
    for group in network.list_groups():
        nodes = [node for node in group if node.id in drawn]
        if nodes:
            names = "; ".join(node.name for node in nodes[:_NAMED])
            more = f"; and {len(group) - len(nodes[:_NAMED])} more" if len(group) > len(nodes[:_NAMED]) else ""
            named.append(f"Group {group[0].group}: {names}{more}")
    return named


def _name_unit(network: Network) -> tuple[str, str]:
    """Give what ties count, as one and as many: the plural stands at the first word ("hundredths of likeness")."""
    first, blank, rest = network.counts.partition(" ")
    return network.counts, f"{first}s{blank}{rest}"


def _colour(group: int) -> str:
    return GROUP_COLOURS[(group - 1) % len(GROUP_COLOURS)]


# -- as a table --------------------------------------------------------------------------------------------------------


def _draw_table(network: Network, drawn: Mapping[str, Node], ties: Sequence[Tie]) -> str:
    """Draw a square for each pair, in the order of the groups, so that a group shows as a block."""
    nodes = sorted(drawn.values(), key=lambda node: (node.group, -node.strength, node.name, node.id))
    if network.is_two_sided:
        rows = [node for node in nodes if node.kind == network.sides[0]]
        columns = [node for node in nodes if node.kind == network.sides[1]]
    else:
        strongest = sorted(nodes, key=lambda node: (-node.strength, node.name, node.id))[:MOST_NODES]
        rows = columns = [node for node in nodes if node in strongest]
    weights = {(tie.source, tie.target): tie.weight for tie in ties}
    weights |= {(tie.target, tie.source): tie.weight for tie in ties}
    shown = {node.id: node for node in (*rows, *columns)}
    order = "The rows and columns stand by group: the number before a name. A thick line is around each group."
    held = [node for node in shown.values() if node.holds_together]
    ring = " * Without it the network would fall apart further." if held else ""
    return draw_matrix(
        Matrix(
            network.question,
            [network.meaning, *_tell_left_out(network, shown)],
            [_mark(node) for node in rows],
            [_mark(node) for node in columns],
            [[_square(network, row, column, weights) for column in columns] for row in rows],
            _name_unit(network)[1],
            row_totals=[str(node.strength) for node in rows],
            blocks=_find_blocks(rows, columns),
            legend=[f"{order} At the end of a row: all that its ties count.{ring}", *_name_groups(network, shown)],
            described=" ".join(explain_network(network)),
        )
    )


def _mark(node: Node) -> str:
    return f"{node.group}  {node.name}{' *' if node.holds_together else ''}"


def _square(network: Network, row: Node, column: Node, weights: Mapping[tuple[str, str], int]) -> Square:
    weight = weights.get((row.id, column.id), 0)
    told = f"{network.names[row.id]} – {network.names[column.id]}: {weight}"
    if row.id == column.id:
        return Square("·", 0, network.names[row.id])
    return Square(str(weight) if weight else "", weight, told, strong=weight >= 5)


def _find_blocks(rows: Sequence[Node], columns: Sequence[Node]) -> list[tuple[range, range]]:
    """Find the rows and columns of each group that has some of both."""
    blocks = []
    for group in sorted({node.group for node in rows} & {node.group for node in columns}):
        ranges = []
        for nodes in (rows, columns):
            places = [place for place, node in enumerate(nodes) if node.group == group]
            ranges.append(range(places[0], places[-1] + 1))
        if len(ranges[0]) + len(ranges[1]) > 2:
            blocks.append((ranges[0], ranges[1]))
    return blocks
