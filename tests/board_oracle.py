"""The sixteen questions a second time, as plain Python over row JSON, audit JSON and declared themes.

Written from the words of rules.md alone, and kept apart from the queries: what both say was said twice. Each
function gives the rows of one answer, as the query's columns have them, in no particular order.
"""

import datetime as dt
import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

Row: TypeAlias = dict[str, Any]
Cell: TypeAlias = str | int | None
Answer: TypeAlias = list[tuple[Cell, ...]]

QUARTER = 92
CLOSED = ("finalised", "completed")


@dataclass(frozen=True)
class Plan:
    """One plan as the questions see it: what was read, what was found, what was declared."""

    name: str
    commenced: dt.date
    rows: list[Row]
    findings: list[dict[str, Any]]
    themes: Mapping[str, set[str]] = field(default_factory=dict)

    def found(self, rule: str) -> list[Row]:
        """The rows with a finding of a rule, in document order."""
        keys = {finding["row"] for finding in self.findings if finding["rule"] == rule}
        return [row for row in self.rows if row["key"] in keys]

    def themed(self, theme: str) -> list[Row]:
        return [row for row in self.rows if theme in self.themes.get(row["key"], ())]


@dataclass(frozen=True)
class Loaded:
    """All loaded plans, the day, and how each theme is called."""

    plans: list[Plan]
    as_of: dt.date
    labels: Mapping[str, str]
    agencies: Mapping[str, str]  # how an agency is called, by each printed name of it (letters and digits only)


def agency_of(row: Row) -> str | None:
    """The agency of an agency's own recommendation, by its slug."""
    parts = row["key"].split("/")
    return parts[1] if parts[0] == "imr" else None


def agency_name(row: Row) -> str:
    return str(row["name"]).rpartition(",")[0]


def deadlines(row: Row) -> list[dt.date]:
    return sorted(
        dt.date.fromisoformat(target["iso"])
        for target in row["targets"]
        if target["iso"] and target["kind"] in ("deadline", "other")
    )


def _places(row: Row, *kinds: str) -> list[int]:
    return [place for place, event in enumerate(row["events"]) if event["kind"] in kinds]


def _iso(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()


def _last(row: Row) -> dt.date | None:
    return max(deadlines(row), default=None)


# -- one function a question -----------------------------------------------------------------------------------------


def outcome_counts(loaded: Loaded) -> Answer:
    """1. How many actions are finalised, completed only, open, unknown?"""
    counts = {plan.name: Counter(row["outcome"] or "unknown" for row in plan.rows) for plan in loaded.plans}
    return [
        (plan, outcome, counted[outcome])
        for plan, counted in counts.items()
        for outcome in ("finalised", "completed", "open", "unknown")
    ]


def overdue_actions(loaded: Loaded) -> Answer:
    """2. Which open actions are past their last target, and by how long? (SEQ-001, from its condition)"""
    return [
        (plan.name, row["key"], row["name"], last.isoformat(), (loaded.as_of - last).days)
        for plan, row, last in _overdue(loaded)
    ]


def _overdue(loaded: Loaded) -> Iterator[tuple[Plan, Row, dt.date]]:
    """Give the open rows all of whose targets have passed, with the last day that these can mean."""
    for plan in loaded.plans:
        for row in plan.rows:
            targets = [target for target in row["targets"] if target["kind"] in ("deadline", "other", "invalid")]
            days = [target["iso"] or target.get("latest") for target in targets]
            last = max((dt.date.fromisoformat(day) for day in days if day), default=None)
            unsettled = any(target["kind"] == "invalid" and not target.get("latest") for target in targets)
            if row["outcome"] == "open" and last and last < loaded.as_of and not unsettled:
                yield plan, row, last


def repeatedly_overdue_agencies(loaded: Loaded) -> Answer:
    """3. Which agencies are repeatedly overdue? (XRV-002)"""
    found: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
    names = {}
    for plan in loaded.plans:
        for row in plan.found("SEQ-001"):
            if slug := agency_of(row):
                found[slug].append((plan.name, (loaded.as_of - max(deadlines(row))).days))
                names[slug] = agency_name(row)
    answer: Answer = []
    for slug, late in found.items():
        each = Counter(plan for plan, _ in late)
        if max(each.values()) >= 2 or len(each) >= 2:
            answer.append((names[slug], len(late), len(each), max(days for _, days in late)))
    return answer


def finalised_without_evidence(loaded: Loaded) -> Answer:
    """4. Which finalised actions rest on no named evidence? (EVD-001, from its condition)"""
    return [
        (plan.name, row["key"], row["name"])
        for plan in loaded.plans
        for row in plan.rows
        if row["outcome"] == "finalised" and not row["evidence"]
    ]


def received_but_not_reviewed(loaded: Loaded) -> Answer:
    """5. Where was evidence received but no review of it recorded before finalising? (EVD-008)"""
    answer: Answer = []
    for plan in loaded.plans:
        for row in plan.rows:
            received, reviewed = _places(row, "received"), _places(row, "reviewed")
            if row["outcome"] == "finalised" and received and (not reviewed or received[-1] > reviewed[-1]):
                day = row["events"][received[-1]]["date"]
                answer.append((plan.name, row["key"], row["name"], day, len(reviewed)))
    return answer


def closed_on_an_unanswered_request(loaded: Loaded) -> Answer:
    """6. Which actions were closed although our last request was not seen to be answered? (EVD-005)"""
    answer: Answer = []
    for plan in loaded.plans:
        for row in plan.rows:
            requests = _places(row, "requested")
            if row["outcome"] in CLOSED and requests:
                after = _places(row, "reviewed", "received")
                if not any(place > requests[-1] for place in after):
                    last = row["events"][requests[-1]]
                    answer.append((plan.name, row["key"], row["name"], row["outcome"], last["date"], last["due"]))
    return answer


def agency_and_sub_group_disagree(loaded: Loaded) -> Answer:
    """7. Where do agency and sub-group disagree on status? (STS-001 and STS-002)"""
    against = {"open": CLOSED, "finalised": ("pending", "ongoing"), "completed": ("pending", "ongoing")}
    return list(
        dict.fromkeys(
            (plan.name, row["key"], row["name"], row["outcome"], claim["status"], claim["agency"] or "")
            for plan in loaded.plans
            for row in plan.rows
            for claim in row["reported"]
            if claim["status"] in against.get(row["outcome"], ())
        )
    )


def repeated_recommendations(loaded: Loaded) -> Answer:
    """8. Which recommendations appear twice, and do they agree? (XRW-001, between plans too)"""
    answer: Answer = []
    rows = [(plan.name, row) for plan in sorted(loaded.plans, key=lambda plan: plan.name) for row in plan.rows]
    for (plan, row), (other_plan, other) in itertools.combinations(rows, 2):
        words = _norm(row["text"])
        if not words.strip() or words != _norm(other["text"]):
            continue
        outcomes = [one["outcome"] or "unknown" for one in (row, other)]
        differs = ["outcome"] * (outcomes[0] != outcomes[1]) + ["targets"] * (deadlines(row) != deadlines(other))
        agree = "no" if differs else "yes"
        answer.append((plan, row["key"], other_plan, other["key"], *outcomes, agree, " and ".join(differs)))
    return answer


def _norm(text: str | None) -> str:
    return re.sub(r"[^a-z0-9 ]", "", re.sub(r"\s+", " ", (text or "").lower()))


def due_next(loaded: Loaded) -> Answer:
    """9. What falls due next, and from whom?"""
    answer: Answer = []
    for plan in loaded.plans:
        for row in plan.rows:
            if row["outcome"] != "open":
                continue
            whom = agency_name(row) if agency_of(row) else row["leads"] or "nobody named"
            coming = [(day.isoformat(), "target date") for day in deadlines(row)]
            for place, event in enumerate(row["events"]):
                later = {after["kind"] for after in row["events"][place + 1 :]}
                planned = event["kind"] == "to-review"
                if event["due"] and not later & ({"reviewed"} if planned else {"reviewed", "received"}):
                    what = "review planned by the sub-group" if planned else "wanted by the sub-group"
                    coming.append((event["due"], what))
            for day, what in dict.fromkeys(coming):
                if day >= loaded.as_of.isoformat():
                    answer.append((day, plan.name, row["key"], row["name"], what, whom))
    return answer


def themes_of_many_agencies(loaded: Loaded) -> Answer:
    """10. Which themes run through most agencies? (XRV-001)"""
    answer: Answer = []
    for theme, label in loaded.labels.items():
        tagged = {plan.name: plan.themed(theme) for plan in loaded.plans}
        agencies = {name: {agency_of(row) for row in rows} - {None} for name, rows in tagged.items()}
        most = max((len(found) for found in agencies.values()), default=0)
        plans = sum(bool(rows) for rows in tagged.values())
        if most >= 4 or plans >= 2:
            every = set().union(*agencies.values())
            answer.append((label, len(every), most, plans, sum(len(rows) for rows in tagged.values())))
    return answer


def missed_appointments(loaded: Loaded) -> Answer:
    """11. Everything recommended on one theme, missed appointments: what became of it?"""
    return [
        (
            "non-attendance",
            plan.name,
            row["key"],
            row["name"],
            row["text"],
            row["outcome"] or "unknown",
            _iso(_last(row)),
            "yes" if row in plan.found("SEQ-001") else "no",
        )
        for plan in loaded.plans
        for row in plan.themed("non-attendance")
    ]


def child_seen_and_heard(loaded: Loaded) -> Answer:
    """12. Is the child seen and heard in the actions?"""
    answer: Answer = []
    for plan in loaded.plans:
        groups: defaultdict[str, list[Row]] = defaultdict(list)
        for row in plan.rows:
            groups[agency_name(row) if agency_of(row) else "the review itself"].append(row)
        about = plan.themed("child-seen-heard")
        for group, rows in groups.items():
            heard = [row for row in rows if row in about]
            answer.append((plan.name, group, len(rows), len(heard), sum(row["outcome"] in CLOSED for row in heard)))
    return answer


def late_closings(loaded: Loaded) -> Answer:
    """13. How late were actions closed? (SEQ-005, and what it cannot tell)"""
    answer: Answer = []
    for plan in loaded.plans:
        for row in plan.rows:
            if row["outcome"] not in CLOSED:
                continue
            closings = _places(row, *CLOSED)
            closed = row["events"][closings[0]]["date"] if len(closings) == 1 else None
            before = row["events"][: closings[-1]]
            dated = closed or max((event["date"] for event in before if event["date"]), default=None)
            last = _last(row)
            days = None
            if last is None:
                told = "no target day"
            elif dated is None:
                told = "cannot tell"
            else:
                late = (dt.date.fromisoformat(dated) - last).days
                early = "in time" if closed else "not shown to be late"
                told, days = ("late", late) if late > 0 else (early, None)
            answer.append((plan.name, row["key"], row["name"], row["outcome"], _iso(last), dated, days, told))
    return answer


def oversight_held(loaded: Loaded) -> Answer:
    """14. Did the quarterly reports and the monitoring happen? (MON-002 and MON-005)"""
    answer: Answer = []
    for plan in loaded.plans:
        parts: defaultdict[str, list[Row]] = defaultdict(list)
        for row in plan.rows:
            parts[row["key"].split("/")[0]].append(row)
        for part, rows in parts.items():
            answer += [(plan.name, *found) for found in _planned_meetings(part, rows, loaded.as_of)]
            answer += [(plan.name, *found) for found in _intervals(part, rows, plan.commenced, loaded.as_of)]
        answer += [(plan.name, *found) for found in _reports(plan, loaded.as_of)]
    return answer


def _planned_meetings(part: str, rows: list[Row], as_of: dt.date) -> Answer:
    answer: Answer = []
    for day in sorted({day for row in rows for day in row["monitoring_planned"]}):
        held = sum(day in row["monitoring_held"] for row in rows)
        planned = sum(day in row["monitoring_planned"] for row in rows)
        if day < as_of.isoformat():
            happened = "no" if held < planned else "yes"
            answer.append((f"{part}/{day}", "planned meeting is recorded as held", None, day, None, happened))
    return answer


def _intervals(part: str, rows: list[Row], commenced: dt.date, as_of: dt.date) -> Answer:
    """From each meeting that most rows list to the next; a day that has not come (MON-001) is none of them."""
    counted = Counter(day for row in rows for day in set(row["monitoring_held"]))
    held = {dt.date.fromisoformat(day) for day, count in counted.items() if count * 2 > len(rows)}
    days = sorted({day for day in held if day <= as_of} | {as_of})
    answer: Answer = []
    for first, second in itertools.pairwise(days):
        between = (second - max(first, commenced)).days
        if between > 0:
            happened = "no" if between > QUARTER else "yes"
            what = "meeting is followed by another within a quarter"
            answer.append((f"meetings/{part}/{first}", what, _iso(first), _iso(second), between, happened))
    return answer


def _reports(plan: Plan, as_of: dt.date) -> Answer:
    events = [event for row in plan.rows for event in row["events"]]
    received = {event["date"] for event in events if event["kind"] == "received" and event["date"]}
    answer: Answer = []
    for year in range(plan.commenced.year, as_of.year + 1):
        for quarter in range(4):
            first = dt.date(year, 3 * quarter + 1, 1)
            last = dt.date(year + (quarter == 3), (3 * quarter + 3) % 12 + 1, 1) - dt.timedelta(1)
            if first > plan.commenced and last <= as_of:
                happened = any(first.isoformat() <= day <= last.isoformat() for day in received)
                subject, what = f"reports/{year}-Q{quarter + 1}", "agency report is received in the quarter"
                answer.append((subject, what, _iso(first), _iso(last), None, "yes" if happened else "no"))
    return answer


def lessons_that_came_back(loaded: Loaded) -> Answer:
    """15. Which lessons came back, and which agencies are overdue in more than one review? (XRV-003, XRV-002)"""
    answer: Answer = []
    for early, late in itertools.permutations(loaded.plans, 2):
        if not early.commenced < late.commenced <= loaded.as_of:
            continue
        for row, again in itertools.product(early.rows, late.rows):
            if row["outcome"] == "finalised" and agency_of(row) and agency_of(row) == agency_of(again):
                for theme in early.themes.get(row["key"], set()) & late.themes.get(again["key"], set()):
                    keys = (early.name, row["key"], late.name, again["key"])
                    answer.append(("lesson came back", agency_name(row), loaded.labels[theme], *keys, None))
    for name, count, plans, _ in repeatedly_overdue_agencies(loaded):
        if isinstance(plans, int) and plans >= 2:
            answer.append(("overdue in several reviews", name, None, None, None, None, None, count))
    return answer


def confirmations(loaded: Loaded) -> Answer:
    """16. Which agencies have confirmed what they were asked to confirm? (the lists of the progress reports)"""
    answer: Answer = []
    for plan in loaded.plans:
        for row in plan.rows:
            confirmed = None
            for place, item in enumerate(re.split(r"\s*[*\u2022\u25aa]\s*", row["summary"] or "")):
                if place and confirmed:
                    answer.append((plan.name, row["key"], row["name"], _find_agency(item, loaded), confirmed))
                if item.endswith(":"):
                    sentence = re.split(r"[.:]\s", item)[-1]
                    owed = re.search("still awaited|still to reply", sentence)
                    confirmed = "no" if owed else "yes" if "confirm" in sentence else None
    return list(dict.fromkeys(answer))


def _find_agency(item: str, loaded: Loaded) -> str:
    """The agency at the head of an item of a list; one that is not known goes by its own words."""
    words = re.findall(r"[a-z0-9]+", item.lower())
    for length in range(len(words), 0, -1):
        if name := loaded.agencies.get(" ".join(words[:length])):
            return name
    return "-".join(words)


ORACLES: dict[str, Callable[[Loaded], Answer]] = {
    "outcome-counts": outcome_counts,
    "overdue-actions": overdue_actions,
    "repeatedly-overdue-agencies": repeatedly_overdue_agencies,
    "finalised-without-evidence": finalised_without_evidence,
    "received-but-not-reviewed": received_but_not_reviewed,
    "closed-on-an-unanswered-request": closed_on_an_unanswered_request,
    "agency-and-sub-group-disagree": agency_and_sub_group_disagree,
    "repeated-recommendations": repeated_recommendations,
    "due-next": due_next,
    "themes-of-many-agencies": themes_of_many_agencies,
    "missed-appointments": missed_appointments,
    "child-seen-and-heard": child_seen_and_heard,
    "late-closings": late_closings,
    "oversight-held": oversight_held,
    "lessons-that-came-back": lessons_that_came_back,
    "confirmations": confirmations,
}
