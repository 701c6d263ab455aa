"""Annotated plans and empty ones in a real office suite: they open, print, and are known again when they are saved."""

import re
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from openpyxl import load_workbook

from scrgraph.ingest.own import AUTHOR
from scrgraph.synthetic.printing.excel import render_excel
from scrgraph.synthetic.printing.printed import print_plan
from scrgraph.synthetic.printing.word import render_word
from tests.graph.sample import AS_OF, SAMPLE, read_plan, run
from tests.office.made import find_ids, make_excel, make_word
from tests.system.browser import read_pages
from tests.system.office import convert, list_words

pytestmark = pytest.mark.system

_MARGIN = 20.0  # points


class Annotated:
    """The sample's plan as an office document, and annotated."""

    def __init__(self, kind: str, folder: Path) -> None:
        self.kind, self.folder = kind, folder
        self.plan, self.out = folder / f"plan.{kind}", folder / f"annotated.{kind}"
        printed = print_plan(read_plan(SAMPLE).document)
        self.plan.write_bytes(render_word(printed, split=3, shaded=True) if kind == "docx" else render_excel(printed))
        ran = run("annotate", self.plan, "-o", self.out, *AS_OF)
        assert ran.code == 0, ran.complaint
        self.ids = list_ids(self.out)


def list_ids(path: Path) -> list[str]:
    """Give the ids of the findings that the comments of a document tell of."""
    if path.suffix == ".docx":
        document: Any = Document(str(path))
        texts = [comment.text for comment in document.comments]
    else:
        book: Any = load_workbook(path)
        texts = [cell.comment.text for s in book.worksheets for row in s.iter_rows() for cell in row if cell.comment]
    return sorted(name for text in texts for name in find_ids(text))


def list_table(path: Path) -> list[str]:
    """Give the ids of the findings that the table or the sheet at the end lists."""
    if path.suffix == ".docx":
        document: Any = Document(str(path))
        return sorted(row.cells[-1].text for row in document.tables[-1].rows[1:])
    sheet: Any = load_workbook(path).worksheets[-1]
    return sorted(row[7].value for row in sheet.iter_rows() if row[7].value not in (None, "Finding"))


def find_first(pages: list[str]) -> int:
    """Give the number (from 0) of the page on which the findings begin."""
    return next(number for number, page in enumerate(pages) if "Findings of scrgraph in plan case-14" in page)


@pytest.fixture(scope="module", params=["docx", "xlsx"])
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Annotated:
    return Annotated(request.param, tmp_path_factory.mktemp(request.param))


@pytest.fixture(scope="module")
def paper(made: Annotated) -> Path:
    return convert(made.out, "pdf", made.folder / "paper")


@pytest.fixture(scope="module")
def saved(made: Annotated) -> Path:
    """The annotated plan, opened and saved by the office suite."""
    return convert(made.out, made.kind, made.folder / "saved")


def test_paper_lists_every_finding_once_in_its_table(made: Annotated, paper: Path) -> None:
    pages = read_pages(paper)
    first = find_first(pages)
    assert 0 < first < len(pages) - 1
    words = " ".join(pages[first:]).split()
    assert len(made.ids) > 250
    # An id may be parted at its hyphens, but its last part stands whole.
    ends = [name.rpartition("-")[2] for name in made.ids]
    assert [end for end in ends if sum(word.endswith(end) for word in words) != 1] == []


def test_no_word_of_the_findings_leaves_the_paper(paper: Path) -> None:
    first = find_first(read_pages(paper))
    count = 0
    for width, words in list_words(paper)[first:]:
        count += len(words)
        assert [word for word in words if word[0] < _MARGIN or word[1] > width - _MARGIN] == []
    assert count > 5000


def test_findings_begin_on_a_page_of_their_own(paper: Path) -> None:
    page = next(page for page in read_pages(paper) if "Findings of scrgraph in plan case-14" in page)
    assert page.split()[0] == "Findings"
    assert "May the case be finalised? No." in " ".join(page.split())


def test_comments_are_the_findings_when_the_suite_has_saved_them(made: Annotated, saved: Path) -> None:
    assert list_ids(saved) == made.ids == list_table(made.out) == list_table(saved)


def test_facts_are_the_same_when_the_suite_has_saved_them(made: Annotated, saved: Path) -> None:
    rows = [re.sub(r'"lines": \[.*?\]', "", run("rows", path).text, flags=re.DOTALL) for path in (made.plan, saved)]
    assert rows[0] == rows[1]


def test_second_run_is_identical_and_one_on_what_was_saved_replaces_all(made: Annotated, saved: Path) -> None:
    again, renewed, settled = (made.folder / f"{name}.{made.kind}" for name in ("again", "renewed", "settled"))
    assert run("annotate", made.out, "-o", again, *AS_OF).code == 0
    assert again.read_bytes() == made.out.read_bytes()
    assert run("annotate", saved, "-o", renewed, *AS_OF).code == 0
    assert list_ids(renewed) == list_table(renewed) == made.ids
    assert run("annotate", renewed, "-o", settled, *AS_OF).code == 0
    assert settled.read_bytes() == renewed.read_bytes()


@pytest.mark.parametrize(("kind", "make"), [("docx", make_word), ("xlsx", make_excel)])
def test_document_with_changes_charts_and_comments_of_people_opens(kind: str, make: Any, tmp_path: Path) -> None:
    plan, out = tmp_path / f"plan.{kind}", tmp_path / f"out.{kind}"
    plan.write_bytes(make())
    assert run("annotate", plan, "-o", out, *AS_OF).code == 0
    saved = convert(out, kind, tmp_path / "saved")
    assert list_ids(saved) == list_ids(out) != []
    if kind == "docx":
        document: Any = Document(str(saved))
        assert {comment.author for comment in document.comments} == {AUTHOR, "Chair of the board"}
    else:
        book: Any = load_workbook(saved)
        assert "Please check." in str(book.worksheets[0]["F7"].comment.text)
        assert len(book.worksheets[1]._charts) == 1


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_empty_plan_prints(kind: str, tmp_path: Path) -> None:
    form = tmp_path / f"form.{kind}"
    assert run("template", kind, "-o", form).code == 0
    pages = read_pages(convert(form, "pdf", tmp_path / "paper"), "-layout")
    assert 2 < len(pages) < 10
    whole = " ".join(" ".join(pages).split())
    for words in ("Action plan", "Recommendations of the review", "Guidance of scrgraph", "not read as a row"):
        assert words in whole
