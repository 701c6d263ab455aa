"""Tells what a package does to a store: in words, and as plain JSON data."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from scrgraph.exchange.receiving import STATES, Account, Judged
from scrgraph.facts.change import LEVELS, Change
from scrgraph.graph.profiles import find_profile
from scrgraph.graph.receipts import Receipt
from scrgraph.listing import list_few
from scrgraph.reports.diff_words import LEVEL_NAMES, tell_change
from scrgraph.reports.layout import count, fold, keep_printable, write_day

_MOST_CHANGES = 12  # of one plan; JSON has all
_MOST_NAMES = 12


def render_account(account: Account, width: int, *, accepted: bool) -> str:
    """Tell in words what a package does, or has done, to a store."""
    return "\n".join(line for told, indent in _tell(account, accepted) for line in fold(told, width, " " * indent))


def _tell(account: Account, accepted: bool) -> Iterator[tuple[str, int]]:
    sent = account.sent
    signed = f"signed with the key {sent.key}" if sent.key else "not signed, as far as verified"
    sender = keep_printable(sent.sender)
    published = write_day(sent.published)
    yield (
        f"Package {sent.package[:12]} of {sender}, profile {sent.profile.name}, published on {published}; {signed}.",
        0,
    )
    yield ", ".join(f"{state} {account.count(state)}" for state in STATES) + ".", 0
    for plan in account.plans:
        yield f"- {keep_printable(plan.sent.plan)}: {_tell_state(plan)}", 0
        changes = plan.differences.changes if plan.differences else ()
        for change in changes[:_MOST_CHANGES]:
            yield f"{_name_rows(change)}: {keep_printable(tell_change(change))}", 4
        if len(changes) > _MOST_CHANGES:
            yield f"and {len(changes) - _MOST_CHANGES} more; --format json has them all.", 4
    for name, state in account.statistics.items():
        yield f"- figures {name.partition('/figures/')[2]}: {state}", 0
    for gone, package in account.withdrawn:
        yield f"- {keep_printable(gone)}: not in this package; it came in {package[:12]} before, and stays.", 0
    for kind in sorted({term.kind for term in account.sent.unknown}):
        terms = [term for term in account.sent.unknown if term.kind == kind]
        names = list_few((f"{keep_printable(term.label)} ({count(term.uses, 'use')})" for term in terms), _MOST_NAMES)
        yield f"Not in our lists ({kind}): {names}.", 0
    for note in account.notes:
        yield keep_printable(note), 0
    yield _conclude(account, accepted), 0


def _conclude(account: Account, accepted: bool) -> str:
    if accepted:
        return "Taken in." if account.writes else "There was nothing to take in; the store is as it was."
    return "Nothing was written; to take it in say --accept." if account.writes else "There is nothing to take in."


def _tell_state(plan: Judged) -> str:
    rows = count(plan.sent.rows, "row")
    if plan.state == "held":
        return f"held. {keep_printable(plan.why or '')}"
    if plan.differences is None:
        return f"{plan.state}, {rows}"
    counts = Counter(change.level for change in plan.differences.changes)
    told = [f"{counts[level]} {LEVEL_NAMES[level].lower()}" for level in LEVELS if counts[level]]
    before = len(plan.differences.old.rows)
    return f"changed, {count(before, 'row')} → {plan.sent.rows}: " + (
        ", ".join(told) or "nothing that a row states (how it was read, or an earlier version)"
    )


def _name_rows(change: Change) -> str:
    return " and ".join(change.rows or change.old_rows) or "the plan"


def account_json(account: Account, *, accepted: bool) -> dict[str, Any]:
    """Give what a package does, or has done, to a store as plain JSON data."""
    sent = account.sent
    return {
        "package": sent.package,
        "sender": sent.sender,
        "profile": sent.profile.name,
        "published": sent.published.isoformat(),
        "data": sent.digest,
        "key": sent.key,
        "accepted": accepted,
        "counts": {state: account.count(state) for state in STATES},
        "contents": dict(sorted(sent.counts.items())),
        "plans": [_plan_json(plan) for plan in account.plans],
        "statistics": [{"graph": name, "state": state} for name, state in account.statistics.items()],
        "withdrawn": [{"plan": plan, "package": package} for plan, package in account.withdrawn],
        "unknown": [
            {"kind": term.kind, "iri": term.iri, "label": term.label, "uses": term.uses} for term in sent.unknown
        ],
        "notes": list(account.notes),
    }


def _plan_json(plan: Judged) -> dict[str, Any]:
    return {
        "plan": plan.sent.plan,
        "iri": plan.sent.iri,
        "state": plan.state,
        "why": plan.why,
        "rows": plan.sent.rows,
        "rows_before": len(plan.differences.old.rows) if plan.differences else None,
        "changes": [
            {
                "kind": change.kind,
                "level": change.level,
                "old_rows": list(change.old_rows),
                "new_rows": list(change.rows),
                "message": tell_change(change),
            }
            for change in (plan.differences.changes if plan.differences else ())
        ],
    }


def name_profile(iri: str) -> str:
    """Give the name of a profile by its IRI; of one that is not known here the end of that."""
    profile = find_profile(iri)
    return profile.name if profile else iri.rstrip("/").rpartition("/")[2]


def render_receipts(receipts: Iterable[Receipt], names: dict[str, str]) -> Iterator[str]:
    """Tell of each package that was taken in, one line each; ``names`` are the ids of plans by their IRIs."""
    for one in receipts:
        plans = [keep_printable(names[plan]) for plan in one.plans if plan in names]
        signed = f"signed ({one.key})" if one.key else "no signature verified"
        told = list_few(plans, _MOST_NAMES) or "no plans"
        sender, profile = keep_printable(one.sender), name_profile(one.profile)
        yield f"{one.package[:12]}  {one.published}  {profile}  {sender}  {signed}  {told}"


def receipts_json(receipts: Iterable[Receipt], names: dict[str, str]) -> list[dict[str, Any]]:
    """Give the packages that were taken in as plain JSON data."""
    return [
        {
            "package": one.package,
            "sender": one.sender,
            "profile": name_profile(one.profile),
            "published": one.published,
            "data": one.digest,
            "key": one.key,
            "plans": [names[plan] for plan in one.plans if plan in names],
        }
        for one in receipts
    ]
