"""Renders networks: in words, and as JSON."""

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


def render_words(network: Network, width: int) -> str:
    """Say what a network shows, as text of a given width."""
    head = f"{network.question} {len(network.nodes)} nodes, {len(network.ties)} ties."
    lines = [*fold(head, width), *fold(network.meaning, width), ""]
    for sentence in explain_network(network):
        lines += fold(sentence, width, "- ", "  ")
    return "\n".join(lines)
