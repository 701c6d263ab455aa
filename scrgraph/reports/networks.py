"""Renders networks: in words, as JSON, and as GraphML, which programs for networks (Gephi among them) open."""

import io
from dataclasses import asdict
from typing import Any

from scrgraph.analysis.networks import Network, explain_network
from scrgraph.reports.layout import fold


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
