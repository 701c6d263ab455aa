"""A plan in Word gets a comment for each finding at its place, and a table of them; all else in it stays as it was."""

import io
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from lxml import etree

from scrgraph.ingest.own import AUTHOR, FINDINGS_END, read_findings_title
from tests.graph.sample import AS_OF, run
from tests.office.made import CHAIR, change_parts, find_ids, make_word, read_parts

WEIGHTS = {"violation": "Violation", "warning": "Warning", "info": "For information"}
WRITTEN = {"word/document.xml", "word/comments.xml"}


class Annotated:
    """A plan, what an audit of it finds, and the plan annotated."""

    def __init__(self, folder: Path) -> None:
        self.plan, self.out = folder / "plan.docx", folder / "out.docx"
        self.plan.write_bytes(make_word())
        ran = run("annotate", self.plan, "-o", self.out, *AS_OF)
        assert (ran.code, ran.out) == (0, b""), ran.complaint
        self.said = ran.complaint
        audit = run("audit", self.plan, *AS_OF, "--format", "json", "--fail-on", "never")
        self.findings: list[dict[str, Any]] = json.loads(audit.text)["findings"]
        self.document: Any = Document(str(self.out))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Annotated:
    return Annotated(tmp_path_factory.mktemp("word"))


def list_own(document: Any) -> dict[str, Any]:
    """Give our comments by the ids of their findings."""
    return {find_ids(comment.text)[0]: comment for comment in document.comments if comment.author == AUTHOR}


def find_anchor(document: Any, number: int) -> Any:
    """Give the paragraph that a comment stands at, its marks in order and in the same paragraph."""
    marks = ("commentRangeStart", "commentRangeEnd", "commentReference")
    found = [document.element.body.xpath(f"//w:{mark}[@w:id='{number}']") for mark in marks]
    assert [len(each) for each in found] == [1, 1, 1]
    start, end, reference = (each[0] for each in found)
    paragraph = start.getparent()
    assert end.getparent() is paragraph
    assert end.getnext() is reference.getparent()
    assert paragraph.index(start) < paragraph.index(end)
    return paragraph


def read_text(paragraph: Any) -> str:
    return "".join(paragraph.itertext(qn("w:t")))


# -- what is written ---------------------------------------------------------------------------------------------------


def test_comments_are_the_findings(made: Annotated) -> None:
    comments = [comment for comment in made.document.comments if comment.author == AUTHOR]
    ids = [name for comment in comments for name in find_ids(comment.text)]
    assert len(ids) == len(comments) > 15
    assert sorted(ids) == sorted(finding["id"] for finding in made.findings)
    assert f"with {len(ids)} findings of case-15" in made.said


def test_comment_says_all_that_is_to_be_known(made: Annotated) -> None:
    own = list_own(made.document)
    for finding in made.findings:
        text = own[finding["id"]].text
        assert text.startswith(f"{WEIGHTS[finding['severity']]}: {finding['rule']}, ")
        assert f"Why it matters: {finding['why']}" in text
        assert f"What would settle it: {finding['remedy']}" in text
    impossible = next(each for each in made.findings if each["rule"] == "DQ-001")
    assert "A target date is no day of the calendar." in own[impossible["id"]].text


def test_comment_stands_at_the_words_or_the_empty_cell_of_its_row(made: Annotated) -> None:
    own, absent = list_own(made.document), 0
    table = made.document.tables[0]
    for finding in made.findings:
        paragraph = find_anchor(made.document, own[finding["id"]].comment_id)
        if finding["row"] is None:
            continue
        number = int(finding["row"].rpartition("/")[2])
        cells = [cell for cell in table.rows[number].cells if paragraph in list(cell._tc.iter(qn("w:p")))]
        assert len(cells) == 1, finding
        cell = next((cell for cell in finding["cells"] if cell["row"] == number + 1), None)
        if cell is None:
            continue
        column = [cell.text for cell in table.rows[0].cells].index(cell["column"])
        assert cells[0]._tc is table.rows[number].cells[column]._tc, finding
        if cell["quote"] is None:
            absent += 1
        else:
            assert cell["quote"].replace(" ", "")[:20] in read_text(paragraph).replace(" ", "")
    assert absent > 1


def test_finding_about_the_plan_stands_at_a_heading_or_at_the_text_it_cites(made: Annotated) -> None:
    own = list_own(made.document)
    places = {
        finding["rule"]: read_text(find_anchor(made.document, own[finding["id"]].comment_id))
        for finding in made.findings
        if finding["row"] is None
    }
    headings = {cell.text for cell in made.document.tables[0].rows[0].cells}
    title = made.document.paragraphs[0].text
    assert places
    assert set(places.values()) <= headings | {title}


def test_table_at_the_end_lists_every_finding_and_says_what_made_it(made: Annotated) -> None:
    document = made.document
    table = document.tables[-1]
    rows = [[cell.text for cell in row.cells] for row in table.rows[1:]]
    assert sorted(row[-1] for row in rows) == sorted(finding["id"] for finding in made.findings)
    order = ("Violation", "Warning", "For information")
    assert [order.index(row[0]) for row in rows] == sorted(order.index(row[0]) for row in rows)
    assert table.rows[0]._tr.xpath("w:trPr/w:tblHeader")
    title = next(paragraph for paragraph in document.paragraphs if read_findings_title(paragraph.text))
    assert title.text == "Findings of scrgraph in plan case-15, as of 31 July 2010"
    assert title.paragraph_format.page_break_before
    assert document.paragraphs[-1].text == FINDINGS_END
    words = " ".join(paragraph.text for paragraph in document.paragraphs)
    assert re.search(r"Made by scrgraph as of 31 July 2010, with the core pack of scrgraph \d", words)
    assert "May the case be finalised? No." in words


def test_links_of_the_table_lead_to_bookmarks_at_the_comments(made: Annotated) -> None:
    body = made.document.element.body
    names = [mark.get(qn("w:name")) for mark in body.iter(qn("w:bookmarkStart"))]
    links = [link.get(qn("w:anchor")) for link in made.document.tables[-1]._tbl.iter(qn("w:hyperlink"))]
    assert Counter(names).most_common(1)[0][1] == 1
    assert sorted(links) == sorted(name for name in names if name != "people")
    assert len(links) == len(made.findings)


# -- what stays --------------------------------------------------------------------------------------------------------


def test_all_other_parts_keep_their_bytes(made: Annotated) -> None:
    before, after = read_parts(made.plan.read_bytes()), read_parts(made.out.read_bytes())
    assert list(before) == list(after)
    assert {name for name in before if before[name] != after[name]} == WRITTEN


def test_plan_without_comments_gets_a_part_that_is_named_everywhere(tmp_path: Path) -> None:
    plan, out = tmp_path / "plan.docx", tmp_path / "out.docx"
    document: Any = Document(io.BytesIO(make_word()))
    for comment in document.comments:
        for mark in document.element.body.xpath(f"//*[@w:id='{comment.comment_id}' and contains(name(), 'comment')]"):
            mark.getparent().remove(mark)
    related = next(each for each in document.part.rels.values() if each.reltype.endswith("/comments"))
    del document.part.rels[related.rId]
    document.save(str(plan))
    assert run("annotate", plan, "-o", out, *AS_OF).code == 0
    before, after = read_parts(plan.read_bytes()), read_parts(out.read_bytes())
    named = {"[Content_Types].xml", "word/_rels/document.xml.rels"}
    assert {name for name in after if before.get(name) != after[name]} == WRITTEN | named
    assert len(list(Document(str(out)).comments)) > 15


def test_comments_changes_controls_and_bookmarks_of_people_stay(made: Annotated) -> None:
    body = made.document.element.body
    (comment,) = [comment for comment in made.document.comments if comment.author == CHAIR]
    assert comment.text == "Is this still so?"
    assert read_text(find_anchor(made.document, comment.comment_id)) == "Director of Services"
    assert read_text(body.xpath("//w:ins[@w:id='901']")[0]) == " New words."
    assert "".join(body.xpath("//w:del[@w:id='900']")[0].itertext(qn("w:delText"))) == "Old words."
    assert body.xpath("//w:sdt/w:sdtPr/w:tag/@w:val") == ["lead"]
    assert body.xpath("//w:bookmarkStart[@w:name='people']")
    before: Any = Document(io.BytesIO(made.plan.read_bytes()))
    assert [p.text for p in made.document.paragraphs][: len(before.paragraphs)] == [p.text for p in before.paragraphs]
    assert [cell.text for row in made.document.tables[0].rows for cell in row.cells] == [
        cell.text for row in before.tables[0].rows for cell in row.cells
    ]
    assert body[-1].tag == qn("w:sectPr")
    assert made.document.sections[0].orientation == before.sections[0].orientation


def test_numbers_of_comments_bookmarks_and_changes_are_unlike(made: Annotated) -> None:
    body = made.document.element.body
    kinds = ("commentReference", "bookmarkStart", "ins", "del")
    numbers = [each.get(qn("w:id")) for kind in kinds for each in body.iter(qn(f"w:{kind}"))]
    assert len(numbers) == len(set(numbers))


def test_annotated_plan_reads_as_the_plan(made: Annotated) -> None:
    rows, again = (run("rows", path) for path in (made.plan, made.out))
    assert rows.text == again.text
    accounts = [run("rows", path, "--account").text.replace(path.name, "plan") for path in (made.plan, made.out)]
    assert accounts[0] == accounts[1]
    assert "the account balances" in accounts[0]


# -- a second run ------------------------------------------------------------------------------------------------------


def test_second_run_gives_the_same_bytes_under_another_name(made: Annotated, tmp_path: Path) -> None:
    again = tmp_path / "other-name.docx"
    assert run("annotate", made.out, "-o", again, *AS_OF).code == 0
    assert again.read_bytes() == made.out.read_bytes()


def test_later_day_replaces_what_was_written(made: Annotated, tmp_path: Path) -> None:
    later = tmp_path / "later.docx"
    assert run("annotate", made.out, "-o", later, "--as-of", "2011-07-31", "--severity", "violation").code == 0
    document: Any = Document(str(later))
    comments = [comment for comment in document.comments if comment.author == AUTHOR]
    assert {comment.text.partition(":")[0] for comment in comments} == {"Violation"}
    assert {str(comment.timestamp.date()) for comment in comments} == {"2011-07-31"}
    assert len(document.tables) == 2
    assert len(document.tables[-1].rows) == len(comments) + 1
    text = " ".join(paragraph.text for paragraph in document.paragraphs)
    assert text.count("Findings of scrgraph in plan") == 1
    assert re.search(r"Of these \d+ findings less grave than was asked for are left out here", text)
    fresh = tmp_path / "fresh.docx"
    assert run("annotate", made.plan, "-o", fresh, "--as-of", "2011-07-31", "--severity", "violation").code == 0
    assert fresh.read_bytes() == later.read_bytes()


def test_answers_of_people_to_our_comments_stay_tied_to_them(made: Annotated, tmp_path: Path) -> None:
    """Word ties an answer to a comment by the comment's last paragraph, in a part of its own."""
    own = list_own(made.document)
    first, gone = (own[next(name for name in sorted(own) if name.startswith(rule))] for rule in ("DQ-001", "MON-003"))
    space = "http://schemas.microsoft.com/office/word/2010/wordml"
    marks = {first: "0000AAAA", gone: "0000BBBB"}

    def mark(part: bytes) -> bytes:
        root = etree.fromstring(part)
        assert space in root.nsmap.values()
        for comment, name in marks.items():
            (found,) = (each for each in root if each.get(qn("w:id")) == str(comment.comment_id))
            found[-1].set(f"{{{space}}}paraId", name)
        return etree.tostring(root)

    extended = (
        b'<w15:commentsEx xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml">'
        b'<w15:commentEx w15:paraId="0000AAAA" w15:done="1"/><w15:commentEx w15:paraId="0000BBBB" w15:done="0"/>'
        b'<w15:commentEx w15:paraId="0000CCCC" w15:paraIdParent="0000BBBB" w15:done="0"/></w15:commentsEx>'
    )
    related = (
        b'<Relationship Id="rId99" Type="http://schemas.microsoft.com/office/2011/relationships/commentsExtended" '
    )
    changed = change_parts(
        made.out.read_bytes(),
        {
            "word/comments.xml": mark,
            "word/_rels/document.xml.rels": lambda part: part.replace(
                b"</Relationships>", related + b'Target="commentsExtended.xml"/></Relationships>'
            ),
        },
        {"word/commentsExtended.xml": extended},
    )
    answered, again = tmp_path / "answered.docx", tmp_path / "again.docx"
    answered.write_bytes(changed)
    assert run("annotate", answered, "-o", again, *AS_OF, "--ignore", "MON-003").code == 0
    parts = read_parts(again.read_bytes())
    assert b'paraId="0000AAAA"' in parts["word/comments.xml"]
    assert b"0000BBBB" not in parts["word/comments.xml"] + parts["word/commentsExtended.xml"]
    assert b'paraId="0000AAAA" w15:done="1"' in parts["word/commentsExtended.xml"]
    assert b'paraId="0000CCCC" w15:done="0"' in parts["word/commentsExtended.xml"]


def test_waived_finding_is_marked_as_waived(made: Annotated, tmp_path: Path) -> None:
    finding = next(each for each in made.findings if each["rule"] == "DQ-001")
    waivers, out = tmp_path / "waivers.toml", tmp_path / "out.docx"
    details = ("--reason", "The paper copy is lost", "--until", "2010-12-31", "--approved-by", "Chair of the board")
    ran = run(
        "waive",
        finding["id"],
        made.plan,
        *details,
        "--meeting",
        "2010-07-01",
        "--as-of",
        "2010-07-31",
        "--waivers",
        waivers,
    )
    assert ran.code == 0, ran.complaint
    assert run("annotate", made.plan, "-o", out, *AS_OF, "--waivers", waivers).code == 0
    document: Any = Document(str(out))
    text = list_own(document)[finding["id"]].text
    assert text.startswith("Violation (waived): DQ-001, ")
    assert "Waived until 31 December 2010: The paper copy is lost." in text
    row = next(row for row in document.tables[-1].rows if row.cells[-1].text == finding["id"])
    assert row.cells[0].text == "Violation (waived)"
