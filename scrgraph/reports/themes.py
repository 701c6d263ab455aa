"""Renders the themes of rows: as JSON, as a table, as CSV."""

from collections.abc import Iterable
from typing import Any

from scrgraph.analysis.themes import RowTheme, RowThemes
from scrgraph.audit.findings import cell_json
from scrgraph.reports.chair import shorten
from scrgraph.reports.layout import render_table

_LONGEST = 90  # characters of the words shown in a table
DECLARED = "declared by a person"


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
    """Render the themes of rows as a table of a given width: a line a theme, the row's name on its first."""
    lines = []
    for row in rows:
        if not row.themes:
            lines.append((row.key, "none found", "-", "-"))
        for number, theme in enumerate(row.themes):
            words = "; ".join(
                [*([DECLARED] if theme.declared else []), *dict.fromkeys(f"“{cue.quote}”" for cue in theme.cues)]
            )
            lines.append(
                (row.key if not number else "", theme.label, f"{theme.confidence:.2f}", shorten(words, _LONGEST))
            )
    return render_table(("row", "theme", "sure", "words that speak for it"), lines, width)
