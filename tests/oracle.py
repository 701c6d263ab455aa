"""The rules of rules.md a second time, as plain Python over row JSON (gold/SCHEMA.md): all but the seven to be read.

Written from the words of rules.md alone, and kept apart from the package: what both say was said twice.
"""

import datetime as dt
import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

Row = dict[str, Any]

ALL_COLUMNS = frozenset("text agreed_by actions leads targets summary monitoring scrutiny".split())
QUARTER = 92
SHARED_BY = 4
CLOSING = ("finalised", "completed")
DUE = ("deadline", "other", "invalid")
DECIDING = (*CLOSING, "requested", "to-review", "pending")

# A recommendation that was rejected is not asked for what would carry it out.
FOR_ACCEPTED = ("CLR-001", "CMP-002", "MON-004", "SEQ-001", "SEQ-002", "SEQ-003", "SEQ-004", "SMT-001")
# What a colour may mean where the plan does not say it.
USUAL = {
    "red": {"overdue", "open"},
    "amber": {"overdue", "open"},
    "green": {"open", "closed"},
    "blue": {"closed"},
    "purple": {"overdue", "open", "closed"},
    "black": {"closed"},
    "grey": {"open", "closed"},
}

# The fields that stand in a column of another name, of those that are looked at for being empty.
COLUMN_OF = {"evidence": "scrutiny", "events": "scrutiny", "outcome": "scrutiny"}

POST = re.compile(
    r"(?<!\w)(chair|directors?|heads?|leads?|managers?|officers?|leader|nurse|practitioners?|chief|psychologist"
    r"|inspector|writer)(?!\w)",
    re.IGNORECASE,
)
TRAINING = re.compile(r"(?<!\w)training(?!\w)", re.IGNORECASE)
VAGUE = (
    "if possible",
    "where possible",
    "wherever possible",
    "should consider",
    "continue to",
    "continue the",
    "be sought",
    "as appropriate",
    "should be reassured",
)
EFFECT = (
    "audit",
    "outcome",
    "evaluat",
    "survey",
    "percentage",
    "number",
    "data",
    "effective",
    "complian",
    "sampl",
    "finding",
    "confirm",
    "evidence of",
)
REACH = ("number", "percentage", "attendance", "evaluat", "data", "outcome", "audit")


@dataclass(frozen=True)
class Plan:
    """One review's plan, as far as the rules read it."""

    id: str
    rows: list[Row]
    commenced: dt.date | None
    columns: Mapping[str, frozenset[str]]
    """The canonical columns that the layout of each part ("main", "imr") has."""
    promises_reports: bool = True
    promises_evidence: bool = False
    """Whether the board asks that evidence be named, though no row of the plan does."""
    links: tuple[tuple[str, str], ...] = ()
    """Pairs of a main row and an agency's row that report the same piece of work."""
    themes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    key: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """What the plan's key says of each colour; nothing where it names a colour and does not explain it."""
    status_of: Mapping[str, str] = field(default_factory=dict)
    """Whose word the columns of status words of each part are: agency or board."""
    agency_leads: frozenset[str] = frozenset()
    """The parts whose column of leads asks for agencies alone."""

    def rows_with(self, *columns: str) -> list[Row]:
        """Give the rows whose part has these columns: a plan is judged by what it has."""
        return [row for row in self.rows if self.find_columns(_part(row)).issuperset(columns)]

    def find_columns(self, part: str) -> frozenset[str]:
        """Give the columns of a part, and whether it has any for decisions, for agencies' claims, and for posts."""
        columns = self.columns[part]
        stated = {"status", "completed"} & columns
        whose = self.status_of.get(part, "agency")
        more = {"decisions"} if "scrutiny" in columns or (stated and whose == "board") else set()
        more |= {"claims"} if "summary" in columns or (stated and whose == "agency") else set()
        more |= {"posts"} if "leads" in columns and part not in self.agency_leads else set()
        return columns | more


class Expected(NamedTuple):
    """A finding within one plan."""

    rule: str
    row: str | None
    subject: str | None
    other: tuple[str, ...]


class Across(NamedTuple):
    """A finding over several plans."""

    rule: str
    subject: str
    plans: tuple[str, ...]


class Check(NamedTuple):
    """A rule that looks at one row alone, and the columns that it reads."""

    columns: tuple[str, ...]
    holds: Callable[[Row], bool]


def expected_findings(plan: Plan, as_of: dt.date) -> set[Expected]:
    """Give every finding that rules.md gives on this plan alone."""
    found_in_rows = {
        *_find_in_single_rows(plan, as_of),
        *(("CMP-002", key) for key in _incomplete(plan)),
        *(("EVD-001", key) for key in _finalised_without_evidence(plan)),
        *(("MON-003", key) for key in _with_odd_monitoring_dates(plan)),
        *(("SMT-004", key) for key in _training_without_reach(plan)),
        *(("DQ-002", key) for key in _lost_in_the_export(plan)),
        *_find_in_colours(plan, as_of),
    }
    found_in_pairs = {
        *(("XRW-001", row, (other,)) for row, other in _contradicting(plan)),
        *(("XRW-002", row, (other,)) for row, other in _links_that_disagree(plan)),
        *(("DQ-003", row, others) for row, others in _copied_evidence(plan)),
    }
    found_in_plan = {
        *(("MON-002", subject) for subject in _meetings_not_recorded(plan, as_of)),
        *(("MON-005", subject) for subject in _quarters_without_oversight(plan, as_of)),
        *(("XRV-001", theme) for theme in _shared_themes(plan)),
        *(("XRV-002", agency) for agency in _repeatedly_overdue(plan, as_of)),
    }
    return {
        *(Expected(rule, row, None, ()) for rule, row in found_in_rows),
        *(Expected(rule, row, None, other) for rule, row, other in found_in_pairs),
        *(Expected(rule, None, subject, ()) for rule, subject in found_in_plan),
    }


def expected_across(
    plans: list[Plan], as_of: dt.date, ties: Collection[frozenset[tuple[str, str]]] = ()
) -> set[Across]:
    """Give every finding that rules.md gives over several plans; a tie joins two (plan, row) that a plan says belong.

    Identifiers of agencies and themes are the same in all plans.
    """
    return {
        *_themes_across(plans),
        *_overdue_across(plans, as_of),
        *_lessons_that_came_back(plans, as_of, ties),
    }


def outcome_of(row: Row) -> str | None:
    """Give the outcome by the last deciding event (design.md, section 3)."""
    kinds = [event["kind"] for event in row["events"] if event["kind"] in DECIDING]
    if not kinds:
        return "open" if row["events"] else None
    return kinds[-1] if kinds[-1] in CLOSING else "open"


# Rules that look at one row alone


def _find_in_single_rows(plan: Plan, as_of: dt.date) -> Iterator[tuple[str, str]]:
    checks = {**_checks_of_the_record(), **_checks_of_the_day(as_of)}
    if plan.promises_reports:
        checks["MON-004"] = Check(("scrutiny",), lambda row: _silent_for_a_quarter(row, as_of))
    if plan.commenced and (as_of - plan.commenced).days > QUARTER:
        checks["SEQ-003"] = Check(("targets", "decisions"), _open_though_immediate)
    for rule, check in checks.items():
        for row in plan.rows_with(*check.columns):
            if check.holds(row) and not (rule in FOR_ACCEPTED and _rejected(row)):
                yield rule, row["key"]


def _checks_of_the_record() -> dict[str, Check]:
    """The rules that need no day."""
    scrutiny, dates, claims = ("scrutiny",), ("targets", "decisions"), ("claims", "decisions")
    return {
        "CMP-001": Check(("text",), lambda row: not row["text"]),
        "EVD-002": Check(scrutiny, lambda row: _closed(row) and not _places(row, "reviewed")),
        "EVD-003": Check(scrutiny, _finalised_on_undated_reviews),
        "EVD-004": Check(scrutiny, lambda row: _finalised(row) and not _dates(row, "finalised")),
        "EVD-005": Check(scrutiny, _closed_on_unanswered_request),
        "EVD-008": Check(scrutiny, _finalised_on_unreviewed_evidence),
        "SEQ-005": Check(dates, _closed_late),
        "SEQ-007": Check(("targets", "scrutiny"), _extended_in_silence),
        "STS-001": Check(claims, lambda row: _open(row) and _claims(row, "completed", "finalised")),
        "STS-002": Check(claims, lambda row: _closed(row) and _claims(row, "pending", "ongoing")),
        "STS-003": Check(scrutiny, _goes_on_after_its_closing),
        "OWN-001": Check(("posts",), lambda row: bool(row["leads"]) and not POST.search(row["leads"])),
        "SMT-001": Check(("targets",), lambda row: bool(row["targets"]) and not _deadlines(row)),
        "SMT-002": Check(("text",), lambda row: _contains(row["text"] or "", VAGUE)),
        "SMT-003": Check(
            scrutiny, lambda row: _finalised(row) and bool(row["evidence"]) and not _evidences(row, EFFECT)
        ),
        "DQ-001": Check(("targets",), lambda row: any(target["kind"] == "invalid" for target in row["targets"])),
    }


def _checks_of_the_day(as_of: dt.date) -> dict[str, Check]:
    """The rules that speak for a day and need nothing else of the plan."""
    scrutiny, dates = ("scrutiny",), ("targets", "decisions")
    return {
        "EVD-006": Check(
            scrutiny, lambda row: _open(row) and _lapsed(row, "requested", ("reviewed", "received"), as_of)
        ),
        "EVD-007": Check(scrutiny, lambda row: _lapsed(row, "to-review", ("reviewed",), as_of)),
        "SEQ-001": Check(dates, lambda row: _overdue(row, as_of)),
        "SEQ-002": Check(dates, lambda row: _open(row) and _passed(row, as_of) and _to_come(row, as_of)),
        "SEQ-004": Check(
            dates, lambda row: row["outcome"] == "completed" and bool(days := _deadlines(row)) and days[-1] < as_of
        ),
        "SEQ-006": Check(scrutiny, lambda row: _out_of_date_order(row, as_of)),
        "MON-001": Check(("monitoring",), lambda row: any(_day(held) > as_of for held in row["monitoring_held"])),
    }


def _finalised_on_undated_reviews(row: Row) -> bool:
    return _finalised(row) and bool(_places(row, "reviewed")) and not _dates(row, "reviewed")


def _closed_on_unanswered_request(row: Row) -> bool:
    requests = _places(row, "requested")
    return _closed(row) and bool(requests) and not _follows(row, requests[-1], ("reviewed", "received"))


def _finalised_on_unreviewed_evidence(row: Row) -> bool:
    received = _places(row, "received")
    return _finalised(row) and bool(received) and not _follows(row, received[-1], ("reviewed",))


def _closed_late(row: Row) -> bool:
    deadlines, closings = _deadlines(row), _places(row, *CLOSING)
    if not (_closed(row) and deadlines and closings):
        return False
    closed, before = row["events"][closings[-1]]["date"], row["events"][: closings[-1]]
    if closed and _day(closed) > deadlines[-1]:
        days = [row["events"][place]["date"] for place in closings[:-1]]
        return all(day and _day(day) > deadlines[-1] for day in days)
    return any(_day(event["date"]) > deadlines[-1] for event in before if event["date"])


def _extended_in_silence(row: Row) -> bool:
    deadlines = _deadlines(row)
    dues = [_day(event["due"]) for event in row["events"] if event["due"]]
    return _open(row) and bool(deadlines) and any(due > deadlines[-1] for due in dues)


def _goes_on_after_its_closing(row: Row) -> bool:
    closings = _places(row, *CLOSING)
    return bool(closings) and (_follows(row, closings[0], ("requested",)) or _follows(row, closings[-1], ("reviewed",)))


def _lapsed(row: Row, kind: str, answers: Collection[str], as_of: dt.date) -> bool:
    """Tell whether something due by a day now past has none of these answers after it."""
    return any(
        event["kind"] == kind and event["due"] and _day(event["due"]) < as_of and not _follows(row, place, answers)
        for place, event in enumerate(row["events"])
    )


def _overdue(row: Row, as_of: dt.date) -> bool:
    return _open(row) and not _rejected(row) and _passed(row, as_of) and not _to_come(row, as_of)


def _passed(row: Row, as_of: dt.date) -> bool:
    """Tell whether the day of a target has passed; of a vague one, the last day that it can mean."""
    days = [target["iso"] or target.get("latest") for target in row["targets"] if target["kind"] in DUE]
    return any(day and _day(day) < as_of for day in days)


def _to_come(row: Row, as_of: dt.date) -> bool:
    """Tell whether the day of a target is to come, or may be: the last one that it can mean, or that of no calendar."""
    for target in row["targets"]:
        day = target["iso"] or target.get("latest")
        if target["kind"] in DUE and day and _day(day) >= as_of:
            return True
        if target["kind"] == "invalid" and not day:
            return True
    return False


def _open_though_immediate(row: Row) -> bool:
    return _open(row) and any(target["kind"] == "immediate" for target in row["targets"])


def _out_of_date_order(row: Row, as_of: dt.date) -> bool:
    days = [_day(event["date"]) for event in row["events"] if event["date"]]
    both = [event for event in row["events"] if event["date"] and event["due"]]
    return (
        any(earlier > later for earlier, later in itertools.pairwise(days))
        or any(day > as_of for day in days)
        or any(_day(event["due"]) < _day(event["date"]) for event in both)
    )


def _silent_for_a_quarter(row: Row, as_of: dt.date) -> bool:
    days = [_day(event["date"]) for event in row["events"] if event["date"]]
    return _open(row) and not any(as_of - dt.timedelta(QUARTER) <= day <= as_of for day in days)


# Colours


def _find_in_colours(plan: Plan, as_of: dt.date) -> Iterator[tuple[str, str]]:
    for row in plan.rows:
        shown = [colour["colour"] for colour in row.get("colours", ())]
        if not shown:
            continue
        means = set[str]().union(*(plan.key.get(colour) or USUAL[colour] for colour in shown))
        standing = _stand(row, as_of)
        if standing and standing not in means and not _rejected(row):
            yield "CLR-001", row["key"]
        if plan.key and not plan.key.keys() >= set(shown):
            yield "CLR-002", row["key"]
        done, going = _claims(row, *CLOSING), _claims(row, "ongoing", "pending")
        if (done and not going and "closed" not in means) or (going and not done and means == {"closed"}):
            yield "CLR-003", row["key"]


def _stand(row: Row, as_of: dt.date) -> str | None:
    """Tell whether a row is overdue, open and not overdue, or closed; nothing where that cannot be told."""
    if not _open(row):
        return "closed" if _closed(row) else None
    if _overdue(row, as_of):
        return "overdue"
    days = [t["iso"] or t.get("earliest") for t in row["targets"] if t["kind"] in ("deadline", "other")]
    return "open" if any(day and _day(day) >= as_of for day in days) or not _to_come(row, as_of) else None


def _rejected(row: Row) -> bool:
    return row.get("response") == "rejected"


# Rules that look at one row beside its part or its plan


def _incomplete(plan: Plan) -> Iterator[str]:
    for row in plan.rows:
        fields = ["actions", "leads", "targets", "events", "outcome"]
        if _part(row) == "main":  # the agencies' rows were ratified together
            fields.append("agreed_by")
        if _empty_fields(plan, row, fields) and not _rejected(row):
            yield row["key"]


def _lost_in_the_export(plan: Plan) -> Iterator[str]:
    for row in plan.rows:
        if len(_empty_fields(plan, row, ["text", "leads", "targets", "evidence", "events"])) >= 3:
            yield row["key"]


def _empty_fields(plan: Plan, row: Row, fields: Iterable[str]) -> list[str]:
    """Give the fields that are empty though the row's part has their column."""
    there = plan.columns[_part(row)]
    return [name for name in fields if COLUMN_OF.get(name, name) in there and not row[name]]


def _finalised_without_evidence(plan: Plan) -> Iterator[str]:
    rows = plan.rows_with("scrutiny")
    if not plan.promises_evidence and not any(row["evidence"] for row in rows):
        return  # a plan that names evidence nowhere never promised to
    for row in rows:
        if _finalised(row) and not row["evidence"]:
            yield row["key"]


def _training_without_reach(plan: Plan) -> Iterator[str]:
    for row in plan.rows_with("scrutiny"):
        there = plan.columns[_part(row)]
        said = [row["text"] or ""] if "text" in there else []
        said += row["actions"] if "actions" in there else []
        if any(TRAINING.search(words) for words in said) and row["evidence"] and not _evidences(row, REACH):
            yield row["key"]


# Monitoring


def _with_odd_monitoring_dates(plan: Plan) -> Iterator[str]:
    for rows in _monitored_parts(plan).values():
        ranked = Counter(_monitoring_pair(row) for row in rows).most_common(2)
        if len(ranked) == 2 and ranked[0][1] == ranked[1][1]:
            continue  # printed equally often: none of them is the part's
        for row in rows:
            if _monitoring_pair(row) != ranked[0][0]:
                yield row["key"]


def _monitoring_pair(row: Row) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return tuple(row["monitoring_held"]), tuple(row["monitoring_planned"])


def _meetings_not_recorded(plan: Plan, as_of: dt.date) -> Iterator[str]:
    for part, rows in _monitored_parts(plan).items():
        held = Counter(day for row in rows for day in set(row["monitoring_held"]))
        planned = Counter(day for row in rows for day in set(row["monitoring_planned"]))
        for day, times in planned.items():
            if _day(day) < as_of and held[day] < times:
                yield f"{part}/{day}"


def _quarters_without_oversight(plan: Plan, as_of: dt.date) -> Iterator[str]:
    if not plan.promises_reports or not plan.commenced:
        return
    for part, rows in _monitored_parts(plan).items():
        for day in _long_gaps(rows, plan.commenced, as_of):
            yield f"meetings/{part}/{day}"
    if rows := plan.rows_with("scrutiny"):
        received = [day for row in rows for day in _dates(row, "received")]
        for name, first, last in _quarters(plan.commenced, as_of):
            if not any(first <= day <= last for day in received):
                yield f"reports/{name}"


def _long_gaps(rows: list[Row], commenced: dt.date, as_of: dt.date) -> Iterator[dt.date]:
    """Give the day from which on no meeting was held for more than a quarter of the plan's time."""
    listed = Counter(day for row in rows for day in set(row["monitoring_held"]))
    held = sorted(_day(day) for day, times in listed.items() if 2 * times > len(rows))
    days = [day for day in held if day < as_of]
    if not days or days[0] > commenced:
        days.insert(0, commenced)  # the oversight runs "from commencement", also up to the first meeting
    for start, end in itertools.pairwise([*days, as_of]):
        if (end - max(start, commenced)).days > QUARTER:
            yield start


def _quarters(commenced: dt.date, as_of: dt.date) -> Iterator[tuple[str, dt.date, dt.date]]:
    """Give name, first and last day of every calendar quarter that lies between the two days."""
    for year, number in itertools.product(range(commenced.year, as_of.year + 1), range(1, 5)):
        first = dt.date(year, 3 * number - 2, 1)
        last = dt.date(year + number // 4, 3 * number % 12 + 1, 1) - dt.timedelta(1)
        if first > commenced and last <= as_of:
            yield f"{year}-Q{number}", first, last


def _monitored_parts(plan: Plan) -> dict[str, list[Row]]:
    parts = defaultdict(list)
    for row in plan.rows_with("monitoring"):
        parts[_part(row)].append(row)
    return parts


# Rules across rows


def _contradicting(plan: Plan) -> Iterator[tuple[str, str]]:
    """Give the pairs of rows that say the same and are answered otherwise.

    A text without a letter or a digit says nothing: two rows with a dash for a text are not one recommendation.
    """
    for row, other in itertools.permutations(plan.rows_with("text"), 2):
        if not _norm(row["text"]).strip() or _norm(row["text"]) != _norm(other["text"]):
            continue
        shared = plan.find_columns(_part(row)) & plan.find_columns(_part(other))
        if ("decisions" in shared and row["outcome"] != other["outcome"]) or (
            "targets" in shared and _deadlines(row) != _deadlines(other)
        ):
            yield row["key"], other["key"]


def _links_that_disagree(plan: Plan) -> Iterator[tuple[str, str]]:
    outcomes = {row["key"]: row["outcome"] for row in plan.rows_with("decisions") if row["outcome"]}
    for row, other in plan.links:
        if row in outcomes and other in outcomes and outcomes[row] != outcomes[other]:
            yield row, other


def _copied_evidence(plan: Plan) -> Iterator[tuple[str, tuple[str, ...]]]:
    rows_by_item = defaultdict(set)
    for row in plan.rows_with("scrutiny"):
        for item in row["evidence"]:
            if len(item.split()) >= 6:
                rows_by_item[_norm(item)].add(row["key"])
    others: dict[str, set[str]] = defaultdict(set)
    for keys in rows_by_item.values():
        for key in keys:
            others[key] |= keys - {key}
    for key, found in others.items():
        if found:
            yield key, tuple(sorted(found))


# Rules across agencies and plans


def _shared_themes(plan: Plan) -> set[str]:
    agencies = defaultdict(set)
    for row in plan.rows:
        if agency := _agency(row):
            for theme in _themes(plan, row):
                agencies[theme].add(agency)
    return {theme for theme, named in agencies.items() if len(named) >= SHARED_BY}


def _repeatedly_overdue(plan: Plan, as_of: dt.date) -> set[str]:
    return {agency for agency, times in _count_overdue(plan, as_of).items() if times >= 2}


def _count_overdue(plan: Plan, as_of: dt.date) -> Counter[str]:
    """Count the findings of SEQ-001 on the rows of each agency."""
    overdue = [row for row in plan.rows_with("targets", "decisions") if _overdue(row, as_of)]
    return Counter(agency for row in overdue if (agency := _agency(row)))


def _themes_across(plans: list[Plan]) -> Iterator[Across]:
    plans_by_theme = defaultdict(set)
    for plan in plans:
        for row in plan.rows:
            for theme in _themes(plan, row):
                plans_by_theme[theme].add(plan.id)
    shared = {theme for plan in plans for theme in _shared_themes(plan)}
    for theme, ids in plans_by_theme.items():
        if theme in shared or len(ids) >= 2:
            yield Across("XRV-001", theme, tuple(sorted(ids)))


def _overdue_across(plans: list[Plan], as_of: dt.date) -> Iterator[Across]:
    plans_by_agency = defaultdict(set)
    for plan in plans:
        for agency in _count_overdue(plan, as_of):
            plans_by_agency[agency].add(plan.id)
    repeatedly = {agency for plan in plans for agency in _repeatedly_overdue(plan, as_of)}
    for agency, ids in plans_by_agency.items():
        if agency in repeatedly or len(ids) >= 2:
            yield Across("XRV-002", agency, tuple(sorted(ids)))


def _lessons_that_came_back(
    plans: list[Plan], as_of: dt.date, ties: Collection[frozenset[tuple[str, str]]]
) -> Iterator[Across]:
    earlier_by_subject = defaultdict(set)
    for earlier, later in itertools.permutations(plans, 2):
        if not (earlier.commenced and later.commenced and earlier.commenced < later.commenced <= as_of):
            continue
        finalised = _rows_by_lesson(earlier, [row for row in earlier.rows_with("scrutiny") if _finalised(row)])
        recommended = _rows_by_lesson(later, later.rows)
        for lesson in finalised.keys() & recommended.keys():
            possible = {frozenset(pair) for pair in itertools.product(finalised[lesson], recommended[lesson])}
            if possible.isdisjoint(ties):
                earlier_by_subject["/".join(lesson), later.id].add(earlier.id)
    for (lesson_name, later_id), earlier_ids in earlier_by_subject.items():
        yield Across("XRV-003", f"{lesson_name}/{later_id}", tuple(sorted({later_id, *earlier_ids})))


def _rows_by_lesson(plan: Plan, rows: list[Row]) -> dict[tuple[str, str], set[tuple[str, str]]]:
    """Sort the agencies' rows, each as (plan, row), by agency and theme."""
    lessons = defaultdict(set)
    for row in rows:
        if agency := _agency(row):
            for theme in _themes(plan, row):
                lessons[agency, theme].add((plan.id, row["key"]))
    return lessons


# The terms of rules.md


def _part(row: Row) -> str:
    part: str = row["key"].split("/")[0]
    return part


def _agency(row: Row) -> str | None:
    """Give the agency; a main row has none."""
    part, *agency, _ = row["key"].split("/")
    return agency[0] if part == "imr" else None


def _themes(plan: Plan, row: Row) -> tuple[str, ...]:
    return plan.themes.get(row["key"], ())


def _open(row: Row) -> bool:
    return bool(row["outcome"] == "open")


def _closed(row: Row) -> bool:
    return row["outcome"] in CLOSING


def _finalised(row: Row) -> bool:
    return bool(row["outcome"] == "finalised")


def _claims(row: Row, *statuses: str) -> bool:
    return any(claim["status"] in statuses for claim in row["reported"])


def _deadlines(row: Row) -> list[dt.date]:
    targets = [target for target in row["targets"] if target["kind"] in ("deadline", "other")]
    return sorted(_day(target["iso"]) for target in targets if target["iso"])


def _places(row: Row, *kinds: str) -> list[int]:
    return [place for place, event in enumerate(row["events"]) if event["kind"] in kinds]


def _dates(row: Row, kind: str) -> list[dt.date]:
    return [_day(event["date"]) for event in row["events"] if event["kind"] == kind and event["date"]]


def _follows(row: Row, place: int, kinds: Collection[str]) -> bool:
    """Tell whether an event of these kinds stands after this place: position counts, not date."""
    return any(event["kind"] in kinds for event in row["events"][place + 1 :])


def _evidences(row: Row, stems: Iterable[str]) -> bool:
    return any(_contains(item, stems) for item in row["evidence"])


def _contains(text: str, phrases: Iterable[str]) -> bool:
    return any(phrase in text.lower() for phrase in phrases)


def _norm(text: str | None) -> str:
    return re.sub(r"[^a-z0-9 ]", "", re.sub(r"\s+", " ", (text or "").lower()))


def _day(iso: str) -> dt.date:
    return dt.date.fromisoformat(iso)
