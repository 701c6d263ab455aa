"""What a chair needs first of a plan, in sentences: how many rows, what is overdue, what falls due and from whom."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable

from scrgraph.audit.findings import AuditResult
from scrgraph.audit.status import RowStatus, Wanted
from scrgraph.reports.layout import count

_LONGEST_NAME = 44


def describe_rows(result: AuditResult, statuses: tuple[RowStatus, ...]) -> str:
    """Count the rows of a plan by outcome: "70 rows: 14 open (6 overdue), 55 closed (47 finalised, …), 1 unknown."."""
    outcomes = Counter(status.outcome for status in statuses)
    late = sum(status.schedule == "overdue" for status in statuses)
    unsure = sum(status.schedule == "cannot-tell" for status in statuses)
    untold = sum(bool(status.possible) for status in statuses)
    silent = sum(
        status.outcome is None and not status.possible and status.due is not None and status.due < result.as_of
        for status in statuses
    )
    closed = outcomes["finalised"] + outcomes["completed"]
    opened = f"{outcomes['open']} open ({late} overdue" + (f", {unsure} cannot be told" if unsure else "") + ")"
    return (
        f"{count(len(statuses), 'row')}: {opened}, {closed} closed ({outcomes['finalised']} finalised, "
        f"{outcomes['completed']} completed only), {outcomes[None] - untold} unknown"
        + (f", {untold} that cannot be told on this day" if untold else "")
        + (f" ({silent} past {'its' if silent == 1 else 'their'} target)." if silent else ".")
    )


def group_overdue(statuses: Iterable[RowStatus]) -> dict[str, list[str]]:
    """Give the keys of overdue rows by agency, those of the main plan by lead."""
    groups: dict[str, list[str]] = defaultdict(list)
    for status in statuses:
        if status.schedule == "overdue":
            groups[status.agency or shorten(status.lead or "nobody named")].append(status.key)
    return dict(groups)


def name_overdue(statuses: Iterable[RowStatus]) -> str:
    """Name overdue rows: "West Midlands Police (imr/wmp/1, imr/wmp/2)"; empty where none is."""
    return "; ".join(f"{name} ({', '.join(keys)})" for name, keys in group_overdue(statuses).items())


def group_coming(statuses: Iterable[RowStatus]) -> list[tuple[tuple[dt.date, str], list[Wanted]]]:
    """Give what falls due in the next quarter, by day and what is wanted."""
    by_day: dict[tuple[dt.date, str], list[Wanted]] = defaultdict(list)
    for status in statuses:
        for wanted in status.coming:
            by_day[wanted.day, wanted.what].append(wanted)
    return sorted(by_day.items())


def group_people(group: Iterable[Wanted]) -> dict[str, list[str]]:
    """Give the keys of rows on which something is wanted, by from whom."""
    who: dict[str, list[str]] = defaultdict(list)
    for wanted in group:
        who[shorten(wanted.who)].append(wanted.row)
    return dict(who)


def shorten(text: str, longest: int = _LONGEST_NAME) -> str:
    """Cut a long list of posts, or a long text, to its first words."""
    text = " ".join(text.split())
    return text if len(text) <= longest else text[:longest].rsplit(" ", 1)[0].rstrip(" ,–-") + " …"
