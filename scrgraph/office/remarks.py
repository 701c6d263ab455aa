"""Makes remarks of findings: the words to be written beside a cell, and the cell that each finding belongs to.

A finding about a row stands at the first place in the row that it cites, of what is absent at the empty cell. One about
the plan, a meeting or an agency stands at the heading of the column it was read from, or where it cites text outside
the tables at that text; where it cites nothing at the plan's title.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from scrgraph.audit.findings import AuditResult, Finding, rank
from scrgraph.graph.citations import Citation
from scrgraph.ingest.cells import Document
from scrgraph.ingest.own import AUTHOR, SIGNED
from scrgraph.ingest.places import Place
from scrgraph.pipeline import PlanReading
from scrgraph.reports.layout import count, cut_words, keep_printable, write_day
from scrgraph.reports.sentences import explain_waiver, name_about, write_message
from scrgraph.reports.text import NO_BLAME, name_packs
from scrgraph.reports.unprinted import show_unprinted

SEVERITIES: Mapping[str, str] = {"violation": "Violation", "warning": "Warning", "info": "For information"}
_MOST_PLACES = 4  # of one finding in its remark: a finding on a meeting may cite every row
_LONGEST_QUOTE = 160


@dataclass(frozen=True, slots=True)
class Remark:
    """One finding as it is written into a document.

    ``place`` is the cell that it stands at, ``quote`` the words there that it is about; ``where`` names that place in
    words. ``further`` are the other places that it cites. ``waived`` says by what it is waived, where it is.
    """

    id: str
    rule: str
    name: str
    severity: str
    about: str
    message: str
    why: str
    remedy: str
    place: Place | None
    quote: str | None
    where: str
    further: tuple[str, ...] = ()
    waived: str | None = None

    @property
    def weight(self) -> str:
        """The severity in words, with a word on a waiver."""
        return SEVERITIES[self.severity] + (" (waived)" if self.waived else "")

    @property
    def head(self) -> str:
        """The first line of the remark: how grave, and which rule."""
        return f"{self.weight}: {self.rule}, {self.name}"

    @property
    def lines(self) -> tuple[str, ...]:
        """What stands below the first line, each as one paragraph."""
        told = [self.message]
        if self.waived:
            told.append(self.waived)
        told += [f"Why it matters: {self.why}", f"What would settle it: {self.remedy}"]
        if self.further:
            told.append(f"See also {'; '.join(self.further)}.")
        told.append(f"About {self.about}. Finding {self.id}{SIGNED}")
        return tuple(told)


@dataclass(frozen=True)
class Annotation:
    """All that is written into one document: its remarks, the gravest first, and what is said above their table."""

    result: AuditResult
    remarks: tuple[Remark, ...]
    left_out: int = 0
    notes: tuple[str, ...] = field(default=())

    @property
    def preface(self) -> tuple[str, ...]:
        """What a reader must know before the table: the verdict, the counts, what made it and when it holds."""
        result, counts = self.result, self.result.counts
        gate = {True: "Yes.", False: "No.", None: "It cannot be told."}[result.may_be_finalised]
        told = [f"May the case be finalised? {gate} {' '.join(result.blocking)}".strip()]
        tally = (
            f"{count(counts['violation'], 'violation')}, {count(counts['warning'], 'warning')}, "
            f"{counts['info']} for information; {counts['waived']} waived. "
        )
        if self.left_out:
            tally += f"Of these {count(self.left_out, 'finding')} less grave than was asked for are left out here. "
        tally += f"Each of the {count(len(self.remarks), 'finding')} below is also a comment at its place."
        told.append(tally if self.remarks else tally.partition("Each of")[0].strip() + " No finding is listed.")
        told.append(
            f"Made by {AUTHOR} as of {write_day(result.as_of)}, with the {name_packs(result)}. {NO_BLAME} "
            "Do not write in this table or in these comments: when the plan is annotated again, they are made anew."
        )
        return (*told, *self.notes)


def make_annotation(
    result: AuditResult,
    across: Iterable[Finding],
    names: Mapping[str, str],
    reading: PlanReading,
    least: str,
) -> Annotation:
    """Make the remarks of an audit; ``names`` are those of rules by their codes, ``least`` the least grave severity."""
    found = sorted((*result.findings, *across), key=lambda finding: (rank(finding.severity), finding.rule))
    kept = [finding for finding in found if rank(finding.severity) <= rank(least)]
    finder = _PlaceFinder(reading)
    remarks = tuple(_make_remark(finding, names.get(finding.rule, finding.title), finder) for finding in kept)
    told = "; ".join(_clean(note).rstrip(".") for note in result.notes)
    notes = (f"How the plan was read: {told}.",) if told else ()
    return Annotation(result, remarks, len(found) - len(kept), notes)


def _make_remark(finding: Finding, name: str, finder: "_PlaceFinder") -> Remark:
    chosen, place = finder.find(finding)
    further = [_name_place(cell) for cell in finding.cells if cell is not chosen]
    if finding.row is not None and chosen is None:
        further = further[1:]
    apart = list(dict.fromkeys(further))
    shown = apart if len(apart) <= _MOST_PLACES + 1 else apart[:_MOST_PLACES]
    if len(shown) < len(apart):
        shown = [*shown, f"and {len(apart) - len(shown)} more places"]
    return Remark(
        id=finding.id,
        rule=finding.rule,
        name=_clean(name),
        severity=finding.severity,
        about=_clean(name_about(finding)),
        message=_clean(write_message(finding)),
        why=_clean(finding.why),
        remedy=_clean(finding.remedy),
        place=place,
        quote=None if chosen is None else chosen.quote,
        where=_clean(_name_cell(chosen) if chosen is not None else "" if place is None else place.words),
        further=tuple(map(_clean, shown)),
        waived=None if finding.waived is None else _clean(explain_waiver(finding.waived)),
    )


class _PlaceFinder:
    """Finds the place in the document that a finding belongs to."""

    def __init__(self, reading: PlanReading) -> None:
        self._document = reading.document
        self._rows = {facts.key: facts.row for facts in reading.facts.rows}
        self._headings = {
            (entry.line, entry.column): entry.place
            for entry in reading.document.account
            if entry.disposition == "heading"
        }
        title = reading.facts.title_at
        self._title = title.place if title is not None and title.place is not None else _find_first(reading.document)

    def find(self, finding: Finding) -> tuple[Citation | None, Place | None]:
        """Give the citation that a finding's remark stands at, where it stands at one, and the place."""
        if finding.row is None:
            return self._find_heading(finding)
        row = self._rows.get(finding.row)
        for cell in finding.cells:
            own = row is not None and (cell.table, cell.row) in ((None, None), (row.table, row.index))
            if own and cell.place is not None and cell.plan is None:
                return cell, cell.place
        # Nothing in the row is cited: its first cell that has words, else where it begins.
        words = (cell.place for cell in row.cells.values()) if row is not None else iter(())
        return None, next(
            (place for place in words if place is not None), row.place if row is not None else self._title
        )

    def _find_heading(self, finding: Finding) -> tuple[Citation | None, Place | None]:
        first = next((cell for cell in finding.cells if cell.place is not None), None)
        if first is not None and first.table is None and first.canonical is None and first.quote is not None:
            return first, first.place
        cited = (cell for cell in finding.cells if cell.table is not None and cell.canonical is not None)
        for cell in cited:
            table = self._document.tables[(cell.table or 1) - 1]
            column = table.columns.index(cell.canonical)
            if (place := self._headings.get((table.line, column + 1))) is not None:
                return None, place
        return None, self._title


def _find_first(document: Document) -> Place | None:
    """Give the place of the first heading of a plan that has no title."""
    lines = {table.line for table in document.tables}
    places = (entry.place for entry in document.account if entry.line in lines and entry.disposition == "heading")
    return next((place for place in places if place is not None), None)


def _name_cell(cell: Citation) -> str:
    return ", ".join(part for part in (cell.where, cell.column) if part)


def _name_place(cell: Citation) -> str:
    """Name a place and the words there: "table 2, row 5, Target date: “1/09/ 2009”"."""
    where = _name_cell(cell)
    if cell.quote is None:
        return f"{where} (no entry)" if cell.column else where
    return f"{where}: “{cut_words(cell.quote, _LONGEST_QUOTE)}”"


def _clean(text: str) -> str:
    """Put a text on one line, and show what is not printed."""
    return keep_printable(show_unprinted(" ".join(text.split())))
