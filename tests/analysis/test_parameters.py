"""What the values of parameters may be, by their kinds; what is said of one that is not."""

from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox
import pytest

from scrgraph import namespaces
from scrgraph.analysis.parameters import bind_parameters, list_kinds
from scrgraph.analysis.questions import Question, load_question_file, names_graphs
from scrgraph.errors import BadUsage

DAY = ox.NamedNode(namespaces.XSD + "date")
AGENCIES = [("Lantern Housing", "lantern"), ("Lantern Housing", "Lantern Homes"), ("Mill Lane Surgery", "mill")]


def ask(kind: str, value: str, default: str | None = None, found: Iterable[tuple[str, str]] = AGENCIES) -> object:
    defaults = {} if default is None else {"x": default}
    question = Question("mine", "own", "", "", (), defaults, "", kinds={"x": kind})
    return bind_parameters(question, ("x",), [f"x={value}"], lambda _: found)["x"]


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("number", "7", ox.Literal(7)),
        ("day", "2010-07-31", ox.Literal("2010-07-31", datatype=DAY)),
        ("theme", "training", ox.Literal("training")),
        ("theme", "TRAINING  and learning", ox.Literal("training")),
        ("outcome", "Completed only", ox.Literal("completed")),
        ("agency", "Lantern Housing", ox.Literal("Lantern Housing")),
        ("agency", "LANTERN homes", ox.Literal("Lantern Housing")),
    ],
)
def test_value_is_taken_by_any_of_its_names(kind: str, value: str, expected: object) -> None:
    assert ask(kind, value) == expected


@pytest.mark.parametrize(
    ("kind", "value", "complaint"),
    [
        ("number", "seven", "The parameter 'x' is a whole number, and 'seven' is none"),
        ("number", "2.5", "'2.5' is none"),
        ("day", "31.7.2010", "The parameter 'x' is a day, and '31.7.2010' is none. Write it as YYYY-MM-DD"),
        ("day", "2010-02-30", "no day of the calendar"),
        ("theme", "trainning", "There is no theme 'trainning' here, .* The nearest is training"),
        ("agency", "lanturn", r"The nearest is Lantern Housing \(lantern\)"),
        ("agency", "zzz", "There are: Lantern Housing, Mill Lane Surgery"),
        ("agency", "any", "There is no agency 'any'"),
        ("colour", "red", "its parameter 'x' is a colour, and there is no such kind. Kinds are: agency, day, number"),
    ],
)
def test_value_that_is_none_of_its_kind_is_refused_with_the_nearest(kind: str, value: str, complaint: str) -> None:
    with pytest.raises(BadUsage, match=complaint):
        ask(kind, value)


def test_any_is_taken_where_it_is_the_default() -> None:
    assert ask("agency", "ANY", "any") == ox.Literal("any")


def test_values_that_only_plans_tell_are_not_checked_before_these_are_read() -> None:
    question = Question("mine", "own", "", "", (), {}, "", kinds={"x": "agency", "y": "theme"})
    assert bind_parameters(question, ("x",), ["x=zzz", "y=training"])["x"] == ox.Literal("zzz")
    with pytest.raises(BadUsage, match="There is no theme 'zzz'"):
        bind_parameters(question, ("x",), ["x=zzz", "y=zzz"])


def test_where_there_are_no_values_that_is_said() -> None:
    with pytest.raises(BadUsage, match="There is none at all"):
        ask("agency", "zzz", found=[])


def test_kinds_are_those_of_the_folder_and_two_forms() -> None:
    assert list_kinds() == ("agency", "day", "number", "outcome", "plan", "row", "rule", "theme")


def test_head_of_a_query_is_read_in_its_parts(tmp_path: Path) -> None:
    file = tmp_path / "ours.rq"
    head = (
        "#+ summary: What?\n#+ tags: [a, b]\n#+ defaults:\n#+   - least: 2\n#+ kinds:\n#+   - least: number\n"
        "#+   - row: row\n#+ cites: one, two\n#+ hides: least\n"
    )
    file.write_text(head + "SELECT ?x ?one ?two ?least ?row WHERE { ?x ?one ?two }", encoding="utf-8")
    question = load_question_file(file)
    assert (question.summary, question.tags, question.cites, question.hides) == (
        "What?", ("a", "b"), ("one", "two"), ("least",)
    )  # fmt: skip
    assert (question.defaults, question.kinds) == ({"least": "2"}, {"least": "number", "row": "row"})
    assert question.parameters == ("least", "row")
    assert question.own


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("SELECT * WHERE { GRAPH ?g { ?s ?p ?o } }", True),
        ("SELECT * WHERE { OPTIONAL { { SELECT ?s WHERE { graph <a:b> { ?s ?p ?o } } } } }", True),
        ('SELECT ?graph WHERE { ?graph ?p "GRAPH" }', False),
        ("ASK { ?s ?p ?o }", False),
    ],
)
def test_query_that_asks_for_graphs_by_name_is_known(text: str, named: bool) -> None:
    assert names_graphs(text) is named
