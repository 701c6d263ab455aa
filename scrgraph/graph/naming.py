"""Puts the names of things together, as plain text: ``iris`` makes IRIs of them."""

from urllib.parse import quote


def join_parts(*parts: str) -> str:
    """Join the parts of a name, each as it may stand in an IRI."""
    return "/".join(quote(part, safe="~-._/") for part in parts)


def extend_name(parent: str, *parts: str) -> str:
    """Name something that belongs to a parent."""
    return f"{parent}/{join_parts(*parts)}"
