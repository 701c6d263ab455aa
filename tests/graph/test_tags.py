"""Declared themes: the forms of the file, what is refused, and what they say of rows."""

import json
from pathlib import Path
from typing import Any

import pytest
from rdflib import DCTERMS, RDF, Graph, Literal, Namespace, URIRef

from scrgraph import namespaces
from scrgraph.errors import BadUsage
from scrgraph.graph.tags import Tag, build_themes, read_tags

SCR = Namespace(namespaces.SCR)
ROWS = [{"key": "main/1", "themes": [{"theme": "training", "phrase": "train"}, "consent"], "doubts": ""}]


def write(folder: Path, data: Any) -> Path:
    file = folder / "tags.json"
    file.write_text(json.dumps(data), encoding="utf-8")
    return file


def build_plans(*names: str) -> Graph:
    facts = Graph()
    for name in names:
        plan = URIRef(f"https://example.org/{name}")
        facts.add((plan, RDF.type, SCR.ActionPlan))
        facts.add((plan, DCTERMS.identifier, Literal(name)))
        facts.add((plan, SCR.hasRecommendation, URIRef(f"{plan}/main/1")))
        facts.add((URIRef(f"{plan}/main/1"), DCTERMS.identifier, Literal("main/1")))
    return facts


@pytest.mark.parametrize(
    ("data", "plan"),
    [
        ({"scheme": {}, "rows": ROWS}, None),
        ({"plan": "a", "rows": ROWS}, "a"),
        ({"plans": [{"plan": "a", "rows": ROWS}]}, "a"),
        ({"main/1": ["training", "consent"]}, None),
    ],
)
def test_every_form_is_read(tmp_path: Path, data: Any, plan: str | None) -> None:
    assert read_tags(write(tmp_path, data)) == (Tag(plan, "main/1", "training"), Tag(plan, "main/1", "consent"))


@pytest.mark.parametrize(
    "data",
    [
        [],
        7,
        {"rows": [{"themes": []}]},
        {"rows": [{"key": "a", "themes": [7]}]},
        {"a": 1},
        {"plan": 5, "rows": ROWS},
        {"plan": 5, "main/1": ["training"]},
        {"plans": [{"plan": "a", "rows": [{"plan": ["b"], **ROWS[0]}]}]},
    ],
)
def test_other_forms_are_refused(tmp_path: Path, data: Any) -> None:
    with pytest.raises(BadUsage, match="not a file of themes"):
        read_tags(write(tmp_path, data))


def test_unknown_theme_is_told_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(BadUsage, match=r"main/1: There is no theme 'trainin'. The nearest is 'training'"):
        read_tags(write(tmp_path, {"main/1": ["trainin"]}))


def test_theme_that_is_near_to_none_is_told_them_all(tmp_path: Path) -> None:
    with pytest.raises(BadUsage, match=r"main/1: There is no theme 'xyz'. Known are: .*, training"):
        read_tags(write(tmp_path, {"main/1": ["xyz"]}))


def test_tags_become_facts_and_lost_ones_are_told() -> None:
    tags = (Tag(None, "main/1", "training"), Tag(None, "main/9", "consent"))
    graph, lost = build_themes(tags, build_plans("a"))
    assert set(graph) == {
        (
            URIRef("https://example.org/a/main/1"),
            SCR.hasTheme,
            URIRef(namespaces.VOCABULARIES + "themes/training"),
        )
    }
    assert lost == (tags[1],)


def test_of_several_plans_a_tag_must_say_which() -> None:
    with pytest.raises(BadUsage, match="do not say of which plan"):
        build_themes((Tag(None, "main/1", "training"),), build_plans("a", "b"))
    graph, _ = build_themes((Tag("b", "main/1", "training"),), build_plans("a", "b"))
    assert {str(row) for row in graph.subjects()} == {"https://example.org/b/main/1"}
