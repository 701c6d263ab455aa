"""Renders what has changed between two versions of a plan as text, the gravest first."""

from collections import Counter
from collections.abc import Iterator, Sequence

from scrgraph.facts.change import LEVELS
from scrgraph.facts.sameness import Part
from scrgraph.listing import list_few
from scrgraph.reports.diff_words import LEVEL_NAMES, Compared, Side, Told, group_told, tell_changes, tell_lineage
from scrgraph.reports.formats import Paint, leave_plain
from scrgraph.reports.layout import count, fold, keep_printable
from scrgraph.reports.places import name_place

_MOST_ROWS = 12
_LONGEST = 240  # characters of a quote
_BESIDE = 6  # words beside those that were changed
_STYLES = {"backwards": "violation", "withdrawn": "warning"}


def render_diff(compared: Compared, width: int, paint: Paint = leave_plain) -> str:
    """Render the changes of one plan: the counts, how rows are known again, then every change with both cells."""
    found = compared.differences
    old, new = found.old, found.new
    name = new.plan if old.plan == new.plan else f"{old.plan} and {new.plan}"
    files = f"{old.file} ({count(len(old.rows), 'row')}) → {new.file} ({count(len(new.rows), 'row')})"
    lines = fold(f"{name}: {files}", width)
    counts = Counter(change.level for change in found.changes)
    if not found.changes:
        lines += fold("Nothing has changed.", width)
    else:
        lines += fold(", ".join(f"{counts[level]} {LEVEL_NAMES[level].lower()}" for level in LEVELS) + ".", width)
    for told in tell_lineage(found):
        lines += fold(told, width, "", "  ")
    told_changes = list(tell_changes(compared))
    marked = False
    for level in LEVELS:
        groups = group_told(told for told in told_changes if told.change.level == level)
        if groups:
            title = f"{LEVEL_NAMES[level]}:"
            lines += ["", paint(title, _STYLES[level]) if level in _STYLES else title]
        for group in groups:
            made = list(_render_group(group, width))
            marked |= any("[-" in line or "{+" in line for line in made)
            lines += made
    if marked:
        lines += ["", *fold("[-these words-] are gone, {+these words+} have come.", width)]
    return "\n".join(lines)


def _render_group(group: Sequence[Told], width: int) -> Iterator[str]:
    first = group[0]
    if len(group) == 1:
        named = first.about + (f", {first.name}" if first.name and first.name != first.about else "")
        yield from fold(f"- {named}: {first.message}", width, "", "  ")
    else:
        shown = list_few((told.about for told in group), _MOST_ROWS)
        message = "They bear another number." if first.change.kind == "row-renumbered" else first.message
        yield from fold(f"- {len(group)} rows ({shown}): {message}", width, "", "  ")
    if first.change.kind in ("row-renumbered", "row-moved", "heading-changed", "heading-moved"):
        return
    if any(place != "same" for place, _ in first.marks):
        yield from fold(f"words: {keep_printable(_write_marks(first.marks))}", width, "    ", "      ")
    for name, side in (("before", first.before), ("now", first.after)):
        if side.cells or side.words is not None:
            yield from fold(f"{name}: {_write_side(side)}", width, "    ", "      ")


def _write_side(side: Side) -> str:
    place = name_place(side.cells[0]) if side.cells else "no place is told"
    more = f" and {count(len(side.cells) - 1, 'more place')}" if len(side.cells) > 1 else ""
    if side.words is None:
        return f"{place}{more}: nothing"
    words = keep_printable(side.words)
    cut = words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1].rstrip()}…"
    return f"{place}{more}: “{cut}”" if cut else f"{place}{more}: (no words)"


def _write_marks(marks: Sequence[Part]) -> str:
    """Write the words of both sides as one text; of what both have only what stands beside a change."""
    told = []
    for number, (place, text) in enumerate(marks):
        if place != "same":
            told.append(f"[-{text}-]" if place == "old" else f"{{+{text}+}}")
            continue
        words = text.split()
        before, after = number > 0, number + 1 < len(marks)
        if len(words) > _BESIDE * (before + after):
            head = words[:_BESIDE] if before else []
            tail = words[-_BESIDE:] if after else []
            words = [*head, "…", *tail]
        told.append(" ".join(words))
    return " ".join(told)
