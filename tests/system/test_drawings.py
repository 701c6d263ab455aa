"""Drawings in a real browser, with its own letters: words lie apart and on the page, nothing is fetched."""

import json
import re
from html import unescape
from pathlib import Path

import pytest

from tests.reports.drawn import Picture, Text, list_outside, list_overlaps, read_drawing
from tests.reports.test_drawings import DRAWINGS
from tests.system.browser import browse, list_requests

pytestmark = pytest.mark.system

# Letters reach as high and as low as their boxes only where they stand on one another, so a sixth is taken off.
_QUESTION = """<pre id="answer"></pre><script>
addEventListener("load", () => {
  const told = [...document.querySelectorAll("svg")].map((svg) => [...svg.querySelectorAll("text")].map((text) => {
    const box = text.getBBox(), turn = text.transform.baseVal.consolidate();
    const top = box.y + box.height / 6, bottom = box.y + box.height * 5 / 6;
    const corners = [[box.x, top], [box.x + box.width, top], [box.x + box.width, bottom], [box.x, bottom]];
    return [text.textContent, corners.map(([x, y]) => {
      const place = new DOMPoint(x, y);
      const turned = turn ? place.matrixTransform(DOMMatrix.fromMatrix(turn.matrix)) : place;
      return [turned.x, turned.y];
    })];
  }));
  document.getElementById("answer").textContent = JSON.stringify(told);
});
</script>"""


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("drawings")


@pytest.fixture(scope="module")
def page(scratch: Path) -> Path:
    drawn = "\n".join(f'<div style="width: 800px">{make()}</div>' for make in DRAWINGS.values())
    path = scratch / "drawings.html"
    path.write_text(f"<!DOCTYPE html><title>Drawings</title><body>{drawn}{_QUESTION}</body>", encoding="utf-8")
    return path


def test_words_lie_apart_and_on_the_page(page: Path, scratch: Path) -> None:
    told = browse(page, scratch, "--virtual-time-budget=10000", "--dump-dom")
    found = re.search(r'<pre id="answer">(.*?)</pre>', told, re.DOTALL)
    assert found
    answers = json.loads(unescape(found[1]))
    assert len(answers) == len(DRAWINGS)
    for (name, make), texts in zip(DRAWINGS.items(), answers, strict=True):
        made = read_drawing(make())
        seen = tuple(Text(words, tuple(map(tuple, corners)), 0, "") for words, corners in texts)
        picture = Picture(made.width, made.height, made.root, seen)
        assert [text.words for text in seen] == [text.words for text in made.texts]
        assert (name, list_outside(picture)) == (name, [])
        assert (name, list(list_overlaps(picture))) == (name, [])


@pytest.mark.parametrize("name", ["heat map of three", "closures, few", "agencies as lines"])
def test_browser_asks_for_nothing(name: str, scratch: Path) -> None:
    page = scratch / "drawing.html"
    page.write_text(f"<!DOCTYPE html><title>Drawing</title><body>{DRAWINGS[name]()}</body>", encoding="utf-8")
    assert list_requests(page, scratch) == []
