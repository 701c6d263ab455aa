"""What an audit finds: findings, verdicts and the result they stand in, as people and machines read them.

``to_json`` gives the objects that ``scrgraph audit --format json`` prints.
"""

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from scrgraph.audit.rules import Rule
from scrgraph.facts.corrections import tell_correction
from scrgraph.facts.lineage import KnownRow
from scrgraph.graph.citations import Citation, cell_json

SEVERITIES = ("violation", "warning", "info")  # the gravest first
Value: TypeAlias = str | int | list[str | int]


def rank(severity: str) -> int:
    """Give the place of a severity among all, the gravest first."""
    return SEVERITIES.index(severity)


@dataclass(frozen=True, slots=True, order=True)
class Ground:
    """A result of SHACL that a finding was gathered from: its shape, path, value and kind of constraint.

    All are terms in the syntax of N-Triples; empty is what the result does not have, or has without a name.
    """

    shape: str
    path: str
    value: str
    component: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule broken by one row, or by another subject: what the record shows, and where.

    ``plans`` are the ids of the plans that a finding across reviews rests on; of one plan's finding there are none.
    ``focus`` is the IRI of what was judged, ``facts`` are those of the facts whose words are cited: they lead from the
    finding into the graph. ``grounds`` are the results of SHACL behind it. No report for people shows these.
    """

    id: str
    rule: str
    title: str
    severity: str
    row: str | None
    row_name: str | None
    subject: str | None
    other: tuple[str, ...]
    message: str
    remedy: str
    why: str
    basis: str
    values: Mapping[str, Value]
    cells: tuple[Citation, ...]
    waived: Mapping[str, str] | None = None
    plans: tuple[str, ...] = ()
    focus: str | None = None
    facts: tuple[str, ...] = ()
    grounds: tuple[Ground, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Give the finding as plain JSON data."""
        return {
            "id": self.id,
            **({"plans": list(self.plans)} if self.plans else {}),
            "rule": self.rule,
            "title": self.title,
            "severity": self.severity,
            "row": self.row,
            "row_name": self.row_name,
            "subject": self.subject,
            "other": list(self.other),
            "message": self.message,
            "remedy": self.remedy,
            "why": self.why,
            "basis": self.basis,
            "values": dict(self.values),
            "cells": [cell_json(cell) for cell in self.cells],
            "waived": None if self.waived is None else dict(self.waived),
        }


@dataclass(frozen=True, slots=True)
class Unjudged:
    """A node that a rule could not judge: a row by its key, or another subject; and why not."""

    row: str | None
    subject: str | None
    reason: str

    @property
    def name(self) -> str:
        """The row's key, or the subject."""
        return self.row or self.subject or "the plan"

    def to_json(self) -> dict[str, str | None]:
        """Give it as plain JSON data."""
        return {"row": self.row, "subject": self.subject, "reason": self.reason}


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one rule fared: how many nodes it passed, failed and could not judge, and why not.

    ``about`` tells what the nodes are: rows, or else (``subjects``) meetings, agencies, themes.
    """

    rule: str
    passed: int
    failed: int
    waived: int
    not_evaluable: int
    matched_nothing: bool
    reasons: tuple[Unjudged, ...] = ()
    about: str = "rows"

    def to_json(self) -> dict[str, Any]:
        """Give the verdict as plain JSON data."""
        return {
            "rule": self.rule,
            "passed": self.passed,
            "failed": self.failed,
            "waived": self.waived,
            "not_evaluable": self.not_evaluable,
            "matched_nothing": self.matched_nothing,
            "reasons": [unjudged.to_json() for unjudged in self.reasons],
        }


@dataclass(frozen=True, slots=True)
class CorrectedCell:
    """A cell that a person reads otherwise than it is printed: which, how, why, and the post that says so.

    ``place`` is where it stands; ``printed`` is empty where nothing is printed, or was read, there.
    """

    id: str
    row: str
    row_name: str | None
    place: Citation
    printed: str
    read_as: str
    reason: str
    post: str
    day: dt.date

    @property
    def sentence(self) -> str:
        """All of it in a sentence."""
        said = (self.printed, self.read_as, self.reason, self.post, self.day, self.id)
        return tell_correction(self.row, self.place.column, *said)

    def to_json(self) -> dict[str, Any]:
        """Give it as plain JSON data."""
        return {
            "id": self.id,
            "row": self.row,
            "row_name": self.row_name,
            "cell": cell_json(self.place),
            "printed": self.printed,
            "read_as": self.read_as,
            "reason": self.reason,
            "post": self.post,
            "day": self.day.isoformat(),
        }


@dataclass(frozen=True, slots=True)
class AuditResult:
    """What the audit of one plan gave, as of one day.

    ``run`` are the codes of the rules that were run, ``complete`` tells whether all that may block the case are among
    them; ``notes`` are sentences on what a reader must know of how the plan was read. ``rows`` are the rows of the
    plan, by which those of a later version are known again. ``corrections`` are the cells that people read otherwise
    than they are printed; ``notes`` tell of each of them, too.
    """

    plan: str
    as_of: dt.date
    engine: str
    pack: str
    version: str
    digest: str
    outcomes: Mapping[str, int]
    verdicts: tuple[Verdict, ...]
    findings: tuple[Finding, ...]
    run: tuple[str, ...]
    complete: bool
    notes: tuple[str, ...]
    replay: bool = False
    rows: tuple[KnownRow, ...] = ()
    corrections: tuple[CorrectedCell, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """The number of findings that stand, by severity, and of those waived."""
        standing = Counter(finding.severity for finding in self.findings if finding.waived is None)
        counts = {severity: standing[severity] for severity in SEVERITIES}
        return counts | {"waived": sum(finding.waived is not None for finding in self.findings)}

    @property
    def blocking(self) -> tuple[str, ...]:
        """What stands against finalising the case, in plain sentences; empty where nothing does."""
        blocking = self._standing
        if not self.complete:
            rest = "so there may be more" if blocking else "so it cannot be told"
            blocking = (*blocking, f"Not all rules were run, {rest}.")
        return blocking

    @property
    def _standing(self) -> tuple[str, ...]:
        """What stands against finalising for certain, whichever rules were run."""
        words = {
            "open": ("row is still open", "rows are still open"),
            "completed": ("row is completed but not finalised", "rows are completed but not finalised"),
            "unknown": ("row has no outcome in the record", "rows have no outcome in the record"),
            "uncertain": (
                "row has an outcome that cannot be told on this day",
                "rows have outcomes that cannot be told on this day",
            ),
        }
        counted = [(self.outcomes.get(outcome, 0), *forms) for outcome, forms in words.items()]
        counted.append((self.counts["violation"], "violation stands", "violations stand"))
        blocking = [f"{count} {one if count == 1 else many}." for count, one, many in counted if count]
        if not any(self.outcomes.values()):
            blocking.append("The plan has no row.")
        return tuple(blocking)

    @property
    def may_be_finalised(self) -> bool | None:
        """Whether every row is finalised and no violation stands that nobody has waived.

        ``None`` where nothing stands against it, but not all rules were run: then it cannot be told.
        """
        if self._standing:
            return False
        return True if self.complete else None

    def to_json(self) -> dict[str, Any]:
        """Give the result as plain JSON data."""
        return {
            "plan": self.plan,
            "asOf": self.as_of.isoformat(),
            **({"replay": True} if self.replay else {}),
            "engine": self.engine,
            "rules": {"pack": self.pack, "version": self.version, "digest": self.digest, "run": list(self.run)},
            "may_be_finalised": self.may_be_finalised,
            "blocking": list(self.blocking),
            "notes": list(self.notes),
            **({"corrections": [one.to_json() for one in self.corrections]} if self.corrections else {}),
            "counts": self.counts,
            "verdicts": [verdict.to_json() for verdict in self.verdicts],
            "findings": [finding.to_json() for finding in self.findings],
        }


def name_finding(plan: str, rule: Rule, row: str | None, subject: str | None, other: Iterable[str]) -> str:
    """Name a finding by what it is about, never by wording or position, so that the name lasts over versions.

    ``row`` and ``other`` are rows by what they are known by, which is their key where they are first met.
    """
    return digest_finding(plan, rule.code, row, subject, other)


def digest_finding(plan: str, code: str, row: str | None, subject: str | None, other: Iterable[str]) -> str:
    """Name a finding as ``name_finding`` does, where the code of its rule is at hand."""
    parts = [plan, code, row or "", subject or "", *sorted(other)]
    digest = hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
    return f"{code}-{digest[:10]}"
