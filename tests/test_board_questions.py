"""Holds the board's sixteen questions against the oracle: on the real plan, on the sample, on all plans together.

The real plan is looked for in ``SCRGRAPH_SHARED`` (default ``../shared``); without it those tests are skipped, aloud.
"""

import datetime as dt
import json
import random
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from rdflib import SKOS, URIRef

from scrgraph import namespaces, pipeline
from scrgraph.analysis import answers
from scrgraph.analysis.answers import FactBase
from scrgraph.analysis.questions import find_question, load_questions
from scrgraph.graph.dataset import load_vocabularies
from scrgraph.graph.declared import Declared
from scrgraph.graph.tags import Tag, list_themes, read_tags
from scrgraph.pipeline import AuditedPlan, OpenedPlan, PlanReading, audit_dataset, collect_facts, read_source
from scrgraph.reports.rows import rows_json
from tests.board_oracle import ORACLES, Loaded, Plan
from tests.graph import sample
from tests.graph.sample import DAY, REAL, ROOT, SAMPLE, SHARED, load_pack, run

SYNTHETIC = tuple(sorted((ROOT / "tests" / "cases").glob("*/plan.txt")))
THEMES = SHARED / "gold" / "themes.json"
LATER = dt.date(2012, 12, 31)


@dataclass(frozen=True)
class Asked:
    """Plans with the tags declared for them, ready for questions."""

    base: FactBase
    loaded: Loaded


@cache
def read_plan(path: Path) -> PlanReading:
    """Read a plan; a synthetic one goes by the name of its folder."""
    return sample.read_plan(path) if path in (SAMPLE, REAL) else read_source(path, plan=path.parent.name)


@cache
def audit_plan(path: Path, as_of: dt.date, tags: tuple[Tag, ...] = ()) -> AuditedPlan:
    name = read_plan(path).facts.plan
    declared = Declared(tuple(tag for tag in tags if tag.plan in (None, name)))
    return audit_dataset(read_plan(path).build(), as_of, load_pack(), declared)


def load_plan(path: Path, as_of: dt.date, tags: tuple[Tag, ...]) -> Plan:
    reading, audited = read_plan(path), audit_plan(path, as_of, tags)
    name = reading.facts.plan
    themes: dict[str, set[str]] = {}
    for tag in tags:
        if tag.plan in (None, name):
            themes.setdefault(tag.row, set()).add(tag.theme)
    for row in reading.facts.rows:  # what was read from its words is what a row is about where nothing is declared
        themes.setdefault(row.key, {read.theme for read in row.themes})
    assert reading.facts.commenced is not None
    findings = [finding.to_json() for finding in audited.result.findings]
    return Plan(name, reading.facts.commenced, rows_json(reading.facts, reading.document), findings, themes)


def load_asked(paths: tuple[Path, ...], as_of: dt.date, tags: tuple[Tag, ...]) -> Asked:
    facts = collect_facts([audit_plan(path, as_of, tags) for path in paths])
    vocabularies = load_vocabularies()
    labels = {
        str(vocabularies.value(theme, SKOS.notation)): str(vocabularies.value(theme, SKOS.prefLabel))
        for theme in vocabularies.subjects(SKOS.inScheme, URIRef(namespaces.VOCABULARIES + "themes"))
    }
    plans = [load_plan(path, as_of, tags) for path in paths]
    return Asked(FactBase(facts), Loaded(plans, as_of, labels, name_agencies()))


def name_agencies() -> dict[str, str]:
    """How the vocabulary calls each agency, by the letters and digits of each of its names."""
    vocabularies = load_vocabularies()
    names = {}
    for agency in vocabularies.subjects(SKOS.inScheme, URIRef(namespaces.VOCABULARIES + "agencies")):
        called = str(vocabularies.value(agency, SKOS.prefLabel))
        for label in (SKOS.prefLabel, SKOS.altLabel, SKOS.notation):
            for name in vocabularies.objects(agency, label):
                words = "".join(char if char.isalnum() and char.isascii() else " " for char in str(name).lower())
                names[" ".join(words.split())] = called
    return names


def draw_tags(*paths: Path) -> tuple[Tag, ...]:
    """Declare themes for the rows of plans at random, a few of them often."""
    chance = random.Random(4)
    often = ["training", "child-seen-heard", "non-attendance", "record-keeping"]
    tags = [
        Tag(read_plan(path).facts.plan, row.key, theme)
        for path in paths
        for row in read_plan(path).facts.rows
        for theme in chance.sample(often, chance.randrange(3)) + chance.sample(list_themes(), 1)
    ]
    return tuple(dict.fromkeys(tags))


@cache
def load_sample() -> Asked:
    return load_asked((SAMPLE,), DAY, draw_tags(SAMPLE))


@cache
def load_all() -> Asked:
    """The synthetic plans, and one of them once more as if its agencies had been reviewed again."""
    with tempfile.TemporaryDirectory() as folder:
        again = Path(folder, "northmere-again", "plan.txt")
        again.parent.mkdir()
        text = (ROOT / "tests" / "cases" / "northmere-2011" / "plan.txt").read_text(encoding="utf-8")
        assert "4th February 2011" in text
        again.write_text(text.replace("4th February 2011", "4th February 2012"), encoding="utf-8")
        paths = (*SYNTHETIC, again)
        return load_asked(paths, LATER, draw_tags(*paths))


@cache
def load_real() -> Asked:
    for file in (REAL, THEMES):
        if not file.is_file():
            pytest.skip(f"the real plan and its themes are not here: {file} is missing (set SCRGRAPH_SHARED)")
    return load_asked((REAL,), DAY, read_tags(THEMES))


def test_oracle_answers_every_question_of_the_board() -> None:
    assert set(ORACLES) == {question.name for question in load_questions() if question.topic == "board"}


@pytest.mark.parametrize("name", ORACLES)
@pytest.mark.parametrize("load", [load_real, load_sample, load_all], ids=["real", "sample", "all"])
def test_query_and_oracle_give_the_same(name: str, load: Callable[[], Asked]) -> None:
    asked = load()
    answer = asked.base.ask(find_question(name))
    got = [tuple(cell.isoformat() if isinstance(cell, dt.date) else cell for cell in row) for row in answer.rows]

    assert sorted(got, key=repr) == sorted(ORACLES[name](asked.loaded), key=repr)


def test_questions_find_something_on_the_real_plan() -> None:
    """Only what needs two plans finds nothing on one."""
    asked = load_real()
    empty = {name for name in ORACLES if not asked.base.ask(find_question(name)).rows}

    assert empty == {"lessons-that-came-back"}


def test_every_question_finds_something_over_several_plans_or_on_the_sample() -> None:
    asked = (load_sample(), load_all())
    assert [name for name in ORACLES if not any(one.base.ask(find_question(name)).rows for one in asked)] == []


@pytest.mark.parametrize("name", ORACLES)
def test_command_answers_the_question_of_the_real_plan(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The audit and its facts are made once; all else of the command runs."""
    asked = load_real()
    opened = OpenedPlan(audit_plan(REAL, DAY).dataset, None)
    monkeypatch.setattr(pipeline, "open_plans", lambda *_, **__: iter([opened]))
    monkeypatch.setattr(pipeline, "audit_dataset", lambda *_, **__: audit_plan(REAL, DAY))
    monkeypatch.setattr(pipeline, "collect_facts", lambda *_: ())
    monkeypatch.setattr(answers, "FactBase", lambda *_: asked.base)
    ran = run("query", name, REAL, "--as-of", "2010-07-31", "--themes", THEMES, "--format", "json")
    told = json.loads(ran.out)

    assert ran.code == 0
    assert (told["query"], told["asOf"], told["plans"]) == (name, "2010-07-31", ["case-14"])
    rows = [tuple(row[column] for column in told["columns"]) for row in told["rows"]]
    assert sorted(rows, key=repr) == sorted(ORACLES[name](asked.loaded), key=repr)
