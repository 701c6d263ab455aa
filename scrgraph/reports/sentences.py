"""The sentences that reports in several formats share: what a finding is about, what became of it, what is unjudged."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from scrgraph.audit.findings import Finding, Unjudged, Verdict
from scrgraph.reports.layout import write_days
from scrgraph.reports.report import Comparison, Gone

MATCHED_NOTHING = "The rule met nothing to judge here, so it says neither that all is well nor that it is not."


@dataclass(frozen=True, slots=True)
class Unjudgeable:
    """What one rule could not judge for one reason; without ``nodes`` it met nothing to judge at all."""

    rule: str
    reason: str
    nodes: tuple[Unjudged, ...]


def name_key(finding: Finding) -> str:
    """Give the key of the row that a finding is about, or its subject."""
    return finding.row or finding.subject or "the plan"


def name_subject(finding: Finding) -> str:
    """Name the row or subject of a finding: "imr/ews/1, Education Welfare Service, recommendation 1"."""
    return name_key(finding) + (f", {finding.row_name}" if finding.row_name else "")


def name_about(finding: Finding) -> str:
    """Name what a finding is about, and with which rows."""
    name = name_subject(finding)
    return f"{name} (with {', '.join(finding.other)})" if finding.other else name


def name_node(node: Unjudged, names: Mapping[str, str]) -> str:
    """Name what could not be judged, as ``name_about`` does; ``names`` are those of rows by their keys."""
    name = names.get(node.row or "")
    return node.name + (f", {name}" if name else "")


def write_message(finding: Finding) -> str:
    """Say what a finding states, with its days as people write them."""
    return write_days(finding.message)


def explain_waiver(waived: Mapping[str, str]) -> str:
    """Say until when a finding is waived, why, who approved it, and where that was minuted."""
    told = f"Waived until {waived['until']}: {waived['reason'].rstrip('.')}."
    told += f" Approved by {waived['approved_by']}, minuted at the meeting of {waived['meeting']}."
    return write_days(told)


def explain_gone(gone: Gone, compared: Comparison) -> str:
    """Say what became of a finding of the earlier report that is not in this one."""
    fate = "fixed" if gone.state == "fixed" else "not evaluable any more, so it does not count as fixed"
    reason = f" {gone.reason.rstrip('.')}." if gone.reason else ""
    file = compared.file or "the earlier report"
    told = f"{gone.about}: found as of {compared.as_of} ({file}), and now {fate}.{reason}"
    return write_days(f"{told} Should be: {gone.title}.")


def list_unjudgeable(verdicts: Iterable[Verdict]) -> Iterator[Unjudgeable]:
    """Give what rules could not judge, by rule and reason, and the rules that met nothing."""
    for verdict in verdicts:
        reasons: defaultdict[str, list[Unjudged]] = defaultdict(list)
        for node in verdict.reasons:
            reasons[node.reason].append(node)
        for reason, nodes in sorted(reasons.items()):
            yield Unjudgeable(verdict.rule, reason, tuple(nodes))
        if verdict.matched_nothing:
            yield Unjudgeable(verdict.rule, MATCHED_NOTHING, ())
