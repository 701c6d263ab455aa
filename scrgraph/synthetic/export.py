"""Prints a synthetic plan as a text export: cells parted by tabs, paragraphs marked, some rows split over pages.

Or lays it out, table by table, for whatever kind of document.
"""

import datetime as dt
import random

from scrgraph.synthetic.days import FORMS
from scrgraph.synthetic.draft import Entry, Part, Plan, Row, Target
from scrgraph.synthetic.printing.printed import PrintedPlan, PrintedRow, PrintedTable
from scrgraph.synthetic.words import Words, load_words

_MARKED = 0.6  # of the rows have their paragraphs marked
_SPLIT = 0.2  # of these are split over a page
_USUAL = 0.85  # of the dates of a column are in one form
_LEAST_WORDS = 8  # of a sentence that a page may cut


def render_plan(plan: Plan) -> str:
    """Give the text of a plan; the same plan gives the same text."""
    return _Printer(plan, load_words()).render()


def lay_out(plan: Plan) -> PrintedPlan:
    """Give the tables of a plan; the same plan gives the same tables."""
    return _Printer(plan, load_words()).lay_out()


class _Printer:
    """Prints one plan."""

    def __init__(self, plan: Plan, words: Words) -> None:
        self._plan, self._words = plan, words
        self._chance = random.Random(f"scrgraph synthetic print {plan.reference}")
        names = list(FORMS)
        self._forms = {column: self._chance.choice(names) for column in ("targets", "entries", "meetings", "head")}

    def render(self) -> str:
        """Print title, mark and promise above each table, then its rows."""
        main, own = self._print_heads()
        lines = ["\n\n".join(main), "", *self._print_table("main"), "", "\n\n".join(own), "", *self._print_table("imr")]
        return "\n".join(lines) + "\n"

    def lay_out(self) -> PrintedPlan:
        """Print each table with its title, mark and promise above it."""
        main, own = self._print_heads()
        return PrintedPlan((self._lay_out_table("main", main), self._lay_out_table("imr", own)))

    def _lay_out_table(self, part: Part, above: list[str]) -> PrintedTable:
        kind = self._plan.kind
        groups: list[tuple[str | None, list[PrintedRow]]] = []
        for row in self._plan.list_part(part):
            name = row.agency.name if row.agency else None
            if not groups or groups[-1][0] != name:
                groups.append((name, []))
            cells = {column: tuple(self._print_cell(row, column)) for column in kind.columns[part]}
            groups[-1][1].append(PrintedRow(cells, str(row.number)))
        headings = {column: self._print_heading(column) for column in kind.columns[part]}
        return PrintedTable(tuple(above), headings, tuple((name, tuple(rows)) for name, rows in groups))

    def _print_heading(self, column: str) -> str:
        return self._plan.kind.headings[column].format(group=self._plan.group)

    def _print_heads(self) -> tuple[list[str], list[str]]:
        """Give the paragraphs above the two tables."""
        kind, plan = self._plan.kind, self._plan
        names = {"reference": plan.reference, "county": plan.county, "group": plan.group}
        begun = kind.commenced.format(date=FORMS[self._forms["head"]](plan.commenced))
        intro = kind.intro.format(**names) + (f" {kind.promise}" if plan.promises else "")
        main = [kind.title.format(**names), kind.board.format(**names), self._words.mark, begun, *kind.key, intro]
        own = [kind.agencies.format(**names), self._words.mark, begun, *kind.key]
        return main, own

    def _print_table(self, part: Part) -> list[str]:
        kind = self._plan.kind
        lines = ["\t".join(self._print_heading(column) for column in kind.columns[part])]
        agency = None
        for row in self._plan.list_part(part):
            if row.agency != agency:
                agency = row.agency
                lines.append((agency.name if agency else "") + "\t" * (len(kind.columns[part]) - 1))
            lines += self._print_row(row)
        return lines

    # -- a row -------------------------------------------------------------------------------------------------------

    def _print_row(self, row: Row) -> list[str]:
        columns = self._plan.kind.columns[row.part]
        cells = [self._print_cell(row, column) for column in columns]
        marked = self._chance.random() < _MARKED or not self._can_be_plain(row)
        if not marked:
            return ["\t".join(" ".join(cell) for cell in cells)]
        pages = [cells]
        if {"summary", "scrutiny"} <= set(columns) and self._chance.random() < _SPLIT:
            pages = self._split(cells, [columns.index("summary"), columns.index("scrutiny")])
        lines = ["\t".join(" ".join(f"<p>{words}</p>" for words in cell) for cell in page) for page in pages]
        rule = "\t".join(["--"] * len(columns))
        return lines if len(lines) == 1 else [lines[0], rule, "", lines[1]]

    def _can_be_plain(self, row: Row) -> bool:
        """Tell whether a reader can part the items of evidence without paragraphs: a review comes after them."""
        if self._plan.has(row, "evidence"):
            return len(row.evidence) < 2
        return not row.evidence or (bool(row.entries) and row.entries[0].kind == "reviewed")

    def _split(self, cells: list[list[str]], places: list[int]) -> list[list[list[str]]]:
        """Let the end of the progress and of the entries stand on the next page; a sentence may be cut there."""
        first = [list(cell) for cell in cells]
        second: list[list[str]] = [[] for _ in cells]
        summary, scrutiny = places
        words = cells[summary][0].split() if cells[summary] else []
        cuts = [
            n for n in range(3, len(words) - 2) if words[n].isalpha() and words[n].islower() and words[n - 1].isalpha()
        ]
        if len(words) >= _LEAST_WORDS and cuts:
            cut = self._chance.choice(cuts)
            first[summary] = [" ".join(words[:cut])]
            second[summary] = [" ".join(words[cut:]), *cells[summary][1:]]
        if len(cells[scrutiny]) > 3:
            cut = self._chance.randint(3, len(cells[scrutiny]) - 1)
            first[scrutiny], second[scrutiny] = cells[scrutiny][:cut], cells[scrutiny][cut:]
        return [first, second] if any(second) else [cells]

    # -- cells -------------------------------------------------------------------------------------------------------

    def _print_cell(self, row: Row, column: str) -> list[str]:
        """Give the paragraphs of a cell."""
        if column == "text":
            words = "" if "text" in row.blank else row.text
            label = self._plan.kind.label.format(n=row.number)
            return [" ".join(filter(None, (label, words)))] if label or words else []
        if column in row.blank:
            return []
        match column:
            case "number":
                return [str(row.number)]
            case "actions":
                return list(row.actions)
            case "targets":
                return [self._print_target(target) for target in row.targets]
            case "summary":
                claims = [self._chance.choice(self._words.claims[row.claim])] if row.claim else []
                return [" ".join(row.progress), *claims]
            case "rag":
                return [show_colour(row)] if show_colour(row) else []
            case "monitoring":
                return [self._print_meetings(row)]
            case "evidence":
                return list(row.evidence)
            case "scope":
                return ["Local" if row.agency else "Regional"]
            case "milestones":
                return row.progress[:1]
            case "completed":
                return self._print_completion(row)
            case "outcome":
                return [self._print_aim(row)]
            case "scrutiny":
                return [*self._print_evidence(row), *map(self._print_entry, row.entries)]
            case _:
                return [row.agreed if column == "agreed_by" else row.lead]

    def _print_completion(self, row: Row) -> list[str]:
        """Give what an agency says of the completion of a row that is closed."""
        closing = next((one for one in reversed(row.entries) if one.kind in ("finalised", "completed")), None)
        if closing is None:
            return []
        return [f"Completed {self._print_day(closing.day, 'entries')}" if closing.day else "Completed"]

    def _print_aim(self, row: Row) -> str:
        aim = row.topic.aim[0].format(**self._words.people[self._plan.kind.about])
        return f"{aim[:1].upper()}{aim[1:]}."

    def _print_target(self, target: Target) -> str:
        return target.printed if target.day is None else self._print_day(target.day, "targets")

    def _print_evidence(self, row: Row) -> list[str]:
        if not row.evidence:
            return []
        items = " ".join(f"{number}) {item}" for number, item in enumerate(row.evidence, 1))
        return [self._plan.kind.marks, items]

    def _print_entry(self, entry: Entry) -> str:
        dated = bool(entry.day or entry.printed)
        forms = (
            self._words.entries.get(entry.kind if dated else f"{entry.kind}-undated") or self._words.entries[entry.kind]
        )
        item = entry.item
        return self._chance.choice(forms).format(
            group=self._plan.group,
            date=entry.printed or (self._print_day(entry.day, "entries") if entry.day else ""),
            due=self._print_day(entry.due, "entries") if entry.due else "",
            item=item,
            Item=item[:1].upper() + item[1:],
        )

    def _print_meetings(self, row: Row) -> str:
        meetings, kind = self._plan.meetings[row.part], self._plan.kind
        held = list(meetings.held) if row.held is None else row.held
        form = self._forms["meetings"]
        if row.other_form:
            form = self._chance.choice([name for name in FORMS if name != form])
        write = FORMS[form]
        return f"{kind.held}{', '.join(map(write, held))}{kind.planned}{', '.join(map(write, meetings.planned))}."

    def _print_day(self, day: dt.date, column: str) -> str:
        form = self._forms[column] if self._chance.random() < _USUAL else self._chance.choice(list(FORMS))
        return FORMS[form](day)


def show_colour(row: Row) -> str:
    """Give the colour that a row shows: of a row that was edited only where the edit says which."""
    sound = {"open": "Green", "completed": "Black", "finalised": "Black"}
    return row.colour or ("" if row.edit else sound[row.state])
