"""Which cells the rows of an answer lead to."""

from functools import cache

from scrgraph.analysis.answers import Answer, FactBase
from scrgraph.analysis.questions import Question
from scrgraph.pipeline import collect_facts, collect_sources
from tests.graph.sample import audit_plan

PREFIX = "PREFIX dcterms: <http://purl.org/dc/terms/>\nPREFIX scr: <https://w3id.org/scrgraph/ontology#>\n"


@cache
def load_base() -> FactBase:
    plans = [audit_plan()]
    return FactBase(collect_facts(plans), collect_sources(plans))


def ask(text: str, *cites: str) -> Answer:
    return load_base().ask(Question("mine", "test", "", "", (), {}, PREFIX + text, cites=cites))


def list_lines(answer: Answer) -> list[list[tuple[int, int] | None]]:
    assert answer.cells is not None
    return [[cell.lines for cell in cells] for cells in answer.cells]


def test_row_leads_to_the_rows_of_plans_that_it_names() -> None:
    values = '("case-14" "main/4" "main/1")'
    answer = ask(f"SELECT ?plan ?row ?otherRow WHERE {{ VALUES (?plan ?row ?otherRow) {{ {values} }} }}")
    assert answer.columns == ("plan", "row", "otherRow")
    assert list_lines(answer) == [[(16, 16), (39, 39)]]


def test_row_leads_to_the_facts_that_it_cites_and_does_not_show_them() -> None:
    answer = ask(
        'SELECT ?date ?target WHERE { ?row dcterms:identifier "main/4" ; scr:hasTargetDate ?target . '
        "?target scr:dateText ?date } ORDER BY ?date",
        "target",
    )
    assert answer.columns == ("date",)
    assert answer.cells is not None
    assert [cell.quote for cells in answer.cells for cell in cells] == [row[0] for row in answer.rows]


def test_several_facts_in_one_column_are_each_cited_once_in_the_order_of_the_document() -> None:
    answer = ask(
        'SELECT (GROUP_CONCAT(STR(?row); SEPARATOR = " ") AS ?rows) '
        'WHERE { VALUES ?key { "main/4" "main/1" "main/4" } ?row dcterms:identifier ?key }',
        "rows",
    )
    assert list_lines(answer) == [[(16, 16), (39, 39)]]


def test_what_is_in_no_document_leads_nowhere() -> None:
    plan = 'VALUES (?plan ?row) { ("case-99" "main/1") ("case-14" "main/99") }'
    assert list_lines(ask(f"SELECT ?plan ?row WHERE {{ {plan} }}")) == [[], []]
    agency = "SELECT ?name ?node WHERE { VALUES (?name ?node) { (1 <https://w3id.org/scrgraph/agencies/csc>) } }"
    assert list_lines(ask(agency, "node")) == [[]]


def test_without_documents_there_are_no_cells() -> None:
    question = Question("mine", "test", "", "", (), {}, 'SELECT ?row WHERE { VALUES ?row { "main/1" } }')
    assert FactBase(collect_facts([audit_plan()])).ask(question).cells is None
