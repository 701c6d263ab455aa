"""Puts the matter of an HTML report in order: whose findings, of which row, where each is linked to.

The templates write it down and decide nothing. A finding stands once; lists by rule and by row lead to it. Places on
the page are named by numbers, never by words of a plan.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from scrgraph.audit.across import AcrossResult
from scrgraph.audit.findings import Finding, Verdict, rank
from scrgraph.audit.kept import PlanAudit
from scrgraph.audit.rules import Rule
from scrgraph.audit.status import RowStatus
from scrgraph.graph.citations import Citation
from scrgraph.reports.chair import group_coming, group_overdue, group_people
from scrgraph.reports.layout import cut_words, write_day
from scrgraph.reports.places import name_file, name_reading
from scrgraph.reports.report import Gone, Report
from scrgraph.reports.timeline import Drawing, draw_timeline, tell_undated

PLAN_ITSELF = "The plan as a whole"
MAIN = "The plan's own recommendations"

_MOST_PLACES = 8
_FEW_PLACES = 3
_LONGEST_QUOTE = 300
_LONGEST_OF_MANY = 120  # of a quote where there are more than a few


@dataclass(frozen=True, slots=True)
class Place:
    """A place, and the words quoted from it; ``absent`` tells that something is not to be found there."""

    where: str
    quotes: tuple[str, ...]
    absent: bool


@dataclass(frozen=True, slots=True)
class Card:
    """A finding as it is shown: ``name`` is the fault, ``more`` counts the places left out, ``state`` new or still."""

    finding: Finding
    name: str
    places: tuple[Place, ...]
    more: int
    state: str | None


@dataclass(frozen=True, slots=True)
class Subject:
    """What findings are about, a row or another subject, with the findings that stand; ``waived`` counts the others."""

    anchor: str
    key: str
    name: str | None
    status: RowStatus | None
    cards: tuple[Card, ...]
    waived: int

    @property
    def label(self) -> str:
        """What people call it; of a row of the main plan that is its number."""
        return self.name or self.key


@dataclass(frozen=True, slots=True)
class Group:
    """The findings of one agency, or of the plan as a whole."""

    anchor: str
    name: str
    rows: tuple[RowStatus, ...]
    subjects: tuple[Subject, ...]

    @property
    def counts(self) -> Counter[str]:
        """The number of findings that stand, by severity, and of those waived."""
        counts = Counter(card.finding.severity for subject in self.subjects for card in subject.cards)
        counts["waived"] = sum(subject.waived for subject in self.subjects)
        return counts

    @property
    def standing(self) -> int:
        """The number of findings that stand."""
        return sum(len(subject.cards) for subject in self.subjects)

    @property
    def overdue(self) -> tuple[str, ...]:
        """The keys of the rows that are overdue."""
        return tuple(row.key for row in self.rows if row.schedule == "overdue")

    @property
    def open(self) -> int:
        """The number of rows that are open."""
        return sum(row.outcome == "open" for row in self.rows)

    @property
    def leads(self) -> dict[str, list[str]]:
        """The keys of the rows by who leads them, as printed; only of rows that no agency owns."""
        leads: dict[str, list[str]] = defaultdict(list)
        for row in self.rows:
            if row.agency is None:
                leads[row.lead or "nobody named"].append(row.key)
        return dict(sorted(leads.items()))

    @property
    def coming(self) -> tuple[tuple[str, str], ...]:
        """What falls due in the next quarter: the day and what is wanted, on which rows."""
        return tuple(
            (f"{write_day(day)}, {what}", ", ".join(dict.fromkeys(wanted.row for wanted in found)))
            for (day, what), found in group_coming(self.rows)
        )


@dataclass(frozen=True, slots=True)
class RuleIndex:
    """A rule with how it fared, and its findings that stand."""

    rule: Rule
    verdict: Verdict
    cards: tuple[Card, ...]


@dataclass(frozen=True)
class PlanPage:
    """All that is shown of one plan; ``prefix`` keeps its anchors apart from those of other plans."""

    prefix: str
    audit: PlanAudit
    groups: tuple[Group, ...]
    waived: tuple[Card, ...]
    rules: tuple[RuleIndex, ...]
    gone: tuple[Gone, ...]

    @cached_property
    def drawing(self) -> Drawing | None:
        """The time line."""
        return draw_timeline(self.audit)

    @cached_property
    def untold(self) -> tuple[str, ...]:
        """What the time line cannot show, in sentences."""
        return tuple(tell_undated(self.audit)) if self.drawing is None else self.drawing.told

    @cached_property
    def cards(self) -> tuple[Card, ...]:
        """Every finding that stands, in the order in which they are shown."""
        return tuple(card for group in self.groups for subject in group.subjects for card in subject.cards)

    @cached_property
    def anchors(self) -> Mapping[str, str]:
        """Where each row and subject is shown, by its key: its findings, or its line in the table of rows."""
        lines = {row.key: f"{self.prefix}row-{number}" for number, row in enumerate(self.audit.statuses, 1)}
        return lines | {subject.key: subject.anchor for group in self.groups for subject in group.subjects}

    @cached_property
    def subjects(self) -> Mapping[str, Subject]:
        """What findings are about, by its key."""
        return {subject.key: subject for group in self.groups for subject in group.subjects}

    @property
    def overdue(self) -> Mapping[str, list[str]]:
        """The keys of overdue rows by agency, those of the main plan by lead."""
        return group_overdue(self.audit.statuses)

    @property
    def coming(self) -> list[tuple[str, Mapping[str, list[str]], int]]:
        """What falls due in the next quarter: the day and what is wanted, from whom on which rows, how many rows."""
        return [
            (f"{write_day(day)}, {what}", group_people(found), len(found))
            for (day, what), found in group_coming(self.audit.statuses)
        ]

    @property
    def states(self) -> Counter[str | None]:
        """How many findings are new, and how many still there, waived or not."""
        return Counter(card.state for card in (*self.cards, *self.waived))

    @property
    def new(self) -> tuple[Card, ...]:
        """The findings that the baseline does not have, waived or not."""
        return tuple(card for card in (*self.cards, *self.waived) if card.state == "new")

    @property
    def unjudged(self) -> list[tuple[str, str, list[str]]]:
        """Why rules cannot judge something: the rule, the reason, and what it is."""
        reasons: dict[tuple[str, str], list[str]] = defaultdict(list)
        for verdict in self.audit.result.verdicts:
            for one in verdict.reasons:
                reasons[verdict.rule, one.reason].append(one.name)
        return [(rule, reason, names) for (rule, reason), names in sorted(reasons.items())]


@dataclass(frozen=True, slots=True)
class AcrossPage:
    """What rules find across plans, and how they fared."""

    cards: tuple[Card, ...]
    waived: tuple[Card, ...]
    rules: tuple[RuleIndex, ...]
    gone: tuple[Gone, ...]


def order_plans(report: Report) -> tuple[PlanPage, ...]:
    """Put in order what is shown of each plan."""
    return tuple(
        _order_plan(audit, report, f"p{number}-" if report.several else "")
        for number, audit in enumerate(report.plans, 1)
    )


def order_across(report: Report) -> AcrossPage:
    """Put in order what is shown across plans."""
    plans = {audit.result.plan for audit in report.plans}
    gone = () if report.compared is None else tuple(one for one in report.compared.gone if one.plan not in plans)
    across: AcrossResult = report.across
    cards = tuple(_order_cards(across.findings, report))
    return AcrossPage(
        tuple(card for card in cards if card.finding.waived is None),
        tuple(card for card in cards if card.finding.waived is not None),
        _index_rules(across.verdicts, cards, report),
        gone,
    )


def _order_plan(audit: PlanAudit, report: Report, prefix: str) -> PlanPage:
    cards = tuple(_order_cards(audit.result.findings, report))
    gone = () if report.compared is None else report.compared.gone
    return PlanPage(
        prefix,
        audit,
        tuple(_order_groups(audit, cards, prefix)),
        tuple(card for card in cards if card.finding.waived is not None),
        _index_rules(audit.result.verdicts, cards, report),
        tuple(one for one in gone if one.plan == audit.result.plan or not report.several),
    )


def _order_cards(findings: Iterable[Finding], report: Report) -> Iterable[Card]:
    """Give findings in the order of their gravity, then of their rules; of one rule as they come."""
    names = {rule.code: rule.name for rule in report.rules}
    for finding in sorted(findings, key=lambda one: (rank(one.severity), one.rule)):
        places = gather_places(finding.cells)
        most = len(places) if len(places) <= _MOST_PLACES + 1 else _MOST_PLACES
        yield Card(
            finding,
            names.get(finding.rule, finding.title),
            places[:most],
            len(places) - most,
            report.find_state(finding),
        )


def gather_places(cells: Sequence[Citation]) -> tuple[Place, ...]:
    """Gather places where the same words stand in the same column: "plan.txt, lines 19, 21-24, Target date"."""
    gathered: dict[tuple[str, str | None, str | None], list[str]] = {}
    for cell in cells:
        file = name_file(cell)
        words = cell.quote if cell.correction is None else f"{cell.quote or ''}{name_reading(cell)}".strip()
        lines = gathered.setdefault((file, cell.column, words), [])
        if (line := _write_lines(cell)) not in lines:
            lines.append(line)
    longest = _LONGEST_QUOTE if len(gathered) <= _FEW_PLACES else _LONGEST_OF_MANY
    places: dict[tuple[str, bool], list[str]] = {}
    for (file, column, quote), lines in gathered.items():
        parts = [file, _join_lines([line for line in lines if line]), column or ""]
        where = ", ".join(part for part in parts if part)
        quotes = places.setdefault((where, quote is None and column is not None), [])
        if quote is not None:
            quotes.append(cut_words(quote, longest))
    return tuple(Place(where, tuple(quotes), absent) for (where, absent), quotes in places.items())


def _join_lines(lines: Sequence[str]) -> str:
    """Join places in a document: "lines 19, 21-24"; "table 1, row 4; table 1, row 6"."""
    if not lines or not all(line.startswith("line ") for line in lines):
        return "; ".join(lines)
    numbers = ", ".join(line.removeprefix("line ") for line in lines)
    return f"{'lines' if len(lines) > 1 or '-' in numbers else 'line'} {numbers}"


def _write_lines(cell: Citation) -> str:
    """Write where in its document a place lies: by lines of a text, else by table and row."""
    if cell.place is not None:
        return cell.where
    if cell.first_line is not None:
        same = cell.last_line in (None, cell.first_line)
        return f"line {cell.first_line}" if same else f"line {cell.first_line}-{cell.last_line}"
    if cell.table is not None:
        return f"table {cell.table} row {cell.row}" if cell.row is not None else f"table {cell.table}"
    return ""


def _order_groups(audit: PlanAudit, cards: Sequence[Card], prefix: str) -> Iterable[Group]:
    """Give the findings by whom they concern: the plan as a whole, its own recommendations, then each agency."""
    statuses = {status.key: status for status in audit.statuses}
    slugs = {
        status.key.split("/")[1]: status.agency for status in audit.statuses if status.agency and "/" in status.key
    }
    rows: dict[str, list[RowStatus]] = {PLAN_ITSELF: [], MAIN: []}
    for status in audit.statuses:
        rows.setdefault(status.agency or MAIN, []).append(status)
    about: dict[str, dict[str, list[Card]]] = defaultdict(lambda: defaultdict(list))
    for card in cards:
        finding = card.finding
        if finding.row is not None:
            known = statuses.get(finding.row)
            name = (known.agency if known else None) or MAIN
        else:
            name = slugs.get(finding.subject or "") or PLAN_ITSELF
        about[name][finding.row or finding.subject or "the plan"].append(card)
    order = {key: number for number, key in enumerate(statuses)}
    numbers = iter(range(1, len(cards) + 1))
    for number, (name, own) in enumerate(rows.items(), 1):
        subjects = []
        # Rows as they are printed; of what is no row the gravest first.
        gravest = {key: min(rank(card.finding.severity) for card in found) for key, found in about[name].items()}
        for key in sorted(about[name], key=lambda key: (order.get(key, len(order) + gravest[key]), key)):
            found = about[name][key]
            subjects.append(
                Subject(
                    f"{prefix}about-{next(numbers)}",
                    key,
                    found[0].finding.row_name,
                    statuses.get(key),
                    tuple(card for card in found if card.finding.waived is None),
                    sum(card.finding.waived is not None for card in found),
                )
            )
        if own or subjects:
            yield Group(f"{prefix}group-{number}", name, tuple(own), tuple(subjects))


def _index_rules(verdicts: Iterable[Verdict], cards: Sequence[Card], report: Report) -> tuple[RuleIndex, ...]:
    """Give the rules that were run, those with grave findings first, each with its findings that stand."""
    fared = {verdict.rule: verdict for verdict in verdicts}
    standing: dict[str, list[Card]] = defaultdict(list)
    for card in cards:
        if card.finding.waived is None:
            standing[card.finding.rule].append(card)
    return tuple(
        RuleIndex(rule, fared[rule.code], tuple(standing[rule.code]))
        for rule in sorted(report.rules, key=lambda rule: (rank(rule.severity), rule.code))
        if rule.code in fared
    )
