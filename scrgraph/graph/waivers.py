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

import datetime as dt
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from rdflib import DCTERMS, RDF, Graph, Literal, Namespace, URIRef

from scrgraph import namespaces
from scrgraph.errors import BadUsage
from scrgraph.graph import iris
from scrgraph.graph.citations import Citation
from scrgraph.graph.entries import SHEETS, Entry, Form, read_entries, read_entries_text

SCR = Namespace(namespaces.SCR)

_FORM = Form(
    one="waiver",
    keys=("finding", "plan", "rule", "row", "subject", "other", "reason", "approved-by", "meeting", "until"),
    needed=("until", "Every waiver has an end"),
    form=(
        "Write [[waiver]] and below it plan, rule, row, reason, approved-by, meeting = 2010-07-13, until = 2010-12-31."
    ),
    remedy="Name a file of waivers, with --waivers or in scrgraph.toml.",
)
_FINDING = re.compile(r"([A-Z][A-Z0-9]*-\d{3})-[0-9a-f]{10}")
_RULE = re.compile(r"[A-Z][A-Z0-9]*-\d{3}")


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
    waivers: dict[str, Waiver] = {}
    for entry in read_entries(path, _FORM):
        waiver = _read_waiver(entry)
        if waiver.id in waivers:
            raise entry.complain("the same waiver stands here a second time", "Take one of them out")
        waivers[waiver.id] = waiver
    return tuple(waivers.values())


def _read_waiver(entry: Entry) -> Waiver:
    finding, rule = entry.read_text("finding"), entry.read_text("rule")
    if finding is not None:
        named = _FINDING.fullmatch(finding)
        if named is None:
            raise entry.complain(f"'{finding}' is no id of a finding", 'It is written as "SEQ-001-0123456789"')
        if rule is not None and rule.upper() != named[1]:
            raise entry.complain(f"the finding is one of {named[1]}, not of {rule}", "Take one of the two out")
        rule = named[1]
    plan, row, subject = entry.read_text("plan"), entry.read_text("row"), entry.read_text("subject")
    if rule is None:
        raise entry.complain("it does not say which rule it speaks of", 'Write rule = "SEQ-001", or finding = "..."')
    if not _RULE.fullmatch(rule := rule.upper()):
        raise entry.complain(f"'{rule}' is no code of a rule", 'It is written as "SEQ-001"')
    if row is not None and subject is not None:
        raise entry.complain("it names a row and another subject", "Say one of the two")
    if finding is None and row is None and subject is None:
        remedy = 'Write row = "imr/ews/1", subject = "...", or finding = "..."'
        raise entry.complain("it would excuse every finding of the rule", remedy)
    if finding is None and plan is None:
        raise entry.complain("it does not say of which plan it speaks", 'Write plan = "ID"')
    meeting = entry.read_day("meeting", "Name the meeting that minuted it: write meeting = 2010-07-13")
    until = entry.read_day("until", "Every waiver has an end: write until = 2010-12-31")
    if until < meeting:
        raise entry.complain(f"it ends on {until}, before the meeting of {meeting}", "Mend one of the two days")
    reason = entry.read_needed("reason", "A waiver without a reason is none")
    approved = entry.read_needed("approved-by", "Somebody has approved it: name the post")
    place = Citation(entry.path.name, None, None, None, None, entry.line, entry.line, None)
    return Waiver(rule, reason, approved, meeting, until, finding, plan, row, subject, _read_others(entry), place)


def _read_others(entry: Entry) -> tuple[str, ...]:
    others = entry.find("other")
    if others is None:
        return ()
    listed = [one.strip() for one in others.split(",")] if isinstance(others, str) else others
    if not isinstance(listed, list) or not all(isinstance(one, str) and one.strip() for one in listed):
        raise entry.complain("'other' is to be a list of rows", 'Write other = ["main/4"]')
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
        before = read_entries_text(path, _FORM).rstrip("\n") + "\n\n"
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
