"""Renders suggested links as a file of links in which every entry is commented out."""

import json
from collections.abc import Sequence

from scrgraph.facts.likeness import Likeness
from scrgraph.facts.model import RowFacts
from scrgraph.reports.layout import keep_printable

_WORDS = 16  # of a recommendation that a suggestion shows


def render_suggestions(plan: str, rows: Sequence[RowFacts], pairs: Sequence[Likeness]) -> str:
    """Render the suggestions for one plan, the most alike first (TOML); ``rows`` are all rows of the plan."""
    lines = [
        "# Rows that may report the same piece of work, by the words they share; the most alike first.",
        "# Read both rows of an entry. Where it holds, take the # away and say why; delete the others.",
        "",
        f"plan = {json.dumps(plan, ensure_ascii=False)}",
    ]
    for pair in pairs:
        lines += [
            "",
            f"# {round(100 * pair.score)} of 100; both speak of: {', '.join(pair.words)}",
            f"# {pair.main.key}: {_shorten(pair.main)}",
            f"# {pair.agency.key}: {_shorten(pair.agency)}",
            "# [[same-work]]",
            f"# rows = {json.dumps([pair.main.key, pair.agency.key])}",
            '# why = ""',
        ]
    if not pairs:
        lines += ["", f"# {_say_why_none(rows)}"]
    return "\n".join(lines) + "\n"


def _say_why_none(rows: Sequence[RowFacts]) -> str:
    parts = {row.part for row in rows}
    if "imr" not in parts:
        return "The plan has no rows of agencies, so there is nothing to link."
    if "main" not in parts:
        return "The plan has rows of agencies only, so there is nothing to link."
    return "No row of the main plan shares words with a row of an agency, or all that do are linked."


def _shorten(row: RowFacts) -> str:
    words = keep_printable(row.text or "no text").split()
    return " ".join(words[:_WORDS]) + (" …" if len(words) > _WORDS else "")
