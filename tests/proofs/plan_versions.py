"""Two versions of a synthetic plan, and all that was changed between them, by construction.

A plan composed by ``scrgraph generate`` is taken as it was composed: its rows, with what each states, a statement at
a time. The newer version is a copy in which changes of many kinds are planted; each says what follows from it, and
nothing is judged here. Then both are printed: the newer with its columns in another order, other page breaks, other
white space and paragraphs, which is to be no change.
"""

import copy
import datetime as dt
import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from scrgraph.facts.dates import find_days
from scrgraph.facts.names import slugify
from scrgraph.synthetic.days import FORMS, shift
from scrgraph.synthetic.draft import Entry, Part, Plan, Row
from scrgraph.synthetic.export import _Printer, render_plan
from scrgraph.synthetic.plans import compose_plan
from scrgraph.synthetic.words import load_words

SEED = 811
KEY_LINES = ("Red overdue", "Green pending", "Black completed")
_CLOSED = ("completed", "finalised")
_OPENING = ("requested", "to-review", "pending")
_OF_REPORT = {"report": "received"}
_LONG_WORD = re.compile(r"(?<= )[a-z]{6,}(?= [a-z])")
_OTHER_WORD = "particularly"

Value = str | int


@dataclass(frozen=True, order=True)
class Planted:
    """A change that was made: its kind, the rows of both versions by their tags, the column, what is counted of it."""

    kind: str
    new: tuple[str, ...] = ()
    old: tuple[str, ...] = ()
    column: str | None = None
    values: tuple[tuple[str, Value], ...] = ()


@dataclass
class Line:
    """One row, statement by statement, as it is printed; ``plain`` tells that its paragraphs need not be marked."""

    tag: str
    number: int
    part: Part
    sound: bool
    plain: bool
    text: str
    agreed: str
    actions: list[str]
    lead: str
    targets: list[str]
    days: list[dt.date | None]
    progress: str
    claim: str
    status: str
    rag: list[str]
    items: list[str]
    entries: list[tuple[Entry, str]]
    held: list[dt.date]
    planned: list[dt.date]
    form: str
    blank: set[str]
    changed: bool = False

    @property
    def outcome(self) -> str:
        """What its entries decide: the last closing or opening one."""
        kinds = [_kind(entry) for entry, _ in self.entries]
        last = next((kind for kind in reversed(kinds) if kind in (*_CLOSED, *_OPENING)), None)
        return last if last in _CLOSED else "open" if kinds else "unknown"


@dataclass
class Group:
    """The rows under one heading; those of the main plan have none."""

    heading: str
    lines: list[Line]
    used: bool = False


@dataclass
class Version:
    """A version of a plan: what stands above its tables, its groups by part, its columns."""

    plan: Plan
    above: dict[Part, list[str]]
    groups: dict[Part, list[Group]]
    columns: dict[Part, list[str]]
    used: set[str] = field(default_factory=set)

    def list_groups(self) -> list[Group]:
        return [group for part in self.groups.values() for group in part]

    def list_lines(self) -> list[Line]:
        return [line for group in self.list_groups() for line in group.lines]

    def name_rows(self) -> dict[str, str]:
        """Give the key of each row by its tag."""
        return {
            line.tag: f"{'main' if part == 'main' else f'imr/{slugify(group.heading)}'}/{line.number}"
            for part, groups in self.groups.items()
            for group in groups
            for line in group.lines
        }


def _kind(entry: Entry) -> str:
    return _OF_REPORT.get(entry.kind, entry.kind)


class _Recorder(_Printer):
    """Prints a plan, and keeps the paragraphs of each cell."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan, load_words())
        self.cells: dict[tuple[str, str], list[str]] = {}

    def _print_cell(self, row: Row, column: str) -> list[str]:
        made = super()._print_cell(row, column)
        self.cells[row.key, column] = list(made)
        return made


def take_apart(number: int) -> Version:
    """Give a composed plan as its first version; every second with a colour key."""
    plan = compose_plan(SEED, number)
    printer = _Recorder(plan)
    text = printer.render()
    assert text == render_plan(plan)
    paragraphs = [line for line in text.split("\n") if line and "\t" not in line]
    parts: tuple[Part, ...] = ("main", "imr")
    own = 5 + len(plan.kind.key)
    above: dict[Part, list[str]] = {"main": paragraphs[:own], "imr": paragraphs[own:]}
    assert len(above["imr"]) == 3 + len(plan.kind.key)
    if number % 2 and not plan.kind.key:
        above["main"][3:3] = KEY_LINES
    groups: dict[Part, list[Group]] = {"main": [Group("", [])], "imr": []}
    for part in parts:
        for row in plan.list_part(part):
            heading = row.agency.name if row.agency else ""
            if not groups[part] or groups[part][-1].heading != heading:
                groups[part].append(Group(heading, []))
            groups[part][-1].lines.append(_record(row, plan, printer))
    columns = {part: list(plan.kind.columns[part]) for part in parts}
    return Version(plan, above, groups, columns)


def _record(row: Row, plan: Plan, printer: _Recorder) -> Line:
    cells = {column: printer.cells[row.key, column] for column in plan.kind.columns[row.part]}
    scrutiny = cells["scrutiny"]
    entries = scrutiny[len(scrutiny) - len(row.entries) :] if scrutiny else []
    claim = cells["summary"][1] if row.claim and cells["summary"] else ""
    meetings = plan.meetings.get(row.part)
    held = list(row.held if row.held is not None else meetings.held) if meetings else []
    raw = find_days(" ".join(cells.get("monitoring", [])))
    form = next(
        (name for name, write in FORMS.items() if raw and raw[0].day and write(raw[0].day) == raw[0].raw), "30/09/2011"
    )
    return Line(
        row.key,
        row.number,
        row.part,
        not row.edit and not row.blank,
        printer._can_be_plain(row),
        "" if "text" in row.blank else row.text,
        row.agreed,
        list(row.actions),
        row.lead,
        list(cells["targets"]),
        [target.day for target in row.targets] if cells["targets"] else [],
        " ".join(row.progress),
        claim,
        row.claim,
        list(cells.get("rag", [])),
        list(row.evidence) if scrutiny else [],
        list(zip(row.entries, entries, strict=True)) if scrutiny else [],
        held,
        list(meetings.planned) if meetings else [],
        form,
        set(row.blank),
    )


# -- printing --------------------------------------------------------------------------------------------------------


def print_version(version: Version, noise: random.Random | None = None) -> str:
    """Print a version; with noise its columns, paragraphs, page breaks and white space are others."""
    lines: list[str] = []
    for part, groups in version.groups.items():
        kind = version.plan.kind
        columns = list(version.columns[part])
        if noise:
            noise.shuffle(columns)
        lines += ["\n\n".join(version.above[part]), ""]
        lines.append("\t".join(kind.headings[column].format(group=version.plan.group) for column in columns))
        for group in groups:
            if group.heading:
                lines.append(group.heading + "\t" * (len(columns) - 1))
            for line in group.lines:
                lines += _print_line(version, line, columns, noise)
        lines.append("")
    return "\n".join(lines)


def _print_line(version: Version, line: Line, columns: list[str], noise: random.Random | None) -> list[str]:
    cells = {column: _print_cell(version, line, column) for column in columns}
    marked = not line.plain or line.changed or (noise is not None and noise.random() < 1 / 2)
    if not marked:
        return ["\t".join(_space(" ".join(cells[column]), noise) for column in columns)]
    pages = [cells]
    entries = cells["scrutiny"]
    # A row that goes on in its first cell alone could be a heading.
    if noise and len(line.entries) > 1 and columns[0] != "scrutiny" and noise.random() < 1 / 3:
        cut = noise.randint(len(entries) - len(line.entries) + 1, len(entries) - 1)
        pages = [
            {**cells, "scrutiny": entries[:cut]},
            {column: entries[cut:] if column == "scrutiny" else [] for column in columns},
        ]
    made: list[str] = []
    for page, held in enumerate(pages):
        if page:
            made += ["\t".join(["--"] * len(columns)), ""]
        texts = (" ".join(f"<p>{_space(words, noise)}</p>" for words in held[column]) for column in columns)
        made.append("\t".join(texts))
    return made


def _space(words: str, noise: random.Random | None) -> str:
    if not noise or noise.random() < 1 / 2:
        return words
    return noise.choice(["", " "]) + words.replace(" ", noise.choice(["  ", " \u00a0"]), 2) + noise.choice(["", "  "])


def _print_cell(version: Version, line: Line, column: str) -> list[str]:
    """Give the paragraphs of a cell."""
    kind = version.plan.kind
    if column == "number":
        return [str(line.number)]
    if column == "text":
        label = kind.label.format(n=line.number)
        return [words for words in (" ".join(filter(None, (label, line.text))),) if words]
    if column in line.blank:
        return []
    match column:
        case "actions":
            return line.actions
        case "targets":
            return line.targets
        case "summary":
            return [words for words in (line.progress, line.claim) if words]
        case "rag":
            return line.rag
        case "monitoring":
            write = FORMS[line.form]
            held, planned = (", ".join(map(write, days)) for days in (line.held, line.planned))
            return [f"{kind.held}{held}{kind.planned}{planned}."]
        case "scrutiny":
            items = " ".join(f"{number}) {item}" for number, item in enumerate(line.items, 1))
            return [*([kind.marks, items] if items else []), *(words for _, words in line.entries)]
        case _:
            words = line.agreed if column == "agreed_by" else line.lead
            return [words] if words else []


# -- changes ---------------------------------------------------------------------------------------------------------

Edit = Callable[[Version, Line, random.Random], "list[Planted] | None"]


def _plant(kind: str, line: Line, column: str | None = None, /, **values: Value) -> Planted:
    return Planted(kind, (line.tag,), (line.tag,), column, tuple(sorted(values.items())))


def _follow_status(line: Line, was: str, old: str | None = None) -> list[Planted]:
    """Give the change of status that follows, of a row that was of this outcome before."""
    now = line.outcome
    if was == now or not {was, now} & set(_CLOSED):
        return []
    kind = (
        "status-backwards" if was == "finalised" or (was == "completed" and now != "finalised") else "status-advanced"
    )
    return [Planted(kind, (line.tag,), (old or line.tag,), "scrutiny", (("new", now), ("old", was)))]


def _withdraw_event(_: Version, line: Line, chance: random.Random) -> list[Planted] | None:
    if len(line.entries) < 2:
        return None
    was = line.outcome
    place = chance.randrange(len(line.entries))
    entry, _words = line.entries[place]
    beside = [_kind(line.entries[other][0]) for other in (place - 1, place + 1) if 0 <= other < len(line.entries)]
    if _kind(entry) in beside:
        return None  # of two like entries side by side none can tell which is gone
    del line.entries[place]
    return [_plant("event-withdrawn", line, "scrutiny", kind=_kind(entry)), *_follow_status(line, was)]


def _add_event(version: Version, line: Line, chance: random.Random) -> list[Planted] | None:
    was, words = line.outcome, load_words()
    kind = chance.choice(["reviewed", "requested", "received", "pending", "completed", "finalised"])
    day = shift(version.plan.as_of, chance.randint(1, 60))
    entry = Entry(kind, None if kind == "pending" else day, shift(day, 30) if kind == "requested" else None)
    if not line.entries:
        return None
    write = FORMS[chance.choice(list(FORMS))]
    said = chance.choice(words.entries["pending-undated" if kind == "pending" else kind]).format(
        group=version.plan.group, date=write(day), due=write(shift(day, 30)), item="the new list", Item="The new list"
    )
    if kind == "pending" and any(_kind(one) == "pending" for one, _ in line.entries):
        return None
    line.entries.append((entry, said))
    return [_plant("event-added", line, "scrutiny", kind=kind), *_follow_status(line, was)]


def _reword_event(_: Version, line: Line, __: random.Random) -> list[Planted] | None:
    for place, (entry, words) in enumerate(line.entries):
        if entry.kind == "reviewed" and entry.day:
            line.entries[place] = (entry, f"{words.rstrip('.')}, in full.")
            return [_plant("event-reworded", line, "scrutiny", kind="reviewed")]
    return None


def _redate_event(_: Version, line: Line, chance: random.Random) -> list[Planted] | None:
    dated = [
        place
        for place, (entry, words) in enumerate(line.entries)
        if entry.day and [found.day for found in find_days(words)].count(entry.day) == 1
    ]
    if not dated:
        return None
    place = chance.choice(dated)
    entry, words = line.entries[place]
    days = chance.choice([-1, 1, 1, 7, 31])
    assert entry.day is not None
    day = shift(entry.day, days)
    if any(_kind(other) == _kind(entry) and other.day == day for other, _ in line.entries):
        return None
    found = next(one for one in find_days(words) if one.day == entry.day)
    said = words[: found.start] + FORMS["30/09/2011"](day) + words[found.end :]
    line.entries[place] = (Entry(entry.kind, day, entry.due, entry.item), said)
    return [_plant("event-redated", line, "scrutiny", kind=_kind(entry), days=days)]


def _reopen(_: Version, line: Line, chance: random.Random) -> list[Planted] | None:
    """Put a note that the action is pending in the place of the word that closed it."""
    was = line.outcome
    if was not in _CLOSED or _kind(line.entries[-1][0]) != was:
        return None
    line.entries[-1] = (Entry("pending"), chance.choice(load_words().entries["pending-undated"]))
    return [
        _plant("event-withdrawn", line, "scrutiny", kind=was),
        _plant("event-added", line, "scrutiny", kind="pending"),
        *_follow_status(line, was),
    ]


def _set_claim(status: str) -> Edit:
    order = ("pending", "ongoing", "completed")

    def edit(_: Version, line: Line, chance: random.Random) -> list[Planted] | None:
        if status == line.status or "summary" in line.blank:
            return None
        was = line.status
        line.status, line.claim = status, chance.choice(load_words().claims[status]) if status else ""
        if not was or not status:
            kind, said = ("claim-added", {"new": status}) if status else ("claim-withdrawn", {"old": was})
            return [_plant(kind, line, "summary", **said)]
        back = order.index(status) < order.index(was)
        return [_plant("claim-backwards" if back else "claim-advanced", line, "summary", old=was, new=status)]

    return edit


def _withdraw_item(_: Version, line: Line, chance: random.Random) -> list[Planted] | None:
    if len(line.items) < 2:
        return None
    del line.items[chance.randrange(len(line.items))]
    return [_plant("evidence-withdrawn", line, "scrutiny")]


def _add_item(_: Version, line: Line, chance: random.Random) -> list[Planted] | None:
    if not line.items:
        return None
    item = chance.choice(["Minutes of the quarterly board", "Copy of the new leaflet for parents"])
    line.items.insert(chance.randint(0, len(line.items)), item)
    return [_plant("evidence-added", line, "scrutiny")]


def _reword_one(words: str) -> str | None:
    """Put another word in the place of a long one; ``None`` where the text is too short to stay near itself."""
    found = _LONG_WORD.search(words)
    if found is None or len(words.split()) < 6:
        return None
    return words[: found.start()] + _OTHER_WORD + words[found.end() :]


def _reword(name: str, kind: str, column: str) -> Edit:
    def edit(_: Version, line: Line, chance: random.Random) -> list[Planted] | None:
        held = getattr(line, name)
        if isinstance(held, list):
            if not held:
                return None
            place = chance.randrange(len(held))
            if (said := _reword_one(held[place])) is None:
                return None
            held[place] = said
        else:
            if (said := _reword_one(held)) is None:
                return None
            setattr(line, name, said)
        return [_plant(kind, line, column)]

    return edit


def _withdraw_action(_: Version, line: Line, chance: random.Random) -> list[Planted] | None:
    if len(line.actions) < 2:
        return None
    del line.actions[chance.randrange(len(line.actions))]
    return [_plant("action-withdrawn", line, "actions")]


def _add_action(_: Version, line: Line, chance: random.Random) -> list[Planted] | None:
    if not line.actions:
        return None
    line.actions.append(chance.choice(["Print a card for every front desk.", "Buy lockers for the night shift."]))
    return [_plant("action-added", line, "actions")]


def _change_lead(_: Version, line: Line, __: random.Random) -> list[Planted] | None:
    if not line.lead or line.lead == "Head of Transformation":
        return None
    line.lead = "Head of Transformation"
    return [_plant("lead-changed", line, "leads")]


def _change_agreed(version: Version, line: Line, __: random.Random) -> list[Planted] | None:
    if "agreed_by" not in version.columns[line.part] or f"agreed_by {line.part}" in version.used:
        return None
    version.used.add(f"agreed_by {line.part}")
    line.agreed = "Deputy Chief Officer"
    return [_plant("agreed-changed", line, "agreed_by")]


def _empty_lead(_: Version, line: Line, __: random.Random) -> list[Planted] | None:
    if not line.lead:
        return None
    line.lead = ""
    return [_plant("words-withdrawn", line, "leads")]


def _move_target(_: Version, line: Line, chance: random.Random) -> list[Planted] | None:
    place = len(line.targets) - 1
    if place < 0 or (day := line.days[place]) is None:
        return None
    days = chance.choice([-14, -1, 1, 31, 365])
    later = shift(day, days)
    if later in line.days:
        return None
    line.targets[place], line.days[place] = FORMS["30/09/2011"](later), later
    return [_plant("target-moved", line, "targets", days=days)]


def _add_target(_: Version, line: Line, chance: random.Random) -> list[Planted] | None:
    days = [day for day in line.days if day]
    if not days or None in line.days:
        return None
    more = chance.choice([30, 90])
    later = shift(max(days), more)
    line.targets.append(FORMS["30 September 2011"](later))
    line.days.append(later)
    return [_plant("target-added", line, "targets", days=more)]


def _withdraw_target(_: Version, line: Line, __: random.Random) -> list[Planted] | None:
    if len(line.targets) < 2 or None in line.days:
        return None
    del line.targets[0], line.days[0]
    return [_plant("target-withdrawn", line, "targets")]


def _replace_target(_: Version, line: Line, __: random.Random) -> list[Planted] | None:
    if len(line.targets) != 1 or line.days[0] is None:
        return None
    line.targets, line.days = ["Ongoing"], [None]
    return [_plant("target-replaced", line, "targets")]


def _withdraw_meeting(_: Version, line: Line, chance: random.Random) -> list[Planted] | None:
    if len(line.held) < 2:
        return None
    day = line.held[chance.randrange(len(line.held))]
    if day in line.planned or line.held.count(day) > 1:
        return None
    line.held.remove(day)
    return [_plant("meeting-withdrawn", line, "monitoring", state="held")]


def _hold_meeting(_: Version, line: Line, __: random.Random) -> list[Planted] | None:
    if len(line.planned) < 2 or line.planned[0] in line.held:
        return None
    line.held.append(line.planned.pop(0))
    return [_plant("meeting-held", line, "monitoring")]


def _add_meeting(version: Version, line: Line, chance: random.Random) -> list[Planted] | None:
    day = shift(version.plan.as_of, chance.randint(1, 5))
    if not line.held or day in (*line.held, *line.planned):
        return None
    line.held.append(day)
    return [_plant("meeting-added", line, "monitoring", state="held")]


def _redate_meeting(_: Version, line: Line, chance: random.Random) -> list[Planted] | None:
    if not line.planned:
        return None
    place, days = chance.randrange(len(line.planned)), chance.choice([-1, 1, 7])
    day = shift(line.planned[place], days)
    if day in (*line.held, *line.planned) or line.planned[place] in line.held:
        return None
    line.planned[place] = day
    return [_plant("meeting-redated", line, "monitoring", days=days, state="planned")]


def _show_red(_: Version, line: Line, __: random.Random) -> list[Planted] | None:
    if not line.rag or line.rag == ["Red"]:
        return None
    was, line.rag = line.rag[0], ["Red"]
    return [_plant("colour-changed", line, "rag", old=was.lower(), new="red")]


ROW_EDITS: dict[str, Edit] = {
    "an entry withdrawn": _withdraw_event,
    "an entry added": _add_event,
    "an entry dated otherwise": _redate_event,
    "an entry reworded": _reword_event,
    "an action reopened": _reopen,
    "a claim of completion": _set_claim("completed"),
    "a claim of going on": _set_claim("ongoing"),
    "a claim of waiting": _set_claim("pending"),
    "a claim taken back": _set_claim(""),
    "another colour": _show_red,
    "an item of evidence withdrawn": _withdraw_item,
    "an item of evidence added": _add_item,
    "an item of evidence reworded": _reword("items", "evidence-reworded", "scrutiny"),
    "a recommendation reworded": _reword("text", "text-reworded", "text"),
    "an action reworded": _reword("actions", "action-reworded", "actions"),
    "a progress report reworded": _reword("progress", "cell-changed", "summary"),
    "an action withdrawn": _withdraw_action,
    "an action added": _add_action,
    "another lead": _change_lead,
    "no lead": _empty_lead,
    "agreed by another": _change_agreed,
    "a target moved": _move_target,
    "a target added": _add_target,
    "a target withdrawn": _withdraw_target,
    "a target replaced": _replace_target,
    "a meeting withdrawn": _withdraw_meeting,
    "a meeting held": _hold_meeting,
    "a meeting added": _add_meeting,
    "a meeting dated otherwise": _redate_meeting,
}

# -- changes of rows -------------------------------------------------------------------------------------------------

Structural = Callable[[Version, random.Random, int], "list[Planted] | None"]


def _find_group(version: Version, chance: random.Random, least: int) -> Group | None:
    """Find a group with so many rows, of which rows were not added, moved or taken out yet."""
    fitting = [group for group in version.list_groups() if len(group.lines) >= least and not group.used]
    if not fitting:
        return None
    group = chance.choice(fitting)
    group.used = True
    return group


def _remove_row(version: Version, chance: random.Random, _: int) -> list[Planted] | None:
    group = _find_group(version, chance, 2)
    if group is None:
        return None
    line = group.lines.pop(chance.randrange(len(group.lines)))
    return [Planted("row-removed", (), (line.tag,))]


def _draw_stranger(version: Version, part: Part, chance: random.Random) -> Line | None:
    """Draw a row of another plan that says something else than all rows of this one."""
    told = [set(f"{line.text} {' '.join(line.actions)}".lower().split()) for line in version.list_lines()]
    for _ in range(30):
        other = compose_plan(9000 + chance.randrange(1000), 1 + chance.randrange(3))
        if other.kind != version.plan.kind:
            continue
        printer = _Recorder(other)
        printer.render()
        for row in other.list_part(part):
            words = set(f"{row.text} {' '.join(row.actions)}".lower().split())
            near = max(2 * len(words & said) / (len(words) + len(said)) for said in told)
            if near < 0.5 and not row.blank and not row.edit:
                return _record(row, other, printer)
    return None


def _add_row(version: Version, chance: random.Random, number: int) -> list[Planted] | None:
    """Add a row: the last of its group, or before another."""
    group = _find_group(version, chance, 1)
    if group is None:
        return None
    beside = group.lines[0]
    line = _draw_stranger(version, beside.part, chance)
    if line is None:
        return None
    line.tag, line.held, line.planned, line.form = f"added {number}", beside.held, beside.planned, beside.form
    line.changed = True
    line.number = max(other.number for other in group.lines) + 1
    group.lines.insert(chance.randint(0, len(group.lines)), line)
    return [Planted("row-added", (line.tag,))]


def _move_row(version: Version, chance: random.Random, _: int) -> list[Planted] | None:
    """Move a row by two places or more under its heading; by one it would be unclear which of two was moved."""
    group = _find_group(version, chance, 3)
    if group is None:
        return None
    place = chance.randrange(len(group.lines))
    others = [other for other in range(len(group.lines)) if abs(other - place) > 1]
    if not others:
        return None
    line = group.lines.pop(place)
    group.lines.insert(chance.choice(others), line)
    return [Planted("row-moved", (line.tag,), (line.tag,))]


def _move_elsewhere(version: Version, chance: random.Random, _: int) -> list[Planted] | None:
    """Move a row to the end of another agency's."""
    fitting = [group for group in version.groups["imr"] if len(group.lines) > 1 and not group.used]
    others = [group for group in version.groups["imr"] if not group.used]
    if not fitting or len(others) < 2:
        return None
    source = chance.choice(fitting)
    target = chance.choice([group for group in others if group is not source])
    source.used = target.used = True
    line = source.lines.pop(chance.randrange(len(source.lines)))
    line.number = max(other.number for other in target.lines) + 1
    target.lines.append(line)
    said = (("new", target.heading), ("old", source.heading))
    return [Planted("row-moved", (line.tag,), (line.tag,), None, said)]


def _split_row(version: Version, chance: random.Random, number: int) -> list[Planted] | None:
    """Part a row by its actions: both rows keep all else."""
    fitting = [
        (group, line)
        for group in version.list_groups()
        if not group.used
        for line in group.lines
        if len(line.actions) > 1 and line.sound and not line.changed
    ]
    if not fitting:
        return None
    group, line = chance.choice(fitting)
    group.used = True
    other = copy.deepcopy(line)
    other.tag, other.number = f"split {number}", max(one.number for one in group.lines) + 1
    line.actions, other.actions = line.actions[:1], other.actions[1:]
    if len(line.items) > 1:
        line.items, other.items = line.items[:1], other.items[1:]
    line.changed = other.changed = True
    group.lines.insert(group.lines.index(line) + 1, other)
    return [Planted("row-split", (line.tag, other.tag), (line.tag,))]


def _merge_rows(version: Version, chance: random.Random, _: int) -> list[Planted] | None:
    """Put a row and the one below it together."""
    fitting = [
        (group, place)
        for group in version.list_groups()
        if not group.used
        for place, (one, other) in enumerate(zip(group.lines, group.lines[1:], strict=False))
        if one.sound
        and other.sound
        and not one.changed
        and not other.changed
        and (one.status, one.rag) == (other.status, other.rag)
        and one.text
        and other.text
        and one.text != other.text
    ]
    if not fitting:
        return None
    group, place = chance.choice(fitting)
    group.used = True
    line, other = group.lines[place], group.lines.pop(place + 1)
    outcomes = [(line.outcome, line.tag), (other.outcome, other.tag)]
    line.text = f"{line.text} {other.text}"
    line.actions = [*line.actions, *(action for action in other.actions if action not in line.actions)]
    for name in ("lead", "agreed"):
        one, two = getattr(line, name), getattr(other, name)
        setattr(line, name, one if one == two else f"{one} and {two}")
    for day, printed in zip(other.days, other.targets, strict=True):
        if day is None or day not in line.days:
            line.targets.append(printed)
            line.days.append(day)
    line.progress = f"{line.progress} {other.progress}"
    line.items = [*line.items, *(item for item in other.items if item not in line.items)]
    line.entries = [*line.entries, *other.entries]
    line.held = sorted({*line.held, *other.held})
    line.planned = sorted({*line.planned, *other.planned})
    line.changed = True
    planted = [Planted("rows-merged", (line.tag,), (line.tag, other.tag))]
    for was, tag in outcomes:
        planted += _follow_status(line, was, tag)
    return planted


def _rename_heading(version: Version, chance: random.Random, _: int) -> list[Planted] | None:
    free = [group for group in version.groups["imr"] if not group.used]
    if not free:
        return None
    group = chance.choice(free)
    group.used = True
    was, group.heading = group.heading, f"{group.heading} and Partners"
    return [Planted("heading-changed", (), (), None, (("new", group.heading), ("old", was)))]


def _change_title(version: Version, _: random.Random, __: int) -> list[Planted]:
    version.above["main"][0] += " (as revised)"
    return [Planted("plan-changed", (), (), None, (("what", "title"),))]


def _change_commencement(version: Version, chance: random.Random, _: int) -> list[Planted]:
    above, days = version.above["main"], chance.choice([-3, 10])
    place = next(place for place, words in enumerate(above) if place > 1 and find_days(words))
    (found,) = find_days(above[place])
    assert found.day is not None
    above[place] = above[place][: found.start] + FORMS["30/09/2011"](shift(found.day, days)) + above[place][found.end :]
    return [Planted("plan-changed", (), (), None, (("days", days), ("what", "commenced")))]


def _change_preamble(version: Version, _: random.Random, __: int) -> list[Planted]:
    version.above["main"][-1] += " It was looked at again in full."
    return [Planted("plan-changed", (), (), None, (("what", "preamble"),))]


def _withdraw_colour(version: Version, _: random.Random, __: int) -> list[Planted] | None:
    lines = version.plan.kind.key or KEY_LINES
    if lines[1] not in version.above["main"]:
        return None
    for above in version.above.values():
        if lines[1] in above:
            above.remove(lines[1])
    return [Planted("plan-withdrawn", (), (), None, (("what", "colour key"),))]


def _withdraw_column(version: Version, _: random.Random, __: int) -> list[Planted] | None:
    if "agreed_by" not in version.columns["imr"] or "agreed_by imr" in version.used:
        return None
    version.columns["imr"].remove("agreed_by")
    name = version.plan.kind.headings["agreed_by"]
    return [Planted("column-withdrawn", (), (), "agreed_by", (("name", name), ("part", "imr")))]


STRUCTURAL: dict[str, Structural] = {
    "a row split": _split_row,
    "two rows merged": _merge_rows,
    "a row removed": _remove_row,
    "a row added": _add_row,
    "a row moved": _move_row,
    "a row moved to another agency": _move_elsewhere,
    "a heading renamed": _rename_heading,
    "another title": _change_title,
    "another commencement": _change_commencement,
    "a sentence above the tables": _change_preamble,
    "a line of the colour key withdrawn": _withdraw_colour,
    "a column withdrawn": _withdraw_column,
}


@dataclass(frozen=True)
class Made:
    """Two versions as printed, what was planted in the newer, the edits by name, and the keys of both by tag."""

    old: str
    new: str
    planted: Counter[Planted]
    edits: tuple[str, ...]


def make_versions(number: int) -> Made:
    """Make plan ``number`` in two versions: most changes of rows and of statements are planted in each."""
    chance = random.Random(f"scrgraph versions {SEED}/{number}")
    old = take_apart(number)
    new = copy.deepcopy(old)
    planted: list[Planted] = []
    edits: list[str] = []

    def plant(structural: list[str]) -> None:
        for name in structural:
            if (made := STRUCTURAL[name](new, chance, len(edits))) is not None:
                planted.extend(made)
                edits.append(name)

    first = ["a row split", "two rows merged"]  # of rows in which nothing else is changed
    chance.shuffle(first)
    plant(first)
    names = list(ROW_EDITS)
    chance.shuffle(names)
    free = [line for line in new.list_lines() if line.sound]
    chance.shuffle(free)
    # One edit a row, and a third of the rows stay as they were.
    for name in names[: max(3, 2 * len(free) // 3)]:
        for line in free:
            if line.changed:
                continue
            made = ROW_EDITS[name](new, line, chance)
            if made is not None:
                line.changed = True
                planted += made
                edits.append(name)
                break
    plant([name for name in chance.sample(list(STRUCTURAL), len(STRUCTURAL)) if name not in first])
    gone = {tag for one in planted if one.kind == "row-removed" for tag in one.old}
    planted = [one for one in planted if one.kind == "row-removed" or not gone & {*one.old}]
    if number % 3 == 0:
        edits.append("all rows numbered anew")
        for group in new.list_groups():
            for place, line in enumerate(group.lines, 1):
                line.number = place
    planted += _list_renumbered(old, new)
    keys = old.name_rows(), new.name_rows()
    noise = random.Random(f"scrgraph print {SEED}/{number}")
    return Made(
        print_version(old),
        print_version(new, noise),
        Counter(_name(one, *keys) for one in planted),
        tuple(edits),
    )


def _list_renumbered(old: Version, new: Version) -> Iterator[Planted]:
    before = {line.tag: line.number for line in old.list_lines()}
    for line in new.list_lines():
        if before.get(line.tag, line.number) != line.number:
            said = (("new", str(line.number)), ("old", str(before[line.tag])))
            yield Planted("row-renumbered", (line.tag,), (line.tag,), None, said)


def _name(planted: Planted, old: dict[str, str], new: dict[str, str]) -> Planted:
    def name(tags: Iterable[str], keys: dict[str, str]) -> tuple[str, ...]:
        return tuple(keys[tag] for tag in tags)

    return Planted(planted.kind, name(planted.new, new), name(planted.old, old), planted.column, planted.values)
