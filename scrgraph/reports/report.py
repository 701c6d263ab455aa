"""What a report of audits is made from, whatever its format."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from scrgraph.audit.across import AcrossResult
from scrgraph.audit.findings import Finding
from scrgraph.audit.kept import PlanAudit
from scrgraph.audit.rules import Rule


@dataclass(frozen=True, slots=True)
class Gone:
    """A finding of an earlier report that is not in this one.

    ``state`` is ``fixed``, or ``not-evaluable`` where its rule was not run, or can no longer judge what it is about, or
    where its plan is not among those audited.
    """

    id: str
    plan: str
    rule: str
    title: str
    severity: str
    about: str
    state: str
    reason: str


@dataclass(frozen=True)
class Comparison:
    """How the findings of a report stand beside those of an earlier one, its baseline.

    ``states`` gives, by their ids, ``new`` or ``still`` for each finding of this report; ``file`` and ``as_of`` are of
    the earlier one. ``notes`` say, in sentences, what else than the plans may have changed.
    """

    file: str
    as_of: str
    states: Mapping[str, str]
    gone: tuple[Gone, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Report:
    """The audits of some plans, what rules across them find, and the rules that were run, for their words.

    ``several`` tells whether a folder or a store was asked about, so that the report is of plans, not of a plan.
    """

    plans: tuple[PlanAudit, ...]
    across: AcrossResult
    rules: tuple[Rule, ...]
    several: bool
    compared: Comparison | None = None

    def only(self, plans: Collection[str]) -> "Report":
        """Give the report of some of the plans, by their ids; what was found across all of them is not of these."""
        chosen = tuple(plan for plan in self.plans if plan.result.plan in plans)
        return replace(self, plans=chosen, across=AcrossResult((), ()))

    def list_findings(self) -> Iterator[tuple[str, Finding]]:
        """Give every finding with the id of its plan, the waived ones too; those across plans last, with none."""
        for plan in self.plans:
            for finding in plan.result.findings:
                yield plan.result.plan, finding
        for finding in self.across.findings:
            yield "", finding

    def find_state(self, finding: Finding) -> str | None:
        """Tell whether a finding is ``new`` or ``still`` there since the baseline; ``None`` where there is none."""
        return None if self.compared is None else self.compared.states.get(finding.id)
