"""Waivers: minuted decisions that a finding is excused until a day, from files that people write.

A file of waivers is TOML, or a sheet (CSV or XLSX) with a waiver on each line, its columns named as the keys are::

    [[waiver]]
    plan = "case-14"
    rule = "SEQ-001"
    row = "imr/ews/1"                # or: subject = "2010-Q1", as the finding names it
    reason = "The agency was dissolved; its successor has been asked."
    approved-by = "Chair of the quality-assurance sub-group"
    meeting = 2010-07-13
    until = 2010-12-31

``finding = "SEQ-001-0123456789"`` names one finding by its id, and then the rest of what is excused need not be said.
``other = ["main/4"]`` narrows a waiver to what the row is compared with. Every waiver has an end.
"""

import csv
import datetime as dt
import difflib
import hashlib
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

from rdflib import DCTERMS, RDF, Graph, Literal, Namespace, URIRef

from scrgraph import namespaces
from scrgraph.errors import BadUsage
from scrgraph.graph import iris
from scrgraph.graph.declared_files import parse_toml, read_text
from scrgraph.graph.sources import Citation

SCR = Namespace(namespaces.SCR)
SHEETS = (".csv", ".xlsx")

_KEYS = ("finding", "plan", "rule", "row", "subject", "other", "reason", "approved-by", "meeting", "until")
_FORM = "Write [[waiver]] and below it plan, rule, row, reason, approved-by, meeting = 2010-07-13, until = 2010-12-31."
_FINDING = re.compile(r"([A-Z][A-Z0-9]*-\d{3})-[0-9a-f]{10}")
_RULE = re.compile(r"[A-Z][A-Z0-9]*-\d{3}")
_REMEDY = "Name a file of waivers, with --waivers or in scrgraph.toml."
_LARGEST = 16 * 2**20  # bytes of a file
_MOST = 10_000  # lines of a sheet


@dataclass(frozen=True, slots=True)
class Waiver:
    """One waiver; ``place`` is where in its file it stands."""

    rule: str
    reason: str
    approved_by: str
    meeting: dt.date
    until: dt.date
    finding: str | None = None
    plan: str | None = None
    row: str | None = None
    subject: str | None = None
    other: tuple[str, ...] = ()
    place: Citation | None = None

    @property
    def id(self) -> str:
        """Its name, made of what it excuses, its days and its reason, never of its place."""
        parts = [self.finding or "", self.plan or "", self.rule, self.row or "", self.subject or "", *self.other]
        parts += [self.meeting.isoformat(), self.until.isoformat(), self.reason, self.approved_by]
        digest = hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
        return f"W-{digest[:8]}"

    @property
    def target(self) -> str:
        """What it excuses, in words: "SEQ-001 for imr/ews/1 in case-14"."""
        what = self.row or self.subject
        named = self.finding if what is None else f"{self.rule} for {what}"
        with_other = f" with {', '.join(self.other)}" if self.other else ""
        return f"{named}{with_other}" + (f" in {self.plan}" if self.plan else "")

    def to_json(self) -> dict[str, str]:
        """Give what a report says of it beside the finding that it excuses."""
        return {
            "id": self.id,
            "reason": self.reason,
            "approved_by": self.approved_by,
            "meeting": self.meeting.isoformat(),
            "until": self.until.isoformat(),
        }


def build_waivers(waivers: Iterable[Waiver]) -> Graph:
    """Build waivers as linked data."""
    graph = Graph()
    for waiver in waivers:
        node = waiver_iri(waiver)
        graph.add((node, RDF.type, SCR.Waiver))
        for term, value in (
            (DCTERMS.identifier, waiver.id),
            (SCR.waiverTarget, waiver.target),
            (SCR.waivedRule, waiver.rule),
            (SCR.waivedFinding, waiver.finding),
            (SCR.waivedPlan, waiver.plan),
            (SCR.waivedRow, waiver.row),
            (SCR.waivedSubject, waiver.subject),
            (SCR.reason, waiver.reason),
            (SCR.approvedBy, waiver.approved_by),
            (SCR.minutedOn, waiver.meeting),
            (SCR.excusedUntil, waiver.until),
        ):
            if value is not None:
                graph.add((node, term, Literal(value)))
        for other in waiver.other:
            graph.add((node, SCR.waivedOther, Literal(other)))
    return graph


def waiver_iri(waiver: Waiver) -> URIRef:
    """Name a waiver."""
    return iris.waiver_iri(waiver.id)


# -- reading ---------------------------------------------------------------------------------------------------------


def read_waivers(path: Path) -> tuple[Waiver, ...]:
    """Read a file of waivers: TOML, or a sheet.

    Raises:
        BadUsage: where it cannot be read, has another form, or says the same waiver twice; it names the entry.
    """
    entries = _read_sheet(path) if path.suffix.lower() in SHEETS else _read_toml(path)
    waivers: dict[str, Waiver] = {}
    for place, line, entry in entries:
        waiver = _Entry(path, place, line, entry).read()
        if waiver.id in waivers:
            remedy = "Take one of them out."
            raise BadUsage("The same waiver stands here a second time.", path=path, place=place, remedy=remedy)
        waivers[waiver.id] = waiver
    return tuple(waivers.values())


_Entries = Iterator[tuple[str, int, Mapping[str, Any]]]


def _read_toml(path: Path) -> _Entries:
    """Give the entries of a TOML file: their place in words, their line, and what they say."""
    text = _read_text(path)
    data = parse_toml(text, path, "waivers", _FORM)
    for key in data:
        if key != "waiver":
            remedy = "Write [[waiver]] above each waiver." if "waiver" in key.lower() else _FORM
            raise BadUsage(f"'{key}' is not known here.", path=path, remedy=remedy)
    found = data.get("waiver", [])
    if not isinstance(found, list) or not all(isinstance(entry, dict) for entry in found):
        raise BadUsage("The waivers are to be a list of entries.", path=path, remedy="Write [[waiver]] above each.")
    heads = [number for number, line in enumerate(text.splitlines(), 1) if re.match(r"\s*\[\[\s*waiver\s*\]\]", line)]
    lines = heads if len(heads) == len(found) else [1] * len(found)
    for number, (line, entry) in enumerate(zip(lines, found, strict=True), 1):
        yield f"waiver {number} (line {line})", line, entry


def _read_text(path: Path) -> str:
    return read_text(path, "waivers", _REMEDY, _LARGEST)


def _read_sheet(path: Path) -> _Entries:
    """Give the lines of a sheet below its headings; empty cells say nothing."""
    rows = _read_workbook(path) if path.suffix.lower() == ".xlsx" else _read_csv(path)
    headings: list[str] | None = None
    for line, cells in rows:
        if all(cell in (None, "") for cell in cells):
            continue
        if headings is None:
            headings = [re.sub(r"[\s_-]+", "-", str(cell or "").strip().lower()) for cell in cells]
            if unknown := next((name for name in headings if name and name not in _KEYS), None):
                raise _unknown(unknown, path, f"line {line}", "column")
            if "until" not in headings:
                remedy = "Every waiver has an end: add a column 'until'."
                raise BadUsage("The sheet has no column 'until'.", path=path, place=f"line {line}", remedy=remedy)
            continue
        named = list(zip_longest(headings, cells, fillvalue=""))
        if any(cell not in (None, "") for name, cell in named if not name):
            remedy = "Put a text with the separator in it in quotation marks, and give each column a heading."
            raise BadUsage("The line has more cells than headings.", path=path, place=f"line {line}", remedy=remedy)
        said = {name: cell for name, cell in named if name and cell not in (None, "")}
        yield f"line {line}", line, said
    if headings is None:
        raise BadUsage(
            "The sheet is empty.", path=path, remedy=f"Its first line names the columns: {', '.join(_KEYS)}."
        )


def _read_csv(path: Path) -> Iterator[tuple[int, list[Any]]]:
    text = _read_text(path)
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        for cells in reader:
            yield reader.line_num, [cell.strip() for cell in cells]
    except csv.Error as error:
        raise BadUsage(f"This is no sound CSV ({error}).", path=path, remedy="Save the sheet anew as CSV.") from None


def _read_workbook(path: Path) -> Iterator[tuple[int, list[Any]]]:
    from zipfile import BadZipFile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        if path.stat().st_size > _LARGEST:
            raise BadUsage("The file is too large for waivers.", path=path, remedy="Name a file of waivers.")
        sheet = load_workbook(path, read_only=True, data_only=True).active
        if sheet is None:
            return
        for line, cells in enumerate(sheet.iter_rows(values_only=True), 1):
            if line > _MOST:
                raise BadUsage(
                    f"The sheet has more than {_MOST:,} lines.", path=path, remedy="Name a sheet of waivers."
                )
            yield line, [cell.strip() if isinstance(cell, str) else cell for cell in cells]
    except OSError as error:
        raise BadUsage(f"The waivers cannot be read ({error.strerror or error}).", path=path, remedy=_REMEDY) from None
    except (BadZipFile, InvalidFileException, KeyError, ValueError, SyntaxError):
        raise BadUsage("This is no workbook.", path=path, remedy="Save the sheet anew as XLSX or CSV.") from None


def _unknown(key: str, path: Path, place: str, kind: str = "key") -> BadUsage:
    near = difflib.get_close_matches(key, _KEYS, 1)
    remedy = f"The nearest is '{near[0]}'." if near else f"Known are: {', '.join(_KEYS)}."
    return BadUsage(f"The {kind} '{key}' is not known here.", path=path, place=place, remedy=remedy)


@dataclass(frozen=True, slots=True)
class _Entry:
    """One entry of a file, and where it stands."""

    path: Path
    place: str
    line: int
    said: Mapping[str, Any]

    def read(self) -> Waiver:
        for key in self.said:
            if key.replace("_", "-") not in _KEYS:
                raise _unknown(key, self.path, self.place)
        finding, rule = self.read_text("finding"), self.read_text("rule")
        if finding is not None:
            named = _FINDING.fullmatch(finding)
            if named is None:
                raise self.complain(f"'{finding}' is no id of a finding", 'It is written as "SEQ-001-0123456789"')
            if rule is not None and rule.upper() != named[1]:
                raise self.complain(f"the finding is one of {named[1]}, not of {rule}", "Take one of the two out")
            rule = named[1]
        plan, row, subject = self.read_text("plan"), self.read_text("row"), self.read_text("subject")
        if rule is None:
            raise self.complain("it does not say which rule it speaks of", 'Write rule = "SEQ-001", or finding = "..."')
        if not _RULE.fullmatch(rule := rule.upper()):
            raise self.complain(f"'{rule}' is no code of a rule", 'It is written as "SEQ-001"')
        if row is not None and subject is not None:
            raise self.complain("it names a row and another subject", "Say one of the two")
        if finding is None and row is None and subject is None:
            remedy = 'Write row = "imr/ews/1", subject = "...", or finding = "..."'
            raise self.complain("it would excuse every finding of the rule", remedy)
        if finding is None and plan is None:
            raise self.complain("it does not say of which plan it speaks", 'Write plan = "ID"')
        meeting, until = self.read_day("meeting"), self.read_day("until")
        if until < meeting:
            raise self.complain(f"it ends on {until}, before the meeting of {meeting}", "Mend one of the two days")
        reason, approved = self.read_needed("reason"), self.read_needed("approved-by")
        place = Citation(self.path.name, None, None, None, None, self.line, self.line, None)
        return Waiver(rule, reason, approved, meeting, until, finding, plan, row, subject, self.read_others(), place)

    def complain(self, what: str, remedy: str) -> BadUsage:
        return BadUsage(f"{what[0].upper()}{what[1:]}.", path=self.path, place=self.place, remedy=f"{remedy}.")

    def find(self, key: str) -> Any:
        """Give what is said under a key, written with a hyphen or an underscore."""
        return self.said.get(key, self.said.get(key.replace("-", "_")))

    def read_text(self, key: str) -> str | None:
        text = self.find(key)
        if text is None:
            return None
        if not isinstance(text, str) or not text.strip() or not text.strip().isprintable():
            raise self.complain(f"'{key}' is to be words", f'Write {key} = "..."')
        return text.strip()

    def read_needed(self, key: str) -> str:
        text = self.read_text(key)
        if text is None:
            why = "A waiver without a reason is none" if key == "reason" else "Somebody has approved it: name the post"
            raise self.complain(f"it does not say '{key}'", f"{why}")
        return text

    def read_day(self, key: str) -> dt.date:
        from scrgraph.facts.dates import find_days

        day = self.find(key)
        if day is None:
            why = {
                "until": "Every waiver has an end: write until = 2010-12-31",
                "meeting": "Name the meeting that minuted it: write meeting = 2010-07-13",
            }
            raise self.complain(f"it does not say '{key}'", why[key])
        if isinstance(day, dt.datetime):
            day = day.date()
        if isinstance(day, str):
            text = day.strip()
            day = next((found.day for found in find_days(text) if found.raw == text), None)
        if type(day) is not dt.date:
            raise self.complain(f"'{key}' is no day of the calendar", f"Write {key} = 2010-12-31")
        return day

    def read_others(self) -> tuple[str, ...]:
        others = self.find("other")
        if others is None:
            return ()
        listed = [one.strip() for one in others.split(",")] if isinstance(others, str) else others
        if not isinstance(listed, list) or not all(isinstance(one, str) and one.strip() for one in listed):
            raise self.complain("'other' is to be a list of rows", 'Write other = ["main/4"]')
        return tuple(sorted(one.strip() for one in listed))


# -- writing ---------------------------------------------------------------------------------------------------------


def check_waiver(waiver: Waiver) -> None:
    """Refuse a waiver that a file could not hold; raises ``BadUsage``."""
    if waiver.finding is None or not _FINDING.fullmatch(waiver.finding):
        raise BadUsage(
            f"'{waiver.finding}' is no id of a finding.", remedy="Ids stand in the audit's report: SEQ-001-0123456789."
        )
    for name, text in (("reason", waiver.reason), ("approved-by", waiver.approved_by)):
        if not text or not text.isprintable():
            raise BadUsage(f"--{name} says nothing in words.", remedy="Write it in words.")
    if waiver.until < waiver.meeting:
        raise BadUsage(
            f"It would end on {waiver.until}, before the meeting of {waiver.meeting}.",
            remedy="Mend one of the two days.",
        )


def write_waiver(path: Path, waiver: Waiver) -> None:
    """Add a waiver at the end of a TOML file; what stands there is left as it is, or nothing is changed.

    Raises:
        BadUsage: where the file is no sound file of waivers, or holds this waiver already.
        ScrgraphError: where it cannot be written.
    """
    from scrgraph.graph.dataset import write_whole

    if path.suffix.lower() in SHEETS:
        remedy = "Name a TOML file, or add the line to the sheet by hand."
        raise BadUsage("A waiver is not written into a sheet.", path=path, remedy=remedy)
    before = ""
    if path.exists():
        if any(known.id == waiver.id for known in read_waivers(path)):
            raise BadUsage("This waiver stands here already.", path=path, remedy="Nothing was changed.")
        before = _read_text(path).rstrip("\n") + "\n\n"
    write_whole(path, f"{before}{render_waiver(waiver)}".encode())


def render_waiver(waiver: Waiver) -> str:
    """Write a waiver as an entry of a TOML file."""
    said: list[tuple[str, str | None]] = [
        ("finding", waiver.finding),
        ("plan", waiver.plan),
        ("rule", waiver.rule),
        ("row", waiver.row),
        ("subject", waiver.subject),
        ("reason", waiver.reason),
        ("approved-by", waiver.approved_by),
    ]
    lines = ["[[waiver]]", *(f"{key} = {_quote(value)}" for key, value in said if value is not None)]
    if waiver.other:
        lines.append(f"other = [{', '.join(_quote(other) for other in waiver.other)}]")
    lines += [f"meeting = {waiver.meeting.isoformat()}", f"until = {waiver.until.isoformat()}"]
    return "\n".join(lines) + "\n"


def _quote(text: str) -> str:
    """Write a text as a TOML string; it is printable, so that only two characters need an escape."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
