"""Writes remarks into a Word document: a comment at the place of each, and a table of all at the end.

Only the body, the comments and what names their parts are changed. What an earlier run has written is taken out first,
and comments of people stay, also their answers to ours. Standard: ECMA-376, part 1, clause 17 (WordprocessingML).
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from lxml import etree

from scrgraph.errors import UnreadableDocument
from scrgraph.ingest.own import (
    AUTHOR,
    FINDINGS_END,
    SIGNED,
    is_own_note,
    list_own_blocks,
    read_findings_title,
    write_findings_title,
)
from scrgraph.ingest.word import WordFile
from scrgraph.office.package import Package, read_words
from scrgraph.office.remarks import Annotation, Remark
from scrgraph.office.word_places import W, WordPlaces, w

DOCUMENT = "word/document.xml"
_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
_MARKERS = tuple(f"{{{W}}}{name}" for name in ("commentRangeStart", "commentRangeEnd", "commentReference"))
_BOOKMARK = "_scr_"  # how the names of our bookmarks begin; a leading line hides them in Word's lists
_LONGEST_BOOKMARK = 40
_FINDING = re.compile(rf"Finding (\S+){re.escape(SIGNED)}$")

_HEADINGS = ("Severity", "Rule", "Row", "Place", "What is wrong", "What would settle it", "Finding")
_SHARES = (9, 13, 13, 14, 21, 18, 12)  # of the width of the page, in hundredths
_LOOKS = {"violation": ("F8DCDC", "8B1A1A"), "warning": ("FFF2CC", None), "info": (None, None)}  # ground and words
_PAGE = (11_906, 16_838, 1_440)  # A4 and its margin in twentieths of a point, where a document names none


def read_plan_id(package: Package, file: str) -> str | None:
    """Give the id of the plan that an earlier run has written into the document; ``None`` where none has.

    Raises:
        UnreadableDocument: where the document is of a form that cannot be annotated.
    """
    for paragraph in _find_body(package.parse(DOCUMENT), file).iterchildren(w("p")):
        if (plan := read_findings_title(read_words(paragraph, w("t")))) is not None:
            return plan
    return None


def annotate_word(package: Package, annotation: Annotation, file: str) -> None:
    """Write the remarks into the document.

    Raises:
        UnreadableDocument: where the document is of a form that cannot be annotated.
    """
    root = package.parse(DOCUMENT)
    body = _find_body(root, file)
    related = package.find_related(DOCUMENT, "comments")
    comments = package.parse(related.target) if related else etree.Element(w("comments"), nsmap={"w": W})
    # Sought before anything is taken out, as the reader has met them.
    targets = list(_find_targets(WordPlaces(WordFile(package.data, file), root), annotation.remarks))
    known = _strip(body, comments)
    numbers = _free_numbers(root, comments)
    marked: defaultdict[etree._Element, list[tuple[int, int, Remark]]] = defaultdict(list)
    for remark, target in zip(annotation.remarks, targets, strict=True):
        number = next(numbers)
        marked[target].append((number, next(numbers), remark))
        comments.append(_make_comment(number, remark, annotation, known.get(remark.id), comments))
    for paragraph, remarks in marked.items():
        _mark(paragraph, remarks)
    _append_blocks(body, list(_make_blocks(body, annotation)))
    package.put_xml(DOCUMENT, root)
    _put_comments(package, comments, related.target if related else None, known, annotation)


def _find_body(root: etree._Element, file: str) -> etree._Element:
    body = root.find(w("body"))
    if body is None:
        raise UnreadableDocument(
            "The document is of a form (Strict Open XML) that cannot be annotated.",
            path=file,
            remedy="Save it in Word as Word Document (.docx).",
        )
    return body


def _find_targets(places: WordPlaces, remarks: Iterable[Remark]) -> Iterator[etree._Element]:
    """Give the paragraph that each remark stands at: where its place cannot be found, the first of the document."""
    for remark in remarks:
        found = places.find(remark.place, remark.quote) if remark.place is not None else None
        paragraph = found if found is not None else places.first
        assert paragraph is not None  # the plan was read from some
        yield paragraph


# -- what is there already -------------------------------------------------------------------------------------------


def _strip(body: etree._Element, comments: etree._Element) -> dict[str, str]:
    """Take out what an earlier run has written; gives the paragraph ids of its comments by their findings' ids."""
    known: dict[str, str] = {}
    numbers = set()
    for comment in comments.findall(w("comment")):
        if not is_own_note(comment.get(w("author")), read_words(comment, w("t"))):
            continue
        numbers.add(comment.get(w("id")))
        last = next(reversed(comment.findall(w("p"))), None)
        if last is not None and (found := _FINDING.search(read_words(last, w("t")).strip())):
            known[found[1]] = last.get(f"{{{_W14}}}paraId") or ""
        comments.remove(comment)
    for marker in [each for each in body.iter(*_MARKERS) if each.get(w("id")) in numbers]:
        holder = marker.getparent()
        alone = holder is not None and all(child.tag in (w("rPr"), w("commentReference")) for child in holder)
        _remove(holder if holder is not None and holder.tag == w("r") and alone else marker)
    ours = [each for each in body.iter(w("bookmarkStart")) if (each.get(w("name")) or "").startswith(_BOOKMARK)]
    ends = {each.get(w("id")) for each in ours}
    for mark in [*ours, *(each for each in body.iter(w("bookmarkEnd")) if each.get(w("id")) in ends)]:
        _remove(mark)
    for block in list_own_blocks(body, findings_only=True):
        _remove(block)
    return known


def _remove(element: etree._Element) -> None:
    """Take an element out; text that follows it stays."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail and element.tail.strip():
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def _free_numbers(*roots: etree._Element) -> Iterator[int]:
    """Give the numbers that no comment, bookmark or tracked change of the document bears, the lowest first."""
    taken = {element.get(w("id")) for root in roots for element in root.iter() if element.get(w("id")) is not None}
    number = 0
    while True:
        if str(number) not in taken:
            yield number
        number += 1


# -- comments --------------------------------------------------------------------------------------------------------


def _make_comment(
    number: int, remark: Remark, annotation: Annotation, paragraph_id: str | None, comments: etree._Element
) -> etree._Element:
    comment = etree.Element(
        w("comment"),
        {
            w("id"): str(number),
            w("author"): AUTHOR,
            w("date"): f"{annotation.result.as_of.isoformat()}T00:00:00Z",
            w("initials"): "scr",
        },
        nsmap={"w": W},
    )
    comment.append(_paragraph(_run(remark.head, bold=True)))
    comment.extend(_paragraph(_run(line)) for line in remark.lines)
    if paragraph_id and _W14 in comments.nsmap.values():
        comment[-1].set(f"{{{_W14}}}paraId", paragraph_id)  # by which Word ties answers to it
    return comment


def _mark(paragraph: etree._Element, remarks: Sequence[tuple[int, int, Remark]]) -> None:
    """Put the range of each comment round a paragraph, and before it a bookmark to which the table leads."""
    at = 1 if len(paragraph) and paragraph[0].tag == w("pPr") else 0
    starts = []
    for number, bookmark, remark in remarks:
        starts.append(_element("bookmarkStart", id=str(bookmark), name=_name_bookmark(remark)))
        starts.append(_element("bookmarkEnd", id=str(bookmark)))
        starts.append(_element("commentRangeStart", id=str(number)))
    paragraph[at:at] = starts
    for number, _, _ in remarks:
        paragraph.append(_element("commentRangeEnd", id=str(number)))
        reference = _element("r")
        reference.append(_element("commentReference", id=str(number)))
        paragraph.append(reference)


def _name_bookmark(remark: Remark) -> str:
    plain = re.sub(r"\W", "_", remark.id)
    return _BOOKMARK + plain[-(_LONGEST_BOOKMARK - len(_BOOKMARK)) :]


def _put_comments(
    package: Package, comments: etree._Element, part: str | None, known: dict[str, str], annotation: Annotation
) -> None:
    """Put the comments into their part, and take what is gone out of the parts that say more of them."""
    if part is None:
        if len(comments):
            part = package.find_free("word/comments{}.xml") if "word/comments.xml" in package else "word/comments.xml"
            package.put_xml(part, comments)
            package.declare(part, _COMMENTS_TYPE)
            package.relate(DOCUMENT, "comments", part)
        return
    package.put_xml(part, comments)
    gone = {known[name] for name in known.keys() - {remark.id for remark in annotation.remarks}} - {""}
    durable: set[str] = set()
    for kind in ("commentsExtended", "commentsIds", "commentsExtensible"):
        if gone and (related := package.find_related(DOCUMENT, kind)):
            root = package.parse(related.target)
            durable |= _forget(root, gone, durable)
            package.put_xml(related.target, root)


def _forget(root: etree._Element, gone: set[str], durable: set[str]) -> set[str]:
    """Take out what is said of comments that are gone; gives the lasting ids that these had."""
    found = set()
    for entry in list(root):
        said = {etree.QName(name).localname: str(value) for name, value in entry.attrib.items()}
        if said.get("paraId") in gone or said.get("durableId") in durable:
            found.add(said.get("durableId", ""))
            root.remove(entry)
        elif said.get("paraIdParent") in gone:
            for name in [each for each in entry.attrib if etree.QName(each).localname == "paraIdParent"]:
                del entry.attrib[name]
    return found - {""}


# -- the table at the end --------------------------------------------------------------------------------------------


def _append_blocks(body: etree._Element, blocks: Iterable[etree._Element]) -> None:
    """Put blocks at the end of the body, in the document's last section."""
    last = body.find(w("sectPr"))
    for block in blocks:
        if last is None:
            body.append(block)
        else:
            last.addprevious(block)


def _make_blocks(body: etree._Element, annotation: Annotation) -> Iterator[etree._Element]:
    """Make what stands at the end: from its title to its last words all is known again by a later run."""
    result = annotation.result
    title = write_findings_title(result.plan, result.as_of)
    yield _paragraph(_run(title, bold=True, size=32), opens_page=True, level=0, after=120)
    for line in annotation.preface:
        yield _paragraph(_run(line, size=20), after=80)
    if annotation.remarks:
        yield _make_table(title, annotation.remarks, _measure_width(body))
    yield _paragraph(_run(FINDINGS_END, size=16))


def _measure_width(body: etree._Element) -> int:
    """Measure how wide the text of the last section is, in twentieths of a point."""
    section = body.find(w("sectPr"))

    def read(element: str, name: str, usual: int) -> int:
        found = None if section is None else section.find(w(element))
        text = "" if found is None else found.get(w(name)) or ""
        return int(text) if text.isascii() and text.isdigit() else usual

    wide = read("pgSz", "w", _PAGE[0]) - read("pgMar", "left", _PAGE[2]) - read("pgMar", "right", _PAGE[2])
    return max(wide - read("pgMar", "gutter", 0), 4_000)


def _make_table(title: str, remarks: Iterable[Remark], width: int) -> etree._Element:
    widths = [width * share // sum(_SHARES) for share in _SHARES]
    table = _element("tbl")
    properties = etree.SubElement(table, w("tblPr"))
    properties.append(_element("tblW", w=str(sum(widths)), type="dxa"))
    borders = etree.SubElement(properties, w("tblBorders"))
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        borders.append(_element(side, val="single", sz="4", space="0", color="808080"))
    properties.append(_element("tblLayout", type="fixed"))
    margins = etree.SubElement(properties, w("tblCellMar"))
    for side in ("left", "right"):
        margins.append(_element(side, w="70", type="dxa"))
    properties.append(_element("tblLook", val="0020", firstRow="1", lastRow="0", firstColumn="0", lastColumn="0"))
    properties.append(_element("tblCaption", val=title))
    properties.append(_element("tblDescription", val="One line for each finding, the gravest first."))
    grid = etree.SubElement(table, w("tblGrid"))
    grid.extend(_element("gridCol", w=str(each)) for each in widths)
    heads = [[_run(heading, bold=True, ink="FFFFFF", size=16)] for heading in _HEADINGS]
    table.append(_make_row(heads, widths, ["1F3864"] * len(widths), head=True))
    for remark in remarks:
        fill, ink = _LOOKS[remark.severity] if remark.waived is None else (None, None)
        cells = [
            [_run(remark.weight, bold=True, ink=ink, size=16)],
            [_run(f"{remark.rule} {remark.name}", size=16)],
            [_run(remark.about, size=16)],
            [_link(remark)],
            [_run(" ".join(filter(None, (remark.message, remark.waived))), size=16)],
            [_run(remark.remedy, size=16)],
            [_run(remark.id, size=14)],
        ]
        table.append(_make_row(cells, widths, [fill, *[None] * (len(widths) - 1)]))
    return table


def _make_row(
    cells: Sequence[Sequence[etree._Element]], widths: Sequence[int], fills: Sequence[str | None], *, head: bool = False
) -> etree._Element:
    row = _element("tr")
    properties = etree.SubElement(row, w("trPr"))
    properties.append(_element("cantSplit"))
    if head:
        properties.append(_element("tblHeader"))
    for runs, width, fill in zip(cells, widths, fills, strict=True):
        cell = etree.SubElement(row, w("tc"))
        said = etree.SubElement(cell, w("tcPr"))
        said.append(_element("tcW", w=str(width), type="dxa"))
        if fill is not None:
            said.append(_element("shd", val="clear", color="auto", fill=fill))
        cell.append(_paragraph(*runs, after=20))
    return row


def _link(remark: Remark) -> etree._Element:
    """Make a link from the table to the comment's place."""
    link = _element("hyperlink", anchor=_name_bookmark(remark), history="1")
    link.append(_run(remark.where or "the plan as a whole", size=16, ink="0563C1", underlined=True))
    return link


# -- paragraphs and runs, their properties in the order of the schema ------------------------------------------------


def _element(name: str, /, **attributes: str) -> etree._Element:
    return etree.Element(w(name), {w(key): value for key, value in attributes.items()}, nsmap={"w": W})


def _paragraph(
    *runs: etree._Element, opens_page: bool = False, level: int | None = None, after: int = 0
) -> etree._Element:
    paragraph = _element("p")
    properties = etree.SubElement(paragraph, w("pPr"))
    if opens_page:
        properties.append(_element("keepNext"))
        properties.append(_element("pageBreakBefore"))
    properties.append(_element("spacing", before="0", after=str(after), line="240", lineRule="auto"))
    properties.append(_element("ind", left="0", right="0", firstLine="0"))
    properties.append(_element("jc", val="left"))
    if level is not None:
        properties.append(_element("outlineLvl", val=str(level)))
    paragraph.extend(runs)
    return paragraph


def _run(
    text: str, *, bold: bool = False, size: int | None = None, ink: str | None = None, underlined: bool = False
) -> etree._Element:
    run = _element("r")
    properties = etree.SubElement(run, w("rPr"))
    if bold:
        properties.append(_element("b"))
    if ink is not None:
        properties.append(_element("color", val=ink))
    if size is not None:
        properties.append(_element("sz", val=str(size)))
        properties.append(_element("szCs", val=str(size)))
    if underlined:
        properties.append(_element("u", val="single"))
    properties.append(_element("lang", val="en-GB"))
    words = etree.SubElement(run, w("t"))
    words.text = text
    words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return run
