"""The documents: made pages are fresh, links lead somewhere, and the sample is the one its page describes."""

import hashlib
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from rdflib import OWL

from tools import docs

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted(
    path
    for folder in (ROOT, *(ROOT / name for name in ("data", "docs", "shapes", "queries", "ontology", "benchmarks")))
    for path in (folder.glob("*.md") if folder == ROOT else folder.rglob("*.md"))
)


@pytest.fixture(scope="module")
def pages() -> dict[Path, str]:
    """The pages as made from the data of today."""
    return docs.build_pages()


def test_made_pages_are_fresh(
    pages: dict[Path, str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(docs, "build_pages", lambda: pages)
    assert docs.main(["--check"]) == 0, capsys.readouterr().out


def test_check_names_a_stale_page_and_one_without_a_rule(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pages = {tmp_path / "rules" / "NEW-001.md": "# New\n", tmp_path / "fresh.md": "# Fresh\n"}
    (tmp_path / "fresh.md").write_text("# Fresh\n", encoding="utf-8")
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "OLD-001.md").write_text("# Old\n", encoding="utf-8")
    monkeypatch.setattr(docs, "ROOT", tmp_path)
    monkeypatch.setattr(docs, "RULE_PAGES", tmp_path / "rules")
    monkeypatch.setattr(docs, "build_pages", lambda: pages)

    assert docs.main(["--check"]) == 1
    said = capsys.readouterr().out.splitlines()
    assert [Path(line.partition(":")[0]).name for line in said] == ["NEW-001.md", "OLD-001.md"]

    assert docs.main([]) == 0
    assert docs.main(["--check"]) == 0
    assert sorted(path.name for path in (tmp_path / "rules").iterdir()) == ["NEW-001.md"]


def test_ontology_page_and_picture_are_made_and_leave_no_term_out(pages: dict[Path, str]) -> None:
    page, picture = (pages[ROOT / "docs" / name] for name in ("ontology.md", "ontology.svg"))
    terms = docs.list_terms((OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty))
    anchors = re.findall(r'<a id="([^"]+)">', page)

    assert len(anchors) == len(set(anchors)) == len(terms)
    assert set(re.findall(r"\]\(#((?:class|property)-[^)]+)\)", page)) <= set(anchors)
    assert all(f"`scr:{term.rpartition('#')[2]}`" in page for term in terms)
    assert all(f">{name}</text>" in picture for names in docs.list_arrows().values() for name in names)


def test_words_of_the_ontology_picture_keep_clear_of_boxes_and_of_each_other() -> None:
    svg = ET.fromstring(docs.render_picture())
    boxes = [docs.place_box(name) for name in docs._CELLS]
    words = []
    for text in svg.iterfind("{*}text[@class='said']"):
        x, y, wide = float(text.attrib["x"]), float(text.attrib["y"]), len(text.text or "") * docs._LETTER
        left = {"middle": x - wide / 2, "end": x - wide}.get(text.get("text-anchor", "start"), x)
        words.append(docs.Box(left, y - 10, left + wide, y + 3))

    assert len({box.middle for box in boxes}) == len(boxes)
    assert all(len(text.text or "") <= docs._LONG_NAME for text in svg.iterfind("{*}text[@class='name']"))
    for place, word in enumerate(words):
        for other in (*boxes, *words[place + 1 :]):
            apart = (
                word.right <= other.left
                or other.right <= word.left
                or word.bottom <= other.top
                or other.bottom <= word.top
            )
            assert apart, (word, other)


def test_arrow_through_a_third_box_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(docs._CELLS, "Theme", (0, 5, 5))
    with pytest.raises(SystemExit, match="from Recommendation to Theme would run through ReviewRole"):
        docs.render_picture()


def test_section_without_its_marks_is_refused() -> None:
    with pytest.raises(SystemExit, match="once each"):
        docs.replace_section("# Rules\n", "rules", "made", "shapes/README.md")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_to_files_of_the_project(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)\s]+)\)|<img[^>]* src=\"([^\"]+)\"", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
    targets = {one or other for one, other in links}
    broken = [
        target
        for target in targets
        if not re.match(r"(?:https?:|mailto:|#)", target) and not (page.parent / target.partition("#")[0]).exists()
    ]

    assert broken == []


def test_sample_is_the_one_that_its_page_describes() -> None:
    page = (ROOT / "data" / "case-14" / "README.md").read_text(encoding="utf-8")
    digest = hashlib.sha256((ROOT / "data" / "case-14" / "plan.txt").read_bytes()).hexdigest()

    assert f"sha256:{digest}" in page


@pytest.mark.parametrize("picture", sorted((ROOT / "docs").rglob("*.svg")), ids=lambda picture: picture.name)
def test_picture_is_plain_svg_that_asks_for_nothing(picture: Path) -> None:
    svg = ET.parse(picture).getroot()
    names = {element.tag.rpartition("}")[2] for element in svg.iter()}

    assert names.isdisjoint({"script", "image", "foreignObject", "use"})
    assert "title" in names
    assert "desc" in names
    assert not re.search(r"@import|url\(\s*['\"]?https?:", picture.read_text(encoding="utf-8"))
