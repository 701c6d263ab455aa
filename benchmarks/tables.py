"""Renders tables that read well on a terminal and as Markdown."""

from collections.abc import Sequence


def render_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Render a Markdown table; all columns but the first are figures, and stand to the right."""
    sizes = [max(len(row[place]) for row in [headings, *rows]) for place in range(len(headings))]
    marks = ["-" * sizes[0], *("-" * (size - 1) + ":" for size in sizes[1:])]
    lines = []
    for row in [headings, marks, *rows]:
        first, *figures = (
            cell.rjust(size) if place else cell.ljust(size)
            for place, (cell, size) in enumerate(zip(row, sizes, strict=True))
        )
        lines.append("| " + " | ".join([first, *figures]) + " |")
    return "\n".join(lines)
