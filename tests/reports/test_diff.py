"""What has changed between two versions, as text, as JSON by its schema, and as a page that needs nothing else."""

import datetime as dt
import json
import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from scrgraph.facts.change import KINDS, LEVELS, Change
from scrgraph.facts.changes import compare_versions
from scrgraph.facts.versions import PlanStatement, Statement
from scrgraph.graph.sources import map_sources
from scrgraph.graph.versions import read_version
from scrgraph.pipeline import read_source
from scrgraph.reports.diff_html import render_page
from scrgraph.reports.diff_json import diff_json, diffs_json
from scrgraph.reports.diff_text import render_diff
from scrgraph.reports.diff_words import Compared, tell_change, tell_changes
from scrgraph.resources import schemas_folder
from tests.graph.sample import ROOT, ROW, write_plan
from tests.proofs.plan_versions import make_versions

SCHEMA = json.loads((schemas_folder() / "diff.schema.json").read_text(encoding="utf-8"))
OLD: tuple[dict[str, str], ...] = (
    {},
    {"text": "Schools should tell the duty team.", "scrutiny": "Reviewed 13/07/2010."},
)
NEW = (
    {"scrutiny": ROW["scrutiny"].replace("Finalised", "Pending."), "targets": "1/10/2009"},
    {"text": "Schools should tell the whole duty team & x<y.", "scrutiny": "Reviewed 13/07/2010."},
    {"text": "Landlords should report a flat without heating.", "actions": "Hold a day of training."},
)


@cache
def compare(old: str, new: str) -> Compared:
    datasets = []
    with TemporaryDirectory() as folder:
        for name, text in (("march.txt", old), ("may.txt", new)):
            (Path(folder) / name).write_text(text, encoding="utf-8")
            datasets.append(read_source(Path(folder) / name).build())
    sources = [map_sources(dataset) for dataset in datasets]
    before, after = map(read_version, datasets)
    return Compared(compare_versions(before, after), sources[0], sources[1])


def make() -> Compared:
    return compare(write_plan(*OLD), write_plan(*NEW))


def find_faults(report: object) -> list[str]:
    return [error.message for error in Draft202012Validator(SCHEMA).iter_errors(report)]


# -- JSON ------------------------------------------------------------------------------------------------------------


def test_schema_is_sound_and_describes_every_field() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$id"].endswith("/diff.schema.json")

    def walk(said: Any) -> list[Any]:
        inner = said.values() if isinstance(said, dict) else said if isinstance(said, list) else ()
        return [said, *(found for one in inner for found in walk(one))]

    fields = [f for said in walk(SCHEMA) if isinstance(said, dict) for f in said.get("properties", {}).values()]
    assert len(fields) > 40
    assert [field for field in fields if not field.get("description")] == []
    assert SCHEMA["$defs"]["change"]["properties"]["kind"]["enum"] == list(KINDS)
    assert tuple(SCHEMA["$defs"]["change"]["properties"]["level"]["enum"]) == LEVELS


def test_json_fits_the_schema() -> None:
    made = diff_json(make())
    assert find_faults(json.loads(json.dumps(made))) == []
    assert find_faults(diffs_json([make()], ["case-1"], [])) == []
    assert made["counts"] == {"backwards": 1, "withdrawn": 1, "changed": 2, "rearranged": 0, "added": 2}


@pytest.mark.parametrize("number", [3, 5])
def test_json_of_many_changes_fits_the_schema(number: int) -> None:
    made = make_versions(number)
    report = diff_json(compare(made.old, made.new))
    assert len(report["changes"]) > 10
    assert find_faults(json.loads(json.dumps(report))) == []


def test_schema_refuses_what_is_no_diff() -> None:
    made = json.loads(json.dumps(diff_json(make())))
    assert find_faults({**made, "more": 1})
    assert find_faults({key: value for key, value in made.items() if key != "old"})
    assert find_faults({**made, "changes": [{**made["changes"][0], "kind": "unheard-of"}]})


def test_change_names_the_cells_of_both_versions() -> None:
    change = next(change for change in diff_json(make())["changes"] if change["kind"] == "target-moved")
    assert change["values"] == {"days": 30}
    assert change["message"] == "The target moved from 1 September 2009 to 1 October 2009, 30 days later."
    places = [change[side]["cells"][0] for side in ("before", "after")]
    assert [(place["file"], place["column"], place["quote"]) for place in places] == [
        ("march.txt", "Target date for completion", "1/09/2009"),
        ("may.txt", "Target date for completion", "1/10/2009"),
    ]


def test_what_is_gone_names_the_place_where_it_would_stand() -> None:
    change = next(change for change in diff_json(make())["changes"] if change["kind"] == "event-withdrawn")
    assert change["before"]["words"] == "Finalised"
    assert change["after"]["words"] is None
    assert change["after"]["cells"][0]["file"] == "may.txt"
    assert change["after"]["cells"][0]["quote"] is None


# -- text ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [64, 100, 240])
def test_text_is_folded(width: int) -> None:
    lines = render_diff(make(), width).splitlines()
    assert max(map(len, lines)) <= width


def test_text_tells_the_gravest_first_and_both_cells() -> None:
    text = render_diff(make(), 200)
    assert re.findall(r"^\w[\w ]*:$", text, re.MULTILINE) == ["Gone backwards:", "Withdrawn:", "Changed:", "Added:"]
    assert "case-15: march.txt (2 rows) → may.txt (3 rows)" in text
    assert "- main/1, Recommendation 1: The status went back from finalised to open." in text
    assert "    before: march.txt, line 5, QA&A Sub Group. Audit, Progress & Finalisation date: “Finalised”" in text
    assert "    now: may.txt, line 5, QA&A Sub Group. Audit, Progress & Finalisation date: nothing" in text
    assert "    words: Schools should tell the {+whole+} duty [-team.-] {+team & x<y.+}" in text
    assert text.endswith("[-these words-] are gone, {+these words+} have come.")


def test_versions_that_say_the_same_are_told_in_a_line() -> None:
    text = write_plan(*OLD)
    assert render_diff(compare(text, text.replace(" list", "  list")), 100).splitlines()[1] == "Nothing has changed."


def test_change_that_many_rows_share_is_told_once() -> None:
    rows = [{"text": f"{name} should keep a list.", "actions": f"{name} write it."} for name in ("Ann", "Bob", "Cy")]
    more = [row | {"monitoring": f"{ROW['monitoring']}, 1/11/2010"} for row in rows]
    text = render_diff(compare(write_plan(*rows), write_plan(*more)), 200)
    told = "- 3 rows (main/1, main/2, main/3): A monitoring meeting planned for 1 November 2010 is listed that was not"
    assert told in text
    assert text.count("1 November 2010") == 1


def test_unsure_rows_are_named() -> None:
    other = {"text": "Landlords should report a flat without heating.", "actions": "Hold a day of training."}
    text = render_diff(compare(write_plan({}, {}), write_plan({}, other)), 200)
    assert "main/2 is taken for main/2 by its number alone" in text


# -- sentences -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_sentence(kind: str) -> None:
    day = dt.date(2010, 7, 13)
    said: Any = Statement("event", "scrutiny", "Reviewed 13/07/2010", "node", "reviewed", day)
    if kind.startswith("plan"):
        said = PlanStatement("title", "A title", "node")
    values: dict[str, str | int | float] = {
        "old": "open",
        "new": "finalised",
        "what": "event",
        "part": "main",
        "name": "Lead",
        "rows": 2,
        "days": 3,
    }
    values |= {"alike": 0.9, "sure": "likely", "state": "held"}
    if kind.startswith("plan"):
        values["what"] = "title"
    told = tell_change(Change(kind, "scrutiny", said, said, values, ("main/1", "main/2"), ("main/1", "main/3")))
    assert told.endswith(".")
    assert told[0].isupper()
    assert "None" not in told
    assert "{" not in told


# -- HTML ------------------------------------------------------------------------------------------------------------


class Page(HTMLParser):
    """Checks that every element is closed, and gathers what a page loads and marks."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.loads: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.marked: dict[str, list[str]] = {"ins": [], "del": []}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag not in ("meta", "link", "br", "img"):
            self.open.append(tag)
        self.loads += [str(said[key]) for key in ("src", "data") if key in said]
        self.loads += [tag] if tag in ("script", "link", "iframe", "img") else []
        self.links += [str(said["href"])] if "href" in said else []
        self.ids += [str(said["id"])] if "id" in said else []

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] in self.marked:
            self.marked[self.open[-1]].append(data)


def test_page_is_whole_and_loads_nothing() -> None:
    text = render_page([make()])
    page = Page(text)
    assert page.open == []
    assert page.loads == []
    assert "url(" not in text
    assert "@import" not in text
    assert len(page.ids) == len(set(page.ids))
    assert {link.removeprefix("#") for link in page.links} <= set(page.ids)


def test_page_marks_words_on_both_sides_and_escapes_them() -> None:
    text = render_page([make()])
    page = Page(text)
    assert page.marked == {"ins": ["1/10/2009", "whole", "team & x<y."], "del": ["1/09/2009", "team."]}
    assert "team &amp; x&lt;y." in text
    assert text.count("<h2 id=") == 5
    assert "march.txt, line 5" in text
    assert "may.txt, line 5" in text


def test_page_of_several_plans_names_each() -> None:
    text = render_page([make(), compare(write_plan(reference="Case 16"), write_plan(reference="Case 16"))])
    assert "2 plans: what has changed" in text
    assert "case-15" in text
    assert "case-16" in text
    assert "Nothing has changed." in text


def test_same_versions_give_the_same_bytes() -> None:
    compare.cache_clear()
    first = render_page([make()]), render_diff(make(), 100), json.dumps(diff_json(make()))
    compare.cache_clear()
    assert (render_page([make()]), render_diff(make(), 100), json.dumps(diff_json(make()))) == first
    assert list(tell_changes(make()))


def test_page_of_the_documents_names_every_kind() -> None:
    page = (ROOT / "docs" / "diff.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| `([a-z-]+)` \|", page, re.MULTILINE) == list(KINDS)
