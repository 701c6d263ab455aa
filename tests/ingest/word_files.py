"""Builds small Word documents in code, part by part, for the tests that read them.

The parts are written as the standard has them (ECMA-376), so that a test can say what python-docx cannot: tracked
changes, text boxes, content controls, damage. What is handed over as text is escaped; ``raw`` XML begins with "<".
"""

import io
import zipfile
from collections.abc import Iterable, Mapping
from xml.sax.saxutils import escape, quoteattr

from scrgraph.ingest.cells import Document, Line, RawCell, RawDocument
from scrgraph.ingest.word import read

SPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
}
DECLARED = " ".join(f'xmlns:{name}="{space}"' for name, space in SPACES.items())
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_EARLIEST = (1980, 1, 1, 0, 0, 0)


# -- words -----------------------------------------------------------------------------------------------------------


def run(words: str, properties: str = "") -> str:
    """Give a run of words; ``properties`` is the inside of its ``w:rPr``, and raw XML stands as it is."""
    inside = words if words.startswith("<") else f'<w:t xml:space="preserve">{escape(words)}</w:t>'
    return f"<w:r>{f'<w:rPr>{properties}</w:rPr>' if properties else ''}{inside}</w:r>"


def paragraph(*runs: str, properties: str = "") -> str:
    """Give a paragraph of runs, each words or raw XML; ``properties`` is the inside of its ``w:pPr``."""
    inside = "".join(each if each.startswith("<") else run(each) for each in runs if each)
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{inside}</w:p>"


def numbered(*runs: str, list_id: int = 1, level: int = 0) -> str:
    """Give a paragraph of a list."""
    properties = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>'
    return paragraph(*runs, properties=properties)


def change(kind: str, inside: str) -> str:
    """Give runs as a tracked change: "ins", "del", "moveFrom" or "moveTo"."""
    return f'<w:{kind} w:id="1" w:author="A. Clerk" w:date="2011-01-01T00:00:00Z">{inside}</w:{kind}>'


def deleted(words: str) -> str:
    """Give deleted words."""
    return change("del", f'<w:r><w:delText xml:space="preserve">{escape(words)}</w:delText></w:r>')


def control(inside: str, properties: str = "") -> str:
    """Give a content control round what is inside."""
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{inside}</w:sdtContent></w:sdt>"


def field(code: str, result: str) -> str:
    """Give a field with its code and its result, each of them runs of their own."""
    return (
        run('<w:fldChar w:fldCharType="begin"/>')
        + run(f"<w:instrText>{escape(code)}</w:instrText>")
        + run('<w:fldChar w:fldCharType="separate"/>')
        + (result if result.startswith("<") else run(result))
        + run('<w:fldChar w:fldCharType="end"/>')
    )


def text_box(inside: str, *, inline: bool = False) -> str:
    """Give a run with a text box as Word 2010 writes it, with the same words for older programs."""
    kind = "inline" if inline else "anchor"
    new = (
        f'<w:drawing><wp:{kind}><wp:docPr id="1" name="Text Box 1"/><a:graphic><a:graphicData>'
        f"<wps:wsp><wps:txbx><w:txbxContent>{inside}</w:txbxContent></wps:txbx></wps:wsp>"
        f"</a:graphicData></a:graphic></wp:{kind}></w:drawing>"
    )
    old = f"<w:pict><v:shape><v:textbox><w:txbxContent>{inside}</w:txbxContent></v:textbox></v:shape></w:pict>"
    chosen = f'<mc:Choice Requires="wps">{new}</mc:Choice><mc:Fallback>{old}</mc:Fallback>'
    return run(f"<mc:AlternateContent>{chosen}</mc:AlternateContent>")


# -- tables ----------------------------------------------------------------------------------------------------------


def cell(*blocks: str, span: int = 1, merge: str | None = None, fill: str | None = None, properties: str = "") -> str:
    """Give a cell of paragraphs, each words or raw XML; ``merge`` is "restart" or "continue" (down)."""
    inside = "".join(each if each.startswith("<w:p>") or _is_block(each) else paragraph(each) for each in blocks)
    said = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    said += f'<w:vMerge w:val="{merge}"/>' if merge else ""
    said += f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    return f"<w:tc><w:tcPr>{said}{properties}</w:tcPr>{inside or '<w:p/>'}</w:tc>"


def _is_block(text: str) -> bool:
    return text.startswith(("<w:tbl>", "<w:sdt>", "<w:p/>", "<mc:"))


def row(*cells: str, properties: str = "") -> str:
    """Give a row of cells, each words or raw XML; ``properties`` is the inside of its ``w:trPr``."""
    inside = "".join(each if each.startswith("<") else cell(each) for each in cells)
    return f"<w:tr>{f'<w:trPr>{properties}</w:trPr>' if properties else ''}{inside}</w:tr>"


def table(*rows: str | Iterable[str], widths: Iterable[int] = (), properties: str = "") -> str:
    """Give a table of rows; a row that is no text is a series of cells."""
    inside = "".join(each if isinstance(each, str) else row(*each) for each in rows)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return f"<w:tbl><w:tblPr>{properties}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{inside}</w:tbl>"


# -- parts and the whole ---------------------------------------------------------------------------------------------


def part(root: str, inside: str) -> str:
    """Give a part of a document: its root element round what is inside."""
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:{root} {DECLARED}>{inside}</w:{root}>'


def styles(*each: str) -> dict[str, str]:
    """Give the part that holds styles."""
    return {"styles.xml": part("styles", "".join(each))}


def style(
    name: str, inside: str, *, kind: str = "paragraph", based_on: str | None = None, default: bool = False
) -> str:
    """Give one style; ``default`` is that of paragraphs which name none."""
    said = f"<w:basedOn w:val={quoteattr(based_on)}/>" if based_on else ""
    first = ' w:default="1"' if default else ""
    return f'<w:style w:type="{kind}"{first} w:styleId={quoteattr(name)}>{said}{inside}</w:style>'


def level(depth: int, text: str, form: str = "decimal", start: int = 1, more: str = "") -> str:
    """Give one level of a list's definition."""
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}'
        f"<w:lvlText w:val={quoteattr(text)}/></w:lvl>"
    )


def numbering(*definitions: Iterable[str], lists: Mapping[int, tuple[int, str]] | None = None) -> dict[str, str]:
    """Give the part that defines lists: definitions by their levels, and lists that follow one of them.

    ``lists`` has for each list the number of its definition (from 0) and what it says otherwise; without it, list 1
    follows the first definition, list 2 the second, and so on.
    """
    made = "".join(
        f'<w:abstractNum w:abstractNumId="{number}">{"".join(levels)}</w:abstractNum>'
        for number, levels in enumerate(definitions)
    )
    named = lists or {number + 1: (number, "") for number in range(len(definitions))}
    made += "".join(
        f'<w:num w:numId="{name}"><w:abstractNumId w:val="{definition}"/>{otherwise}</w:num>'
        for name, (definition, otherwise) in named.items()
    )
    return {"numbering.xml": part("numbering", made)}


def notes(kind: str, texts: Mapping[int, str]) -> dict[str, str]:
    """Give the part that holds footnotes, endnotes or comments."""
    one = kind.removesuffix("s")
    inside = "".join(f'<w:{one} w:id="{name}">{paragraph(words)}</w:{one}>' for name, words in texts.items())
    return {f"{kind}.xml": part(kind, inside)}


def build_word(
    *blocks: str,
    parts: Mapping[str, str | bytes] | None = None,
    external: Mapping[str, str] | None = None,
    main: str = "word/document.xml",
    document: bytes | None = None,
) -> bytes:
    """Build a document of blocks, each words or raw XML; same arguments, same bytes.

    ``parts`` stand in the folder ``word``; what their names begin with ("header1.xml") is how the document refers to
    them. ``external`` are relations to what lies outside, their kinds by their addresses. ``document`` is the whole
    main part where it is not made of blocks.
    """
    inside = "".join(each if each.startswith("<") else paragraph(each) for each in blocks)
    parts = parts or {}
    kinds = {name: name.rpartition(".")[0].rstrip("0123456789").rpartition("/")[2] for name in parts}
    relations = [(_RELATION + kind, f'Target="{name}"') for name, kind in kinds.items()]
    relations += [
        (_RELATION + kind, f'Target={quoteattr(address)} TargetMode="External"')
        for address, kind in (external or {}).items()
    ]
    files: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}content-types"><Default Extension="xml" '
        f'ContentType="application/xml"/><Override PartName="/{main}" ContentType="{_MAIN}"/></Types>',
        "_rels/.rels": _write_relations([(f"{_RELATION}officeDocument", f'Target="{main}"')]),
        main: document if document is not None else part("document", f"<w:body>{inside}</w:body>"),
        f"word/_rels/{main.rpartition('/')[2]}.rels": _write_relations(relations),
        **{f"word/{name}": content for name, content in parts.items()},
    }
    return build_archive(files)


def build_archive(files: Mapping[str, str | bytes]) -> bytes:
    """Build a zip archive; same files, same bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, _EARLIEST), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def _write_relations(relations: Iterable[tuple[str, str]]) -> str:
    made = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" {target}/>' for number, (kind, target) in enumerate(relations, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}relationships">{made}</Relationships>'


# -- what is read of it ----------------------------------------------------------------------------------------------


def read_word(
    *blocks: str, parts: Mapping[str, str | bytes] | None = None, external: Mapping[str, str] | None = None
) -> RawDocument:
    """Read a document of blocks, and see that the account of it balances."""
    raw = read(build_word(*blocks, parts=parts, external=external), "plan.docx")
    check_account(raw)
    return raw


def check_account(raw: RawDocument) -> None:
    """See that all that was seen is in a line or lost, each at a place of its own."""
    worded = [(line.number, place) for line in raw.lines for place, each in enumerate(line.cells, 1) if each.paragraphs]
    lost = [(entry.line, entry.column) for entry in raw.lost]
    assert len(set(worded + lost)) == len(worded) + len(lost) == raw.seen
    numbers = [line.number for line in raw.lines]
    assert numbers == sorted(set(numbers))


def list_rows(raw: RawDocument) -> list[Line]:
    """Give the lines that are rows of tables."""
    return [line for line in raw.lines if line.table is not None]


def list_texts(raw: RawDocument) -> list[list[str]]:
    """Give the words of each row, cell by cell."""
    return [[each.text for each in line.cells] for line in list_rows(raw)]


def list_outside(raw: RawDocument) -> list[str]:
    """Give the words of the paragraphs outside tables."""
    return [line.words for line in raw.lines if line.table is None]


def list_lost(raw: RawDocument) -> list[tuple[str, str]]:
    """Give the words in no line, and why."""
    return [(entry.excerpt, (entry.reason or "").removeprefix("it is ")) for entry in raw.lost]


def only_cell(raw: RawDocument) -> RawCell:
    """Give the only cell of the only row."""
    ((found,),) = [line.cells for line in list_rows(raw)]
    return found


# -- a plan ----------------------------------------------------------------------------------------------------------


def build_plan(document: Document) -> bytes:
    """Build a document of a plan as read: each row whole in one row of a table, agencies as rows of one cell across."""
    blocks: list[str] = []
    for plan in document.tables:
        rows = [row(*(cell(heading, fill="D9D9D9") for heading in plan.headings), properties="<w:tblHeader/>")]
        section = None
        for each in plan.rows:
            if each.section and each.section != section:
                rows.append(row(cell(each.section, span=len(plan.columns))))
            section = each.section
            texts = [each.cells[column].text if column in each.cells else "" for column in plan.columns if column]
            rows.append(row(*(cell(*map(paragraph, text.split("\n"))) for text in texts)))
        blocks += [paragraph(quote.text) for quote in plan.above] + [table(*rows)]
    return build_word(*blocks, *(paragraph(quote.text) for quote in document.outside))
