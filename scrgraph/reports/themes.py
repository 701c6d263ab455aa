"""Renders the themes of rows: as JSON, and as text."""

from collections.abc import Iterable
from typing import Any

from scrgraph.analysis.themes import RowTheme, RowThemes
from scrgraph.graph.citations import cell_json
from scrgraph.reports.chair import shorten
from scrgraph.reports.layout import fold

_LONGEST = 90  # characters of the words shown
DECLARED = "declared by a person"
_HOW_SURE = "In brackets: how much speaks for the theme, from 0 to 1. The words are those that do."


def themes_json(rows: Iterable[RowThemes]) -> dict[str, list[dict[str, Any]]]:
    """Give the themes of rows by their keys, as plain JSON data.

    ``where`` is the canonical column of the first words that speak for a theme, ``quote`` these words; ``cues`` are
    all of them with their places. Of a theme that a person declared there may be none; then both are null.
    """
    return {row.key: [_theme_json(theme) for theme in row.themes] for row in rows}


def _theme_json(theme: RowTheme) -> dict[str, Any]:
    first = theme.cues[0] if theme.cues else None
    return {
        "theme": theme.theme,
        "where": first.canonical if first else None,
        "quote": first.quote if first else None,
        "confidence": theme.confidence,
        "declared": theme.declared,
        "cues": [cell_json(cue) for cue in theme.cues],
    }


def render_themes(rows: Iterable[RowThemes], width: int) -> str:
    """Render the themes of rows as text of a given width: below each row a line for each theme, folded."""
    lines = []
    for row in rows:
        lines.append(row.key if row.name == row.key else f"{row.key}, {row.name}")
        if not row.themes:
            lines.append("  no theme was found in its words")
        for theme in row.themes:
            sure = DECLARED if theme.declared else f"{theme.confidence:.2f}"
            words = "; ".join(dict.fromkeys(f"“{shorten(cue.quote or '', _LONGEST)}”" for cue in theme.cues))
            lines += fold(f"{theme.label} ({sure}){f': {words}' if words else ''}", width, "  ", "    ")
    lines += ["", *fold(_HOW_SURE, width)]
    return "\n".join(lines)
