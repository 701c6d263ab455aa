"""Tells in words what has changed between two versions of a plan, with the cells of both; the formats lay it out."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from scrgraph.facts.change import Change, Level
from scrgraph.facts.changes import Differences
from scrgraph.facts.lineage import Pairing
from scrgraph.facts.sameness import Part, mark_words
from scrgraph.facts.versions import PlanStatement, Statement, VersionRow
from scrgraph.graph.citations import Citation
from scrgraph.graph.sources import SourceMap
from scrgraph.graph.versions import cite_column, cite_statement
from scrgraph.reports.layout import count, write_day

LEVEL_NAMES: Mapping[Level, str] = {
    "backwards": "Gone backwards",
    "withdrawn": "Withdrawn",
    "changed": "Changed",
    "rearranged": "Rearranged",
    "added": "Added",
}
_ENTRIES = {
    "reviewed": "a review",
    "requested": "a request",
    "received": "a receipt",
    "to-review": "a planned review",
    "finalised": "a finalisation",
    "completed": "a completion",
    "pending": "a note that the action is pending",
}
_STATUSES = {"ongoing": "in progress"}
_PARTS = {"main": "the plan's own recommendations", "imr": "the agencies' recommendations"}
_ITEMS = {"action": "actions", "evidence": "items of evidence", "event": "entries of the sub-group"}
_BY = {
    "known": "from version to version of the store",
    "number and words": "by number and words",
    "words": "by their words",
    "number": "by number alone, for the words are others",
    "place": "by their place, for no words are left",
}
_SURE = {"certain": "certain", "likely": "likely", "unsure": "not sure"}
_PLAN = {
    "title": "title",
    "commenced": "day of commencement",
    "body": "body",
    "colour key": "line of the colour key",
    "preamble": "sentence above the tables",
    "published": "day of publication",
    "reference": "reference of the review",
}


ROW_KINDS = {
    "row-removed": "removed",
    "row-split": "split",
    "rows-merged": "merged",
    "row-moved": "moved",
    "row-renumbered": "renumbered",
    "row-added": "added",
}
"""The changes of which rows there are and where they stand, each in a word."""


@dataclass(frozen=True)
class Compared:
    """Two versions that were held against each other, and where the words of each stand."""

    differences: Differences
    old_sources: SourceMap
    new_sources: SourceMap


@dataclass(frozen=True, slots=True)
class Side:
    """What one version says where something has changed: the words, none where it says nothing, and the places."""

    words: str | None
    cells: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """A change in words; ``marks`` are the words of both sides as one text, where they are wordings of one thing."""

    change: Change
    about: str
    name: str | None
    column: str | None
    message: str
    before: Side
    after: Side
    marks: tuple[Part, ...]


def tell_changes(compared: Compared) -> Iterator[Told]:
    """Tell every change, the gravest first."""
    found = compared.differences
    old_rows = {row.key: row for row in found.old.rows}
    new_rows = {row.key: row for row in found.new.rows}
    for change in found.changes:
        old = old_rows.get(change.old_rows[0]) if change.old_rows else None
        new = new_rows.get(change.rows[0]) if change.rows else None
        before = _tell_side(compared.old_sources, change.before, old, change.column)
        after = _tell_side(compared.new_sources, change.after, new, change.column)
        both = change.before is not None and change.after is not None and change.level == "changed"
        yield Told(
            change,
            _name_rows(change),
            (new or old).name if new or old else None,  # type: ignore[union-attr]
            next((cell.column for side in (after, before) for cell in side.cells if cell.column), None),
            tell_change(change),
            before,
            after,
            mark_words(change.before.words, change.after.words) if both else (),  # type: ignore[union-attr]
        )


def group_told(told: Iterable[Told]) -> list[list[Told]]:
    """Group changes that are the same in several rows, in the order of the first of each."""
    groups: dict[tuple[object, ...], list[Told]] = {}
    for one in told:
        change = one.change
        words = (one.before.words, one.after.words) if change.level != "rearranged" else ()
        same = (change.kind, "" if change.kind == "row-renumbered" else one.message, words)
        alone = change.kind in ("row-added", "row-removed", "row-split", "rows-merged", "row-moved") or not change.rows
        groups.setdefault((same, one.about) if alone else same, []).append(one)
    return list(groups.values())


def _tell_side(
    sources: SourceMap, said: Statement | PlanStatement | None, row: VersionRow | None, column: str | None
) -> Side:
    if said is not None:
        return Side(said.words, cite_statement(sources, said))
    return Side(None, cite_column(sources, row, column) if row and column else ())


def _name_rows(change: Change) -> str:
    """Name the row that a change is about: "main/4 (before: main/3)"."""
    if not change.rows and not change.old_rows:
        return "The plan"
    if len(change.rows) > 1 or len(change.old_rows) > 1:
        return f"{_join(change.old_rows)} → {_join(change.rows)}"
    if change.rows and change.old_rows and change.rows != change.old_rows:
        return f"{change.rows[0]} (before: {change.old_rows[0]})"
    return (change.rows or change.old_rows)[0]


def _join(names: Sequence[str]) -> str:
    return ", ".join(names[:-1]) + (" and " if len(names) > 1 else "") + names[-1]


# -- sentences -------------------------------------------------------------------------------------------------------


def tell_change(change: Change) -> str:
    """Tell one change in a sentence."""
    return _SENTENCES[change.kind](change)


def _day(day: dt.date | None, words: str = "") -> str:
    return write_day(day) if day else f"“{' '.join(words.split())}”"


def _shift(days: object) -> str:
    if not isinstance(days, int) or not days:
        return ""
    return f"{count(abs(days), 'day')} {'later' if days > 0 else 'earlier'}"


def _value(change: Change, name: str) -> str:
    value = str(change.values.get(name, ""))
    return _STATUSES.get(value, value)


def _entry(change: Change) -> str:
    said = change.before or change.after
    assert isinstance(said, Statement)
    what = _ENTRIES.get(said.kind, "an entry")
    told = [f"of {write_day(said.day)}"] if said.day else []
    told += [f"for {write_day(said.due)}"] if said.due else []
    return " ".join([what, *(told or ["without a date"])])


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _redated(change: Change) -> str:
    old, new = change.before, change.after
    assert isinstance(old, Statement)
    assert isinstance(new, Statement)
    told = []
    if old.day != new.day:
        told.append(_pair_days("its date was {}", old.day, new.day, change.values.get("days")))
    if old.due != new.due:
        told.append(_pair_days("the day that it sets was {}", old.due, new.due, change.values.get("due_days")))
    return f"{_upper(_ENTRIES.get(new.kind, 'an entry'))} bears another date: {'; '.join(told)}."


def _pair_days(form: str, old: dt.date | None, new: dt.date | None, days: object) -> str:
    before, after = (write_day(day) if day else "none" for day in (old, new))
    shift = _shift(days)
    return form.format(before) + f" and is {after}" + (f", {shift}" if shift else "")


def _meeting(said: Statement | PlanStatement | None) -> str:
    assert isinstance(said, Statement)
    return f"{'held on' if said.kind == 'held' else 'planned for'} {_day(said.day, said.words)}"


def _meeting_gone(change: Change) -> str:
    said = change.before
    more = ", neither as planned nor as held" if isinstance(said, Statement) and said.kind == "planned" else ""
    return f"A monitoring meeting {_meeting(said)} is no longer listed{more}."


def _meeting_moved(change: Change) -> str:
    shift = _shift(change.values.get("days"))
    told = f"A monitoring meeting {_meeting(change.before)} is now listed as {_meeting(change.after)}"
    return told + (f", {shift}." if shift else ".")


def _target_moved(change: Change) -> str:
    old, new = change.before, change.after
    assert isinstance(old, Statement)
    assert isinstance(new, Statement)
    shift = _shift(change.values.get("days"))
    before, after = (_day(said.day, said.words) for said in (old, new))
    return f"The target moved from {before} to {after}" + (f", {shift}." if shift else ".")


def _target_added(change: Change) -> str:
    shift = _shift(change.values.get("days"))
    assert change.after is not None
    words = " ".join(change.after.words.split())
    return f"A target was added: “{words}”" + (f", {shift} than the last one before." if shift else ".")


def _claimed(change: Change) -> str:
    said = change.after or change.before
    return (said.whose if isinstance(said, Statement) else None) or "the agency"


def _value_of(change: Change) -> str:
    assert isinstance(change.after, Statement)
    return _STATUSES.get(change.after.kind, change.after.kind)


def _moved(change: Change) -> str:
    old, new = change.values["old"], change.values["new"]
    if isinstance(old, int):
        return f"The row moved under its heading, from place {old} to place {new}."
    return f"The row moved from {old or 'no heading'} to {new or 'no heading'}."


def _parted(change: Change, what: str) -> str:
    share = round(100 * float(change.values["alike"]))
    return f"{what} This is {_SURE[str(change.values['sure'])]}: {share}% of the words were there before."


def _plan(change: Change, form: str) -> str:
    what = str(change.values["what"])
    name = {"board": "board", "sub-group": "sub-group", "monitor": "monitoring body"}.get(
        str(change.values.get("role", "")), _PLAN[what]
    )
    return form.format(name)


def _plan_changed(change: Change) -> str:
    if change.before and change.after and isinstance(change.before, PlanStatement) and change.before.day:
        after = change.after.day if isinstance(change.after, PlanStatement) else None
        days = _pair_days(
            f"The {_PLAN[change.before.topic]} was {{}}", change.before.day, after, change.values.get("days")
        )
        return f"{days}."
    return _plan(change, "The {} is worded otherwise.")


def _column(change: Change, form: str) -> str:
    part = _PARTS.get(str(change.values["part"]), "the plan")
    held = count(int(change.values["rows"]), "row")
    return form.format(f"“{change.values['name']}”", part, held)


def _both_targets(change: Change) -> str:
    assert change.before is not None
    assert change.after is not None
    before, after = (" ".join(said.words.split()) for said in (change.before, change.after))
    return f"The target “{before}” was replaced by “{after}”."


_SENTENCES: Mapping[str, Callable[[Change], str]] = {
    "status-backwards": lambda c: f"The status went back from {_value(c, 'old')} to {_value(c, 'new')}.",
    "status-advanced": lambda c: f"The status went on from {_value(c, 'old')} to {_value(c, 'new')}.",
    "claim-backwards": lambda c: f"What {_claimed(c)} claims went back from {_value(c, 'old')} to {_value(c, 'new')}.",
    "claim-advanced": lambda c: f"What {_claimed(c)} claims went on from {_value(c, 'old')} to {_value(c, 'new')}.",
    "claim-withdrawn": lambda c: f"{_upper(_claimed(c))} no longer claims that the action is {_value(c, 'old')}.",
    "claim-added": lambda c: f"{_upper(_claimed(c))} now claims that the action is {_value(c, 'new')}.",
    "claim-redated": lambda c: f"What {_claimed(c)} claims is {_value_of(c)}, and bears another date.",
    "colour-changed": lambda c: f"The row was shown in {c.values['old']} and is now shown in {c.values['new']}.",
    "colour-withdrawn": lambda c: f"The row is no longer shown in {c.values['old']}.",
    "colour-added": lambda c: f"The row is now shown in {c.values['new']}.",
    "row-removed": lambda _: "The row is no longer in the plan.",
    "row-added": lambda _: "The row is new.",
    "row-split": lambda c: _parted(c, f"The row {c.old_rows[0]} was parted into {_join(c.rows)}."),
    "rows-merged": lambda c: _parted(c, f"The rows {_join(c.old_rows)} were put together into {c.rows[0]}."),
    "row-moved": _moved,
    "row-renumbered": lambda c: f"The row's number was {c.values['old']} and is now {c.values['new']}.",
    "heading-changed": lambda c: f"The heading “{c.values['old']}” is now “{c.values['new']}”.",
    "heading-moved": lambda c: (
        f"The heading “{c.values['name']}” moved with its rows, from place {c.values['old']} to {c.values['new']}."
    ),
    "event-withdrawn": lambda c: f"The record no longer has {_entry(c)}.",
    "event-added": lambda c: f"The record now has {_entry(c)}.",
    "event-redated": _redated,
    "event-reworded": lambda c: f"{_upper(_entry(c))} is worded otherwise.",
    "evidence-withdrawn": lambda _: "An item of evidence is no longer named.",
    "evidence-added": lambda _: "An item of evidence is named that was not before.",
    "evidence-reworded": lambda _: "An item of evidence is worded otherwise.",
    "action-withdrawn": lambda _: "An action is no longer there.",
    "action-added": lambda _: "An action was added.",
    "action-reworded": lambda _: "An action is worded otherwise.",
    "meeting-withdrawn": _meeting_gone,
    "meeting-added": lambda c: f"A monitoring meeting {_meeting(c.after)} is listed that was not before.",
    "meeting-held": lambda c: f"A monitoring meeting {_meeting(c.before)} is now listed as held.",
    "meeting-redated": _meeting_moved,
    "target-moved": _target_moved,
    "target-replaced": _both_targets,
    "target-added": _target_added,
    "target-withdrawn": lambda c: (
        f"The target “{' '.join(c.before.words.split()) if c.before else ''}” is no longer there."
    ),
    "report-withdrawn": lambda c: f"The promise of {c.values['old']} reports is no longer there.",
    "report-added": lambda c: f"There is now a promise of {c.values['new']} reports.",
    "report-changed": lambda c: (
        f"Reports were promised as {c.values['old']} and are now promised as {c.values['new']}."
    ),
    "text-reworded": lambda _: "The recommendation is worded otherwise.",
    "lead-changed": lambda _: "Another lead is named, or the lead is named otherwise.",
    "agreed-changed": lambda _: "Who agreed the action is another, or is named otherwise.",
    "cell-changed": lambda _: "The cell is worded otherwise.",
    "words-withdrawn": lambda _: "The cell has no words any more.",
    "words-added": lambda _: "The cell has words that was empty before.",
    "reordered": lambda c: f"The {_ITEMS[str(c.values['what'])]} stand in another order.",
    "column-withdrawn": lambda c: _column(c, "The column {} of {} is no longer there; it had words in {}."),
    "column-added": lambda c: _column(c, "The column {} of {} is new; it has words in {}."),
    "plan-withdrawn": lambda c: _plan(c, "The {} is no longer named."),
    "plan-added": lambda c: _plan(c, "The {} is named that was not before."),
    "plan-changed": _plan_changed,
}


# -- lineage ---------------------------------------------------------------------------------------------------------


def tell_lineage(found: Differences) -> Iterator[str]:
    """Tell by what the rows of the newer version are known again, and of which that is not certain."""
    pairs = found.lineage.pairs
    counted = [(name, sum(pair.by == by for pair in pairs)) for by, name in _BY.items()]
    if pairs:
        told = ", ".join(f"{number} {name}" for name, number in counted if number)
        yield f"{count(len(pairs), 'row is', 'rows are')} known again: {told}."
    for pair in pairs:
        if pair.sure != "certain":
            yield tell_pairing(pair)


def tell_pairing(pair: Pairing) -> str:
    """Tell by what a row is known again, and how sure that is."""
    share = f"{round(100 * pair.alike)}% of the words in common"
    by = {"words": "by its words", "number": "by its number alone", "place": "by its place alone"}.get(pair.by, pair.by)
    return f"{pair.new} is taken for {pair.old} {by} ({share}): {_SURE[pair.sure]}."


def summarise_rows(found: Differences) -> str:
    """Say in a few words what has become of rows: "1 added, 2 renumbered"; nothing where all stayed as they were."""
    counted = [(name, sum(change.kind == kind for change in found.changes)) for kind, name in ROW_KINDS.items()]
    return ", ".join(f"{number} {name}" for name, number in counted if number)
