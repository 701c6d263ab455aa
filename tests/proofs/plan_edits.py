"""Edits of a plan's text such as people make between two versions, and what each row of it was before.

A plan composed by ``scrgraph generate`` is taken apart into its rows as printed, edited, and put together again: with
the numbers that its rows had, numbered anew, or without any. Nothing here asks what a row is called, or what is found
of it.
"""

import copy
import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from scrgraph.synthetic.days import FORMS, shift
from scrgraph.synthetic.draft import Plan
from scrgraph.synthetic.export import render_plan
from scrgraph.synthetic.plans import compose_plan
from scrgraph.synthetic.words import load_words

Numbers = Literal["printed", "anew", "none"]

_PARAGRAPH = re.compile(r"<p>(.*?)</p>")
_WORD = re.compile(r"[a-z]{5,}")
_LEAST = 8  # words of a report that a page may cut


@dataclass
class Block:
    """One row as printed: its cells by their columns, on one page or on two; its number stands apart."""

    tag: str
    number: int
    pages: list[dict[str, str]]

    @property
    def marked(self) -> bool:
        return any("<p>" in cell for cell in self.pages[0].values())


@dataclass
class Group:
    """The rows under one heading; the rows of the main plan have none."""

    heading: str
    blocks: list[Block]


@dataclass
class PrintedTable:
    """One table, and what stands above it."""

    above: list[str]
    columns: list[str]
    headings: dict[str, str]
    groups: list[Group]


@dataclass
class Printed:
    """A plan as printed; before the rows of ``gaps`` stands an empty line."""

    plan: Plan
    tables: list[PrintedTable]
    label: str
    gaps: set[str] = field(default_factory=set)

    @property
    def groups(self) -> list[Group]:
        return [group for table in self.tables for group in table.groups]

    @property
    def blocks(self) -> list[Block]:
        return [block for group in self.groups for block in group.blocks]

    def write(self, numbers: Numbers) -> tuple[str, dict[int, str]]:
        """Put the text together; also gives which row stands on which line (counted from one)."""
        lines: list[str] = []
        tags: dict[int, str] = {}
        for table in self.tables:
            columns = [column for column in table.columns if numbers != "none" or column != "number"]
            lines += [*table.above, "\t".join(table.headings[column] for column in columns)]
            for group in table.groups:
                if group.heading:
                    lines.append(group.heading + "\t" * (len(columns) - 1))
                for place, block in enumerate(group.blocks, 1):
                    number = {"printed": str(block.number), "anew": str(place), "none": ""}[numbers]
                    if block.tag in self.gaps:
                        lines.append("")
                    for page, cells in enumerate(block.pages):
                        if page:
                            lines += ["\t".join(["--"] * len(columns)), ""]
                        lines.append("\t".join(self._number(cells, column, number, page) for column in columns))
                        tags[len(lines)] = block.tag
            lines.append("")
        return "\n".join(lines), tags

    def _number(self, cells: dict[str, str], column: str, number: str, page: int) -> str:
        words = cells.get(column, "")
        if page or not number or column != ("text" if self.label else "number"):
            return words
        printed = f"{self.label} {number}".strip()
        marked = any("<p>" in cell for cell in cells.values())
        if "<p>" in words:
            return words.replace("<p>", f"<p>{printed} ", 1)
        assert not (marked and words)
        return f"<p>{printed}</p>" if marked else f"{printed} {words}".strip()


def print_plan(plan: Plan) -> Printed:
    """Take the text of a composed plan apart; its rows are tagged by their keys in the draft."""
    label = plan.kind.label.removesuffix("{n}").strip()
    rows = iter([*plan.list_part("main"), *plan.list_part("imr")])
    tables: list[PrintedTable] = []
    above: list[str] = []
    broken = False
    for line in render_plan(plan).split("\n"):
        cells = line.split("\t")
        if len(cells) == 1:
            if not broken:
                above.append(line)
            continue
        if above:
            part = "imr" if tables else "main"
            columns = list(plan.kind.columns[part])
            tables.append(PrintedTable(above, columns, dict(zip(columns, cells, strict=True)), []))
            above = []
        elif set(cells) == {"--"}:
            broken = True
        elif broken:
            found = dict(zip(tables[-1].columns, cells, strict=True))
            found.pop("number", None)
            tables[-1].groups[-1].blocks[-1].pages.append(found)
            broken = False
        elif not any(cells[1:]):
            tables[-1].groups.append(Group(cells[0], []))
        else:
            if not tables[-1].groups:
                tables[-1].groups.append(Group("", []))
            row = next(rows)
            found = dict(zip(tables[-1].columns, cells, strict=True))
            if label:
                found["text"] = re.sub(rf"^(<p>)?{label} {row.number} ?", r"\1", found["text"]).replace("<p></p>", "")
            found.pop("number", None)
            tables[-1].groups[-1].blocks.append(Block(row.key, row.number, [found]))
    assert next(rows, None) is None
    assert "".join(above) == ""
    return Printed(plan, tables, label)


# -- edits -----------------------------------------------------------------------------------------------------------

Edit = Callable[[Printed, random.Random], "tuple[Printed, Printed] | None"]


def _move_row(printed: Printed, chance: random.Random) -> tuple[Printed, Printed] | None:
    """Move a row to another place under its heading."""
    now = copy.deepcopy(printed)
    several = [group for group in now.groups if len(group.blocks) > 1]
    if not several:
        return None
    blocks = chance.choice(several).blocks
    place = chance.randrange(len(blocks))
    block = blocks.pop(place)
    blocks.insert(chance.choice([other for other in range(len(blocks) + 1) if other != place]), block)
    return printed, now


def _swap_rows(printed: Printed, chance: random.Random) -> tuple[Printed, Printed] | None:
    now = copy.deepcopy(printed)
    several = [group for group in now.groups if len(group.blocks) > 1]
    if not several:
        return None
    blocks = chance.choice(several).blocks
    one, other = chance.sample(range(len(blocks)), 2)
    blocks[one], blocks[other] = blocks[other], blocks[one]
    return printed, now


def _mend_typing_error(column: str) -> Edit:
    """Mend a typing error in a column: the earlier version has one in each third row."""

    def edit(printed: Printed, chance: random.Random) -> tuple[Printed, Printed] | None:
        before = copy.deepcopy(printed)
        made = 0
        for block in before.blocks:
            cell = block.pages[0].get(column, "")
            if (words := list(_WORD.finditer(cell))) and chance.random() < 1 / 3:
                word = chance.choice(words)
                block.pages[0][column] = cell[: word.start()] + _mistype(word[0], chance) + cell[word.end() :]
                made += 1
        return (before, printed) if made else None

    return edit


def _mistype(word: str, chance: random.Random) -> str:
    """Mistype a word: two letters turned, one left out, one doubled, or another in its place."""
    at = chance.randrange(1, len(word) - 1)
    match chance.randrange(4):
        case 0 if word[at] != word[at + 1]:
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        case 1:
            return word[:at] + word[at + 1 :]
        case 2:
            return word[:at] + word[at] + word[at:]
        case _:
            return word[:at] + chance.choice("eaonrt".replace(word[at], "")) + word[at + 1 :]


def _change_white_space(printed: Printed, chance: random.Random) -> tuple[Printed, Printed]:
    """Double blanks, put blanks and no-break spaces round words and paragraphs, and empty lines between rows."""
    now = copy.deepcopy(printed)
    for block in now.blocks:
        if chance.random() < 1 / 4:
            now.gaps.add(block.tag)
        for page in block.pages:
            for column, cell in page.items():
                if not cell or chance.random() < 1 / 2:
                    continue
                places = [found.start() for found in re.finditer(" ", cell)]
                for place in sorted(chance.sample(places, min(len(places), 3)), reverse=True):
                    cell = cell[:place] + chance.choice(["  ", "   ", "\u00a0", " \u00a0"]) + cell[place + 1 :]
                cell = cell.replace("</p>", " </p>") if chance.random() < 1 / 3 else cell
                cell = cell.replace("<p>", "<p> ") if chance.random() < 1 / 3 else cell
                page[column] = chance.choice(["", " ", "  "]) + cell + chance.choice(["", " ", "  "])
    return printed, now


def _reorder_columns(printed: Printed, chance: random.Random) -> tuple[Printed, Printed]:
    now = copy.deepcopy(printed)
    for table in now.tables:
        chance.shuffle(table.columns)
    return printed, now


def _move_page_break(printed: Printed, chance: random.Random) -> tuple[Printed, Printed] | None:
    """Take the page breaks out of half of the rows that have one, and break as many others."""
    now = copy.deepcopy(printed)
    whole = [block for block in now.blocks if len(block.pages) == 1 and block.marked]
    split = [block for block in now.blocks if len(block.pages) == 2]
    chance.shuffle(whole)
    broken = sum(_break_page(block, chance) for block in whole[: max(1, len(split))])
    for block in split:
        if chance.random() < 1 / 2:
            _join_pages(block)
    return (printed, now) if broken else None


def _break_page(block: Block, chance: random.Random) -> bool:
    """Let the end of a row stand on the next page: of its report from a word on, of its entries from a paragraph."""
    (first,) = block.pages
    second = dict.fromkeys(first, "")
    summary = _PARAGRAPH.findall(first["summary"])
    words = summary[0].split() if summary else []
    cuts = [n for n in range(3, len(words) - 2) if words[n].isalpha() and words[n].islower() and words[n - 1].isalpha()]
    if len(words) >= _LEAST and cuts:
        cut = chance.choice(cuts)
        first["summary"] = _mark([" ".join(words[:cut])])
        second["summary"] = _mark([" ".join(words[cut:]), *summary[1:]])
    entries = _PARAGRAPH.findall(first["scrutiny"])
    if len(entries) > 3:
        cut = chance.randint(3, len(entries) - 1)
        first["scrutiny"], second["scrutiny"] = _mark(entries[:cut]), _mark(entries[cut:])
    if any(second.values()):
        block.pages.append(second)
    return len(block.pages) == 2


def _join_pages(block: Block) -> None:
    first, second = block.pages
    for column, rest in second.items():
        above, below = _PARAGRAPH.findall(first[column]), _PARAGRAPH.findall(rest)
        if above and below and below[0][:1].islower() and not above[-1].endswith((".", ":", "?", "!")):
            above[-1:] = [f"{above[-1]} {below.pop(0)}"]
        first[column] = _mark([*above, *below])
    del block.pages[1]


def _mark(paragraphs: list[str]) -> str:
    return " ".join(f"<p>{words}</p>" for words in paragraphs)


def _add_row(printed: Printed, chance: random.Random) -> tuple[Printed, Printed] | None:
    """Put a row of another plan, of the same kind and part, before a row; its number is the next that is free."""
    now = copy.deepcopy(printed)
    table = chance.choice(now.tables)
    group = chance.choice(table.groups)
    part = now.tables.index(table)
    for number in range(1, 60):
        other = print_plan(compose_plan(9000 + chance.randrange(1000), number))
        if other.plan.kind == now.plan.kind and other.tables[part:]:
            new = chance.choice(other.tables[part].groups[0].blocks)
            break
    else:
        return None
    # It lists the meetings that the rows beside it do.
    meetings = re.sub(r"</?p>", "", group.blocks[0].pages[0].get("monitoring", ""))
    if new.pages[0].get("monitoring"):
        new.pages[0]["monitoring"] = f"<p>{meetings}</p>" if meetings and new.marked else meetings
    new.tag, new.number = "added", max(block.number for block in group.blocks) + 1
    group.blocks.insert(chance.randrange(len(group.blocks)), new)
    return printed, now


def _add_events(printed: Printed, chance: random.Random) -> tuple[Printed, Printed]:
    """Let the sub-group have entered one more event in a third of the rows."""
    now = copy.deepcopy(printed)
    plan, words = now.plan, load_words()
    for block in now.blocks:
        if chance.random() < 1 / 3:
            page = block.pages[-1]
            day = shift(plan.as_of, -chance.randint(0, 20))
            form = chance.choice(words.entries[chance.choice(["reviewed", "requested", "received", "pending-undated"])])
            said = form.format(
                group=plan.group,
                date=FORMS[chance.choice(list(FORMS))](day),
                due=FORMS[chance.choice(list(FORMS))](shift(plan.as_of, chance.randint(5, 60))),
                item="the new list",
                Item="The new list",
            )
            page["scrutiny"] = f"{page['scrutiny']} {f'<p>{said}</p>' if block.marked else said}".strip()
    return printed, now


EDITS: dict[str, Edit] = {
    "a row moved": _move_row,
    "two rows swapped": _swap_rows,
    "a typing error mended in the recommendation": _mend_typing_error("text"),
    "a typing error mended in the action": _mend_typing_error("actions"),
    "a typing error mended in the progress text": _mend_typing_error("summary"),
    "white space changed": _change_white_space,
    "columns re-ordered": _reorder_columns,
    "a page break moved": _move_page_break,
    "a row added before it": _add_row,
    "a later version with one more event": _add_events,
}


def make_versions(printed: Printed, name: str) -> tuple[Printed, Printed] | None:
    """Give a plan before and after an edit, the same each time.

    ``None`` where it lacks what the edit needs, or where by chance the edit changes nothing.
    """
    chance = random.Random(f"scrgraph plan edits {printed.plan.reference} {name}")
    versions = EDITS[name](printed, chance)
    if versions is None or versions[0].write("printed") == versions[1].write("printed"):
        return None
    return versions
