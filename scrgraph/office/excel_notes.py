"""Writes remarks into an Excel workbook: a note at each cell that has some, and a sheet that lists them all.

A cell bears one note, so the remarks of a cell stand in one; where people have a note there, ours stands at the next
cell to the right that has none, and says which cell it is about. Notes are the comments of ECMA-376, part 1, 18.7; the
boxes that show them are drawn in VML (part 4, 19), as all programs still do. What an earlier run has written is taken
out first. Styles, texts and all other parts of the workbook keep their bytes.
"""

import re
import textwrap
from collections import defaultdict
from collections.abc import Iterable, Sequence

from lxml import etree

from scrgraph.ingest.own import AUTHOR, SIGNED, is_own_note
from scrgraph.office.excel_findings import put_findings
from scrgraph.office.excel_sheets import S, Sheet, Workbook, read_reference, s, write_reference
from scrgraph.office.package import Package, make_root, read_words
from scrgraph.office.remarks import Annotation, Remark

_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

_MOST_CHARACTERS = 30_000  # of a note; Excel holds 32,767
_WIDTHS = (360, 520, 760, 1_040)  # pixels of a box; the first in which it is not too high
_HIGH = 560
_LETTER, _LINE = 5.6, 15  # pixels of a letter of Tahoma 9 and of a line, by a margin too many rather than too few
_BLOCK = 1_024  # numbers of shapes in a block
_MOST_COLUMNS = 16_384
_MOST_NAMED = 200  # findings in one note

_NEW_DRAWING = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel">\n<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" '
    'data="{block}"/></o:shapelayout>\n</xml>'
)
_SHAPE_TYPE = (
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>\n'
)
_SHAPE = (
    '<v:shape id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;margin-left:59.25pt;'
    'margin-top:1.5pt;width:{width}pt;height:{height}pt;z-index:{order};visibility:hidden" fillcolor="#ffffe1" '
    'o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/>'
    '<v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div>'
    '</v:textbox><x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>{anchor}'
    "<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>\n"
)
_ANY_SHAPE = re.compile(r"<(?:\w+:)?shape\b(?:(?!<(?:\w+:)?shape\b).)*?</(?:\w+:)?shape>\s*", re.DOTALL)
_AT = re.compile(r"<(?:\w+:)?(Row|Column)>\s*(\d+)\s*</")
_NUMBER = re.compile(r'id="_x0000_s(\d{1,9})"')
_BLOCKS = re.compile(r'<(?:\w+:)?idmap\b[^>]*?\bdata="([\d, ]+)"')
_NAMESPACES = (
    ("v", "urn:schemas-microsoft-com:vml"),
    ("o", "urn:schemas-microsoft-com:office:office"),
    ("x", "urn:schemas-microsoft-com:office:excel"),
)


def annotate_excel(book: Workbook, annotation: Annotation) -> None:
    """Write the remarks into the workbook."""
    placed: defaultdict[str, defaultdict[tuple[int, int], list[Remark]]] = defaultdict(lambda: defaultdict(list))
    cells: dict[str, tuple[Sheet, str]] = {}
    first = next((sheet for remark in annotation.remarks if (sheet := _find_sheet(book, remark))), None)
    fallback = first or next(book.list_others())
    for remark in annotation.remarks:
        sheet = _find_sheet(book, remark) or fallback
        row, column = sheet.find_anchor(*_find_cell(remark))
        placed[sheet.part][row, column].append(remark)
        cells[remark.id] = sheet, write_reference(row, column)
    for sheet in book.list_others():
        _write_notes(book.package, sheet, placed[sheet.part])
    put_findings(book, annotation, cells)
    book.save()


def _find_sheet(book: Workbook, remark: Remark) -> Sheet | None:
    return None if remark.place is None else book.find(remark.place.sheet)


def _find_cell(remark: Remark) -> tuple[int, int]:
    place = remark.place
    if place is None:
        return 1, 1
    named = None if place.cell is None else read_reference(place.cell.partition(":")[0])
    return named or (place.row or 1, place.column or 1)


# -- the notes of one sheet ------------------------------------------------------------------------------------------


def _write_notes(package: Package, sheet: Sheet, placed: dict[tuple[int, int], list[Remark]]) -> None:
    """Write the notes of a sheet in place of those that an earlier run has written."""
    related = package.find_related(sheet.part, "comments")
    if related is None and not placed:
        return
    root = package.parse(related.target) if related else _make_comments()
    old = _strip(root)
    taken = {place for each in root.iter(s("comment")) if (place := read_reference(each.get("ref") or ""))}
    notes = _arrange(placed, taken)
    if notes:
        author = _find_author(root)
        listed = root.find(s("commentList"))
        assert listed is not None
        for (row, column), lines in notes.items():
            listed.append(_make_comment(write_reference(row, column), author, lines))
    _draw(package, sheet, old, notes)
    if len(root.findall(f"{s('commentList')}/{s('comment')}")):
        part = related.target if related else package.find_free("xl/comments{}.xml")
        package.put_xml(part, root)
        if related is None:
            package.declare(part, _COMMENTS_TYPE)
            package.relate(sheet.part, "comments", part)
    elif related is not None:
        package.unrelate(sheet.part, related.id)
        package.drop(related.target)
    if old or notes:
        package.put_xml(sheet.part, sheet.root)


def _make_comments() -> etree._Element:
    root = make_root(s("comments"), S)
    etree.SubElement(root, s("authors"))
    etree.SubElement(root, s("commentList"))
    return root


def _strip(root: etree._Element) -> set[tuple[int, int]]:
    """Take out the notes of an earlier run; gives the cells that bore them."""
    authors = {str(n): each.text for n, each in enumerate(root.iterfind(f"{s('authors')}/{s('author')}"))}
    old = set()
    for listed in root.findall(s("commentList")):
        for comment in listed.findall(s("comment")):
            if is_own_note(authors.get(comment.get("authorId") or ""), read_words(comment, s("t"))):
                if place := read_reference(comment.get("ref") or ""):
                    old.add(place)
                listed.remove(comment)
    return old


def _find_author(root: etree._Element) -> int:
    authors = root.find(s("authors"))
    assert authors is not None
    names = [each.text for each in authors]
    if AUTHOR not in names:
        etree.SubElement(authors, s("author")).text = AUTHOR
        return len(names)
    return names.index(AUTHOR)


def _arrange(
    placed: dict[tuple[int, int], list[Remark]], taken: set[tuple[int, int]]
) -> dict[tuple[int, int], list[tuple[str, bool]]]:
    """Give the lines of each note, and whether they are bold, by the cells that bear them, in reading order."""
    at: defaultdict[tuple[int, int], list[tuple[tuple[int, int], list[Remark]]]] = defaultdict(list)
    for (row, column), remarks in sorted(placed.items()):
        free = column
        while (row, free) in taken and free < _MOST_COLUMNS:
            free += 1
        at[row, free].append(((row, column), remarks))
    notes = {}
    for place, groups in sorted(at.items()):
        lines: list[tuple[str, bool]] = []
        for about, remarks in groups:
            if lines:
                lines.append(("", False))
            if about != place:
                lines.append((f"About {write_reference(*about)}:", True))
            lines += _write_lines(remarks)
        notes[place] = lines
    return notes


def _write_lines(remarks: Sequence[Remark]) -> list[tuple[str, bool]]:
    lines: list[tuple[str, bool]] = []
    if len(remarks) > 1:
        lines.append((f"{len(remarks)} findings at this cell, the gravest first", False))
    for remark in remarks:
        lines += [*([("", False)] if lines else []), (remark.head, True), *((line, False) for line in remark.lines)]
    if sum(len(line) for line, _ in lines) > _MOST_CHARACTERS:
        lines = [(f"{len(remarks)} findings at this cell, more than a note can hold; the sheet tells of each", False)]
        lines += [(f"{remark.head} ({remark.id})", False) for remark in remarks[:_MOST_NAMED]]
        lines.append((f"All are listed on the sheet{SIGNED}", False))
    return lines


def _make_comment(reference: str, author: int, lines: Iterable[tuple[str, bool]]) -> etree._Element:
    comment = etree.Element(s("comment"), ref=reference, authorId=str(author))
    text = etree.SubElement(comment, s("text"))
    end = ""
    for line, bold in lines:
        run = etree.SubElement(text, s("r"))
        look = etree.SubElement(run, s("rPr"))
        if bold:
            etree.SubElement(look, s("b"))
        etree.SubElement(look, s("sz"), val="9")
        etree.SubElement(look, s("color"), indexed="81")
        etree.SubElement(look, s("rFont"), val="Tahoma")
        etree.SubElement(look, s("family"), val="2")
        words = etree.SubElement(run, s("t"))
        words.text = end + line
        words.set(_SPACE, "preserve")
        end = "\n"
    return comment


# -- the boxes -------------------------------------------------------------------------------------------------------


def _draw(
    package: Package,
    sheet: Sheet,
    old: set[tuple[int, int]],
    notes: dict[tuple[int, int], list[tuple[str, bool]]],
) -> None:
    """Draw the boxes of the notes; those of people, and other shapes, keep their bytes."""
    identifier = sheet.notes_relationship
    drawings = {each.id: each.target for each in package.list_relationships(sheet.part) if each.kind == "vmlDrawing"}
    part = drawings.get(identifier or "")
    text = package.read(part).decode("utf-8", errors="surrogateescape") if part and part in package else ""

    def keep(found: re.Match[str]) -> str:
        at = {name: int(number) for name, number in _AT.findall(found.group())}
        return "" if (at.get("Row", -1) + 1, at.get("Column", -1) + 1) in old else found.group()

    text = _ANY_SHAPE.sub(keep, text) if old else text
    if not notes:
        if part and old and not _ANY_SHAPE.search(text):
            package.unrelate(sheet.part, identifier or "")
            package.drop(part)
            sheet.set_notes_relationship(None)
        elif part and old:
            package.put(part, text.encode("utf-8", errors="surrogateescape"))
        return
    if not text or (old and "ObjectType=" not in text):
        known = _list_blocks(text)
        first = known[0] if known else _find_block(package, part)
        blocks = range(first, first + len(notes) // (_BLOCK - 1) + 1)
        text = _NEW_DRAWING.format(block=",".join(map(str, blocks)))
    made = _write_shapes(sheet, notes, text)
    head, closing, tail = text.rpartition("</")
    text = head + made + closing + tail
    if not part:
        part = package.find_free("xl/drawings/vmlDrawing{}.vml")
        package.put(part, text.encode("utf-8", errors="surrogateescape"))
        package.declare(part, _VML_TYPE, by_extension=True)
        sheet.set_notes_relationship(package.relate(sheet.part, "vmlDrawing", part))
    else:
        package.put(part, text.encode("utf-8", errors="surrogateescape"))


def _find_block(package: Package, part: str | None) -> int:
    """Give the first block of shapes' numbers that no drawing of notes in the workbook has taken."""
    taken = {0}
    for name in package.names:
        if name.lower().endswith(".vml") and name != part:
            taken |= set(_list_blocks(package.read(name).decode("utf-8", errors="replace")))
    return max(taken) + 1


def _list_blocks(text: str) -> list[int]:
    """Give the blocks of shapes' numbers that a drawing says it has taken."""
    return [int(number) for found in _BLOCKS.findall(text) for number in re.findall(r"\d+", found)]


def _write_shapes(sheet: Sheet, notes: dict[tuple[int, int], list[tuple[str, bool]]], text: str) -> str:
    """Write the shapes of some notes, with numbers that follow on those of the drawing."""
    last = max([*map(int, _NUMBER.findall(text)), min(_list_blocks(text) or [1]) * _BLOCK])
    shapes = [] if 'id="_x0000_t202"' in text else [_SHAPE_TYPE]
    for order, ((row, column), lines) in enumerate(notes.items(), 1):
        width, height = _measure([line for line, _ in lines])
        anchor = sheet.measure_anchor(row, column, width, height)
        shapes.append(
            _SHAPE.format(
                number=last + order,
                order=order,
                width=width * 3 / 4,
                height=height * 3 / 4,
                anchor="" if anchor is None else f"<x:Anchor>{anchor}</x:Anchor>",
                row=row - 1,
                column=column - 1,
            )
        )
    made = "".join(shapes)
    unknown = [f'xmlns:{prefix}="{name}"' for prefix, name in _NAMESPACES if f'xmlns:{prefix}="{name}"' not in text]
    return re.sub(r"<v:(shape|shapetype) ", rf"<v:\1 {' '.join(unknown)} ", made) if unknown else made


def _measure(lines: Sequence[str]) -> tuple[int, int]:
    """Measure the box in which all lines can be read, in pixels."""
    for width in _WIDTHS:
        room = int((width - 16) / _LETTER)
        height = 14 + _LINE * sum(len(textwrap.wrap(line, room)) or 1 for line in lines)
        if height <= _HIGH:
            break
    return width, height
