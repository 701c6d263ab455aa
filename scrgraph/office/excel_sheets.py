"""The parts of an Excel workbook that remarks are written into: its list of sheets, and what a sheet says of itself."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from lxml import etree

from scrgraph.errors import UnreadableDocument
from scrgraph.ingest.own import is_own_sheet
from scrgraph.office.package import Package, make_root, read_words

WORKBOOK = "xl/workbook.xml"
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_USUAL_WIDTH, _USUAL_HEIGHT = 64, 20  # of a column and a row, in pixels
_DIGIT = 7  # pixels that a digit is wide, by which columns are measured
_POINT = 4 / 3  # pixels
# What stands in a sheet up to its drawings, in the order of the schema (CT_Worksheet).
_BEFORE_NOTES = frozenset(
    "sheetPr dimension sheetViews sheetFormatPr cols sheetData sheetCalcPr sheetProtection protectedRanges scenarios "
    "autoFilter sortState dataConsolidate customSheetViews mergeCells phoneticPr conditionalFormatting dataValidations "
    "hyperlinks printOptions pageMargins pageSetup headerFooter rowBreaks colBreaks customProperties cellWatches "
    "ignoredErrors smartTags drawing".split()
)


def s(name: str) -> str:
    """Give the name of an element of SpreadsheetML (ECMA-376, part 1, clause 18)."""
    return f"{{{S}}}{name}"


def read_reference(text: str) -> tuple[int, int] | None:
    """Give the row and the column (from 1) of a cell's name ("F12"); ``None`` where it is none."""
    found = _REFERENCE.fullmatch(text.replace("$", "").upper())
    if found is None:
        return None
    column = 0
    for letter in found[1]:
        column = 26 * column + ord(letter) - ord("A") + 1
    return int(found[2]), column


def write_reference(row: int, column: int) -> str:
    """Write the name of a cell."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row}"


@dataclass
class Sheet:
    """One worksheet: its name, its part, and the XML of it."""

    name: str
    part: str
    root: etree._Element
    entry: etree._Element

    @cached_property
    def _merged(self) -> list[tuple[int, int, int, int]]:
        areas = []
        for found in self.root.iterfind(f"{s('mergeCells')}/{s('mergeCell')}"):
            first, _, last = (found.get("ref") or "").partition(":")
            start, end = read_reference(first), read_reference(last or first)
            if start is not None and end is not None:
                areas.append((*start, *end))
        return areas

    def find_anchor(self, row: int, column: int) -> tuple[int, int]:
        """Give the cell that shows what stands at a place: of merged cells the first."""
        for top, left, bottom, right in self._merged:
            if top <= row <= bottom and left <= column <= right:
                return top, left
        return row, column

    @property
    def notes_relationship(self) -> str | None:
        """The id of the sheet's relationship to the drawing of its notes."""
        found = self.root.find(s("legacyDrawing"))
        return None if found is None else found.get(f"{{{R}}}id")

    def set_notes_relationship(self, identifier: str | None) -> None:
        """Say which drawing holds the notes of the sheet, or that there is none."""
        found = self.root.find(s("legacyDrawing"))
        if identifier is None:
            if found is not None:
                self.root.remove(found)
            return
        if found is None:
            found = make_root(s("legacyDrawing"), S, r=R)
            before = [child for child in self.root if isinstance(child.tag, str) and _is_before_notes(child)]
            if before:
                before[-1].addnext(found)
            else:
                self.root.insert(0, found)
        found.set(f"{{{R}}}id", identifier)

    @cached_property
    def _columns(self) -> dict[int, int]:
        sizes = {}
        for found in self.root.iterfind(f"{s('cols')}/{s('col')}"):
            width = 0 if _is_on(found.get("hidden")) else round(_read_float(found.get("width"), 9.14) * _DIGIT)
            first = int(_read_float(found.get("min"), 1))
            for column in range(first, min(int(_read_float(found.get("max"), first)), first + 1_000) + 1):
                sizes[column] = width
        return sizes

    @cached_property
    def _rows(self) -> dict[int, int | None]:
        """The heights of the rows that the sheet holds; ``None`` where a program finds them itself."""
        sizes: dict[int, int | None] = {}
        for found in self.root.iterfind(f"{s('sheetData')}/{s('row')}"):
            height = found.get("ht")
            size = None if height is None else round(_read_float(height, 15) * _POINT)
            sizes[int(_read_float(found.get("r"), 0))] = 0 if _is_on(found.get("hidden")) else size
        return sizes

    def measure_anchor(self, row: int, column: int, width: int, height: int) -> str | None:
        """Give where a box beside a cell begins and ends (VML's ``x:Anchor``), in cells and pixels of them.

        ``None`` where rows beside it have heights that only the program knows.
        """
        left, across = self._advance(column + 1, 15, width)
        usual = self.root.find(s("sheetFormatPr"))
        default = round(_read_float(None if usual is None else usual.get("defaultRowHeight"), 15) * _POINT)
        line, inside = row, height
        while True:
            size = self._rows.get(line, default)
            if size is None:
                return None
            if inside <= size or line - row > 2_000:
                break
            inside -= size
            line += 1
        return f"{column}, 15, {row - 1}, 2, {left - 1}, {across}, {line - 1}, {inside}"

    def _advance(self, column: int, inside: int, width: int) -> tuple[int, int]:
        usual = self.root.find(s("sheetFormatPr"))
        written = None if usual is None else usual.get("defaultColWidth")
        default = _USUAL_WIDTH if written is None else round(_read_float(written, 9.14) * _DIGIT)
        reach, number = inside + width, column
        while reach > (size := self._columns.get(number, default)) and number - column < 500:
            reach -= size
            number += 1
        return number, reach


def _is_before_notes(child: etree._Element) -> bool:
    name = etree.QName(child)
    if name.localname == "AlternateContent":  # round what newer programs write of controls and objects
        return False
    return name.namespace == S and name.localname in _BEFORE_NOTES


def _read_float(text: str | None, usual: float) -> float:
    try:
        return float(text) if text else usual
    except ValueError:
        return usual


def _is_on(text: str | None) -> bool:
    return text in ("1", "true")


class Workbook:
    """The list of a workbook's sheets, and what names their parts."""

    def __init__(self, package: Package, file: str) -> None:
        """Open the list of sheets.

        Raises:
            UnreadableDocument: where it is of a form that cannot be annotated.
        """
        self.package = package
        self.root = package.parse(WORKBOOK)
        listed = self.root.find(s("sheets"))
        if listed is None:
            raise UnreadableDocument(
                "The workbook is of a form (Strict Open XML) that cannot be annotated.",
                path=file,
                remedy="Save it in Excel as Excel Workbook (.xlsx).",
            )
        self._listed = listed
        targets = {each.id: each.target for each in package.list_relationships(WORKBOOK) if each.kind == "worksheet"}
        self.sheets = [
            Sheet(entry.get("name") or "", part, package.parse(part), entry)
            for entry in listed
            if isinstance(entry.tag, str) and (part := targets.get(entry.get(f"{{{R}}}id") or "")) and part in package
        ]
        self.own = next((sheet for sheet in self.sheets if is_own_sheet(self.read_first_cell(sheet))), None)

    def read_first_cell(self, sheet: Sheet) -> str | None:
        """Give the words of a sheet's first cell."""
        first = sheet.root.find(f"{s('sheetData')}/{s('row')}/{s('c')}")
        if first is None or first.get("r") not in (None, "A1"):
            return None
        if first.get("t") == "s":
            number = first.findtext(s("v")) or ""
            known = number.isdigit() and int(number) < len(self._strings)
            return read_words(self._strings[int(number)], s("t")) if known else None
        return read_words(first, s("t"), s("v")) or None

    @cached_property
    def _strings(self) -> list[etree._Element]:
        """The texts that the sheets share."""
        related = self.package.find_related(WORKBOOK, "sharedStrings")
        return [] if related is None else self.package.parse(related.target).findall(s("si"))

    def find(self, name: str | None) -> Sheet | None:
        """Give the sheet of a name, ours aside."""
        return next((sheet for sheet in self.list_others() if sheet.name == name), None)

    def list_others(self) -> Iterator[Sheet]:
        """Give the sheets that are not ours."""
        return (sheet for sheet in self.sheets if sheet is not self.own)

    def add(self, name: str, relationship: str) -> etree._Element:
        """Enter a new sheet at the end of the list, under a name that no other sheet bears."""
        taken = {(each.get("name") or "").lower() for each in self._listed}
        names = (name, *(f"{name} ({number})" for number in range(2, len(taken) + 3)))
        free = next(each for each in names if each.lower() not in taken)
        numbers = [int(each.get("sheetId") or 0) for each in self._listed]
        entry = etree.SubElement(self._listed, s("sheet"), name=free, sheetId=str(max(numbers, default=0) + 1))
        entry.set(f"{{{R}}}id", relationship)
        return entry

    def define(self, entry: etree._Element, names: dict[str, str]) -> None:
        """Define what names stand for on a sheet, in place of what these stood for there."""
        index = str(list(self._listed).index(entry))
        defined = self.root.find(s("definedNames"))
        if defined is None:
            defined = etree.Element(s("definedNames"))
            before = ("sheets", "functionGroups", "externalReferences")
            places = [each for each in self.root if isinstance(each.tag, str) and etree.QName(each).localname in before]
            places[-1].addnext(defined)
        for each in defined.findall(s("definedName")):
            if each.get("localSheetId") == index and each.get("name") in names:
                defined.remove(each)
        for name, target in names.items():
            made = etree.SubElement(defined, s("definedName"), name=name, localSheetId=index)
            if name.endswith("_FilterDatabase"):
                made.set("hidden", "1")
            made.text = target

    def save(self) -> None:
        """Put the list of sheets back into the package."""
        self.package.put_xml(WORKBOOK, self.root)
