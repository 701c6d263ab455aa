"""Writes the sheet that lists the remarks of a workbook: one line each, with filters and links to the cells.

Its words stand in the cells themselves and not among the workbook's shared texts. Of the workbook's formats it takes
one that wraps lines; only where there is none, one is added to the styles. Standard: ECMA-376, part 1, clause 18.
"""

import textwrap
from collections.abc import Mapping, Sequence

from lxml import etree

from scrgraph.ingest.own import write_findings_title
from scrgraph.office.excel_sheets import WORKBOOK, R, S, Sheet, Workbook, s, write_reference
from scrgraph.office.package import Package, make_root
from scrgraph.office.remarks import Annotation, Remark

_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_NAME = "Findings"
_COLUMNS = (
    ("Severity", 16),
    ("Rule", 24),
    ("Row", 26),
    ("Place", 26),
    ("What is wrong", 52),
    ("Why it matters", 44),
    ("What would settle it", 44),
    ("Finding", 22),
)
_LINE, _HIGHEST = 15.0, 409.0  # points of a line of words, and of the highest row
_MOST_LINES = 40
_LINK, _RED, _AMBER = "FF0563C1", "FF8B1A1A", "FF7F6000"
_INKS = {"violation": _RED, "warning": _AMBER}
_MOST_CHARACTERS = 32_000


def put_findings(book: Workbook, annotation: Annotation, cells: Mapping[str, tuple[Sheet, str]]) -> None:
    """Put the sheet of findings into a workbook, or anew where it is there; ``cells`` are where each finding stands."""
    package, own = book.package, book.own
    if own is not None:
        part, entry = own.part, own.entry
        _drop_relationships(book, part)
    else:
        part = package.find_free("xl/worksheets/sheet{}.xml")
        relationship = package.relate(WORKBOOK, "worksheet", part)
        entry = book.add(_NAME, relationship)
    last = write_reference(0, len(_COLUMNS))[:-1]
    head = len(annotation.preface) + 3
    end = head + len(annotation.remarks)
    name = quote_name(entry.get("name") or _NAME)
    book.define(
        entry,
        {
            "_xlnm._FilterDatabase": f"{name}!$A${head}:${last}${end}",
            "_xlnm.Print_Titles": f"{name}!${head}:${head}",
        },
    )
    package.put_xml(part, _make_sheet(annotation, cells, _find_wrapping(package), head, last))
    package.declare(part, _SHEET_TYPE)


def _drop_relationships(book: Workbook, part: str) -> None:
    """Drop what a program that saved our sheet has tied to it, a printer's settings say."""
    package = book.package
    others = {each.target for sheet in book.list_others() for each in package.list_relationships(sheet.part)}
    for related in list(package.list_relationships(part)):
        package.unrelate(part, related.id)
        if related.target not in others:
            package.drop(related.target)


def quote_name(name: str) -> str:
    """Write a sheet's name as formulas and links name it."""
    return "'" + name.replace("'", "''") + "'"


def _make_sheet(
    annotation: Annotation, cells: Mapping[str, tuple[Sheet, str]], wrapping: int, head: int, last: str
) -> etree._Element:
    end = head + len(annotation.remarks)
    root = make_root(s("worksheet"), S, r=R)
    properties = etree.SubElement(root, s("sheetPr"))
    etree.SubElement(properties, s("tabColor"), rgb="FF1F3864")
    etree.SubElement(properties, s("pageSetUpPr"), fitToPage="1")
    etree.SubElement(root, s("dimension"), ref=f"A1:{last}{end}")
    view = etree.SubElement(etree.SubElement(root, s("sheetViews")), s("sheetView"), workbookViewId="0")
    pane = {"ySplit": str(head), "topLeftCell": f"A{head + 1}", "activePane": "bottomLeft", "state": "frozen"}
    etree.SubElement(view, s("pane"), pane)
    etree.SubElement(view, s("selection"), pane="bottomLeft", activeCell=f"A{head + 1}", sqref=f"A{head + 1}")
    etree.SubElement(root, s("sheetFormatPr"), defaultRowHeight="15")
    columns = etree.SubElement(root, s("cols"))
    for number, (_, width) in enumerate(_COLUMNS, 1):
        etree.SubElement(columns, s("col"), min=str(number), max=str(number), width=str(width), customWidth="1")
    data = etree.SubElement(root, s("sheetData"))
    title = write_findings_title(annotation.result.plan, annotation.result.as_of)
    _add_row(data, 1, [_rich(title, bold=True, size=14)], 0, 21.0)
    for number, line in enumerate(annotation.preface, 2):
        _add_row(data, number, [_rich(line)], wrapping, _measure([(line, sum(width for _, width in _COLUMNS))]))
    _add_row(data, head, [_rich(heading, bold=True) for heading, _ in _COLUMNS], wrapping, _LINE * 1.4)
    for number, remark in enumerate(annotation.remarks, head + 1):
        texts = _list_texts(remark, cells[remark.id])
        inks = (_INKS.get(remark.severity) if remark.waived is None else None, None, None, _LINK)
        written = [
            _rich(text, bold=place == 0, ink=inks[place] if place < len(inks) else None, underlined=place == 3)
            for place, text in enumerate(texts)
        ]
        widths = [(text, width) for text, (_, width) in zip(texts, _COLUMNS, strict=True)]
        _add_row(data, number, written, wrapping, _measure(widths))
    etree.SubElement(root, s("autoFilter"), ref=f"A{head}:{last}{end}")
    merged = etree.SubElement(root, s("mergeCells"), count=str(len(annotation.preface)))
    for number in range(2, len(annotation.preface) + 2):
        etree.SubElement(merged, s("mergeCell"), ref=f"A{number}:{last}{number}")
    if annotation.remarks:
        links = etree.SubElement(root, s("hyperlinks"))
        for number, remark in enumerate(annotation.remarks, head + 1):
            sheet, cell = cells[remark.id]
            location = f"{quote_name(sheet.name)}!{cell}"
            etree.SubElement(links, s("hyperlink"), ref=f"D{number}", location=location, display=f"{sheet.name}!{cell}")
    margins = {"left": "0.4", "right": "0.4", "top": "0.6", "bottom": "0.6", "header": "0.3", "footer": "0.3"}
    etree.SubElement(root, s("pageMargins"), margins)
    etree.SubElement(root, s("pageSetup"), paperSize="9", orientation="landscape", fitToHeight="0")
    footer = etree.SubElement(root, s("headerFooter"))
    etree.SubElement(footer, s("oddFooter")).text = "&CPage &P of &N"
    return root


def _list_texts(remark: Remark, at: tuple[Sheet, str]) -> tuple[str, ...]:
    sheet, cell = at
    return (
        remark.weight,
        f"{remark.rule} {remark.name}",
        remark.about,
        f"{sheet.name}, cell {cell}",
        " ".join(filter(None, (remark.message, remark.waived))),
        remark.why,
        remark.remedy,
        remark.id,
    )


def _add_row(data: etree._Element, number: int, texts: Sequence[etree._Element], style: int, height: float) -> None:
    row = etree.SubElement(data, s("row"), r=str(number), ht=f"{height:g}", customHeight="1")
    for column, text in enumerate(texts, 1):
        cell = etree.SubElement(row, s("c"), r=write_reference(number, column), s=str(style), t="inlineStr")
        cell.append(text)


def _rich(
    text: str, *, bold: bool = False, size: int = 10, ink: str | None = None, underlined: bool = False
) -> etree._Element:
    """Make a text with a look of its own, whatever the format of its cell."""
    made = etree.Element(s("is"))
    run = etree.SubElement(made, s("r"))
    look = etree.SubElement(run, s("rPr"))
    if bold:
        etree.SubElement(look, s("b"))
    etree.SubElement(look, s("sz"), val=str(size))
    etree.SubElement(look, s("color"), rgb=ink or "FF000000")
    etree.SubElement(look, s("rFont"), val="Arial")
    if underlined:
        etree.SubElement(look, s("u"))
    words = etree.SubElement(run, s("t"))
    words.text = text[:_MOST_CHARACTERS]
    words.set(_SPACE, "preserve")
    return made


def _measure(texts: Sequence[tuple[str, int]]) -> float:
    """Measure how high a row must be, in points, for texts in columns of widths in characters."""
    lines = [len(textwrap.wrap(text[: width * _MOST_LINES], width)) or 1 for text, width in texts]
    return min(_LINE * max(lines) + 2, _HIGHEST)


# -- the format of the cells -----------------------------------------------------------------------------------------


def _find_wrapping(package: Package) -> int:
    """Give the number of a plain format that wraps lines; one is added to the styles where there is none."""
    related = package.find_related(WORKBOOK, "styles")
    if related is None:
        return 0
    root = package.parse(related.target)
    formats = root.find(s("cellXfs"))
    if formats is None:
        return 0
    ranked = [(score, -number) for number, each in enumerate(formats) if (score := _score(each))]
    if ranked:
        return -max(ranked)[1]
    made = etree.SubElement(formats, s("xf"), numFmtId="0", fontId="0", fillId="0", borderId="0", xfId="0")
    made.set("applyAlignment", "1")
    etree.SubElement(made, s("alignment"), vertical="top", wrapText="1")
    formats.set("count", str(len(formats)))
    package.put_xml(related.target, root)
    return len(formats) - 1


def _score(form: etree._Element) -> int:
    """Tell how well a format suits: 0 where it does not wrap, or does more than that."""
    alignment = form.find(s("alignment"))
    plain = form.get("numFmtId", "0") in ("0", "49") and form.get("fillId", "0") == "0"
    if alignment is None or alignment.get("wrapText") not in ("1", "true") or not plain:
        return 0
    if alignment.get("textRotation", "0") != "0" or alignment.get("horizontal", "general") not in ("general", "left"):
        return 0
    return 1 + 2 * (alignment.get("vertical") == "top") + (form.get("borderId", "0") != "0")
