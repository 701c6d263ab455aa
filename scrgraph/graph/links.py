"""The links between rows that somebody has declared, in a small file beside the plans (TOML).

The file may also say on which day the review began, which no plan prints. Links are of two kinds: rows of the same
work, a row of the main plan and a row of an agency that report one piece of work; and rows that follow up, a row that
takes up an action of an earlier review that did not hold. For example::

    plan = "case-14"
    review-began = 2008-05-23

    [[same-work]]
    rows = ["main/14", "imr/ews/6"]
    why = "Both are about the letter to the department."

    [[follows-up]]
    row = "imr/ews/2"
    earlier = { plan = "case-9", row = "imr/ews/4" }
    why = "The earlier action did not hold."

A file on several plans says all of this of each under ``[[plans]]``, the entries as ``[[plans.same-work]]`` and
``[[plans.follows-up]]``.
"""

import datetime as dt
import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scrgraph.errors import BadUsage
from scrgraph.toml_lines import Kind, parse, read_text

_KEYS = ("plan", "review-began", "same-work", "follows-up")
_FORM = 'Write plan = "ID" and then [[same-work]] with rows = ["main/1", "imr/AGENCY/1"] and why = "...".'
_LINKS = Kind("links", "Name a file of links, here or in scrgraph.toml.", _FORM, 16 * 2**20, mend="Mend the line.")


@dataclass(frozen=True, slots=True)
class SameWork:
    """A row of the main plan and a row of an agency that report one piece of work."""

    plan: str
    main: str
    agency: str
    why: str
    sure: bool = True


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A row that takes up an action of an earlier review."""

    plan: str
    row: str
    earlier_plan: str
    earlier_row: str
    why: str


@dataclass(frozen=True, slots=True)
class Links:
    """What some files declare."""

    same_work: tuple[SameWork, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    began: tuple[tuple[str, dt.date], ...] = ()  # of a plan's id, the day on which its review began

    def __add__(self, other: "Links") -> "Links":
        """Give both together; of one pair of rows that both join, the first; raises ``BadUsage`` for two first days."""
        days = dict(self.began)
        for plan, day in other.began:
            if days.setdefault(plan, day) != day:
                raise BadUsage(
                    f"The review of {plan} is said to have begun on {days[plan]} and on {day}.",
                    remedy="Take one of them out.",
                )
        pairs = {(link.plan, link.main, link.agency): link for link in reversed(self.same_work + other.same_work)}
        ups = dict.fromkeys(self.follow_ups + other.follow_ups)
        return Links(tuple(reversed(pairs.values())), tuple(ups), tuple(days.items()))


def read_links(path: Path) -> Links:
    """Read a file of links.

    Raises:
        BadUsage: where it cannot be read, or has another form; it names the entry.
    """
    data = parse(read_text(path, _LINKS), path, _LINKS)
    if not isinstance(data.get("plans"), list):
        return _read_plan(data, path, "")
    _check_keys(data, ("plans",), path, None)
    links = Links()
    for place, entry in _entries(data, "plans", _KEYS, path):
        try:
            links += _read_plan(entry, path, f"{place}, ")
        except BadUsage as error:
            error.path = str(path)
            raise
    return links


def _read_plan(data: Mapping[str, Any], path: Path, of: str) -> Links:
    """Read what is declared of one plan; ``of`` stands before each place of it in a complaint."""
    plan = data["plan"].strip() if isinstance(data.get("plan"), str) else None
    where = of.removesuffix(", ") or None
    if not plan:
        raise BadUsage("The file of links does not say of which plan it speaks.", path=path, place=where, remedy=_FORM)
    _check_keys(data, _KEYS, path, where)
    began = data.get("review-began")
    if began is not None and type(began) is not dt.date:
        raise BadUsage(
            "'review-began' is no day.",
            path=path,
            place=where,
            remedy="Write review-began = 2008-05-23, without quotation marks.",
        )
    return Links(
        tuple(
            SameWork(plan, *_read_pair(entry, path, place), _read_text(entry, "why", path, place), not unsure)
            for place, entry in _entries(data, "same-work", ("rows", "why", "unsure"), path, of)
            for unsure in [_read_flag(entry, "unsure", path, place)]
        ),
        tuple(
            FollowUp(
                plan,
                _read_text(entry, "row", path, place),
                _read_text(_read_earlier(entry, path, place), "plan", path, place),
                _read_text(_read_earlier(entry, path, place), "row", path, place),
                _read_text(entry, "why", path, place),
            )
            for place, entry in _entries(data, "follows-up", ("row", "earlier", "why"), path, of)
        ),
        () if began is None else ((plan, began),),
    )


def _entries(
    data: Mapping[str, Any], kind: str, known: tuple[str, ...], path: Path, of: str = ""
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    entries = data.get(kind, [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        where, name = of.removesuffix(", ") or None, f"plans.{kind}" if of else kind
        raise BadUsage(
            f"{kind} is to be a list of entries.", path=path, place=where, remedy=f"Write [[{name}]] above each."
        )
    for number, entry in enumerate(entries, 1):
        place = f"{of}{kind} {number}"
        _check_keys(entry, known, path, place)
        yield place, entry


def _check_keys(data: Mapping[str, Any], known: tuple[str, ...], path: Path, place: str | None) -> None:
    for key in data:
        if key not in known:
            near = difflib.get_close_matches(key, known, 1)
            remedy = f"The nearest is '{near[0]}'." if near else f"Known are: {', '.join(known)}."
            raise BadUsage(f"'{key}' is not known here.", path=path, place=place, remedy=remedy)


def _read_pair(entry: Mapping[str, Any], path: Path, place: str) -> tuple[str, str]:
    rows = entry.get("rows")
    if isinstance(rows, list) and len(rows) == 2 and all(isinstance(row, str) for row in rows):
        main, agency = sorted(rows, key=lambda row: not row.startswith("main/"))
        if re.fullmatch(r"main/\S+", main) and re.fullmatch(r"imr/[^\s/]+/\S+", agency):
            return main, agency
    raise BadUsage(
        "A link joins a row of the main plan and a row of an agency.",
        path=path,
        place=place,
        remedy='Write rows = ["main/1", "imr/AGENCY/1"].',
    )


def _read_earlier(entry: Mapping[str, Any], path: Path, place: str) -> Mapping[str, Any]:
    earlier = entry.get("earlier")
    if not isinstance(earlier, dict):
        raise BadUsage(
            "It does not say which action is followed up.",
            path=path,
            place=place,
            remedy='Write earlier = { plan = "ID", row = "imr/AGENCY/1" }.',
        )
    _check_keys(earlier, ("plan", "row"), path, place)
    return earlier


def _read_text(entry: Mapping[str, Any], key: str, path: Path, place: str) -> str:
    text = entry.get(key)
    if not isinstance(text, str) or not text.strip():
        raise BadUsage(f"It does not say '{key}', in words.", path=path, place=place, remedy=f'Write {key} = "...".')
    return text.strip()


def _read_flag(entry: Mapping[str, Any], key: str, path: Path, place: str) -> bool:
    flag = entry.get(key, False)
    if not isinstance(flag, bool):
        raise BadUsage(
            f"'{key}' is neither true nor false.",
            path=path,
            place=place,
            remedy=f"Write {key} = true, or leave it out.",
        )
    return flag
