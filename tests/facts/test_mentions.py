"""Which agencies a row names as those to act, and of which its report speaks."""

from dataclasses import replace
from pathlib import Path

import pytest

from scrgraph.facts.mentions import list_actors, name_agencies, read_mentions
from scrgraph.facts.model import RowFacts
from scrgraph.facts.plan import read_plan
from scrgraph.ingest.read import read_document
from scrgraph.wordings import Wordings

SECTIONS = {
    "harbour-children-s-services": "Harbour Children's Services",
    "harbour-police": "Harbour Police",
    "vale-hospitals-nhs-trust": "Vale Hospitals NHS Trust",
    "harbour-youth-justice-service": "Harbour Youth Justice Service",
    "harbour-fire-and-rescue-service": "Harbour Fire and Rescue Service",
    "harbour-adult-services": "Harbour Adult Services",
}


@pytest.fixture(scope="module")
def rows(sample_row: RowFacts) -> list[RowFacts]:
    return [
        replace(sample_row, key=f"imr/{slug}/1", part="imr", slug=slug, section=section, text="Do it.", leads=None)
        for slug, section in SECTIONS.items()
    ]


@pytest.fixture(scope="module")
def sample_row(wordings: Wordings, sample: Path) -> RowFacts:
    return read_plan(read_document(sample), wordings).rows[0]


def agencies_in(rows: list[RowFacts], wordings: Wordings, column: str, text: str) -> set[str]:
    mentions = read_mentions({column: text}, name_agencies(rows, wordings), wordings)
    assert {mention.column for mention in mentions} <= {column}
    return {mention.agency for mention in mentions}


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        (
            "Harbour Children's Services and Harbour Police should agree a form.",
            {"harbour-children-s-services", "harbour-police"},
        ),
        (
            "The Youth Justice Service and the Fire and Rescue Service to agree a form.",
            {"harbour-youth-justice-service", "harbour-fire-and-rescue-service"},
        ),
        ("Harbour Police should send each report to Harbour Children's Services.", {"harbour-police"}),
        ("Harbour Police should ring Harbour Children's Services and Harbour Adult Services.", {"harbour-police"}),
        ("Ferry Housing Association should agree a form with nobody.", {"ferry-housing-association"}),
    ],
)
def test_agencies_that_a_recommendation_names_as_those_to_act(
    text: str, slugs: set[str], rows: list[RowFacts], wordings: Wordings
) -> None:
    row = replace(rows[0], key="main/1", part="main", slug=None, section=None, text=text)
    assert agencies_in([*rows, row], wordings, "text", text) == slugs


@pytest.mark.parametrize(
    ("report", "slugs"),
    [
        ("CS - live since May. HYJS: in use.", {"harbour-children-s-services", "harbour-youth-justice-service"}),
        (
            "The hospital's team used it, and the police sent an inspector.",
            {"vale-hospitals-nhs-trust", "harbour-police"},
        ),
        ("Youth justice have taken it on.", {"harbour-youth-justice-service"}),
        ("Vale use it in every clinic.", {"vale-hospitals-nhs-trust"}),
        ("Minutes were circulated to Harbour Police.", set()),
        ("Still no word from Harbour Police despite two letters.", set()),
        ("Staff in adult care services were trained in the community.", set()),
    ],
)
def test_agencies_of_which_a_report_speaks(
    report: str, slugs: set[str], rows: list[RowFacts], wordings: Wordings
) -> None:
    assert agencies_in(rows, wordings, "summary", report) == slugs


def test_actors_are_the_organisations_before_the_word_that_asks(wordings: Wordings) -> None:
    text = "The Merrow Police, Merrow Housing Association and Head Teachers should ask Merrow Probation Trust."
    assert list_actors(text, wordings) == ("Merrow Police", "Merrow Housing Association")
    assert list_actors("Merrow Police", wordings) == ()


@pytest.mark.parametrize(
    "post",
    [
        "Strategic Director of Children's Services",
        "Interim Director for Housing Services",
        "Assistant Director Adult Services",
        "Head of Service",
        "Named Nurse for the Merrow Hospital",
    ],
)
def test_a_post_is_no_organisation(post: str, wordings: Wordings) -> None:
    assert list_actors(f"The {post} should write to Merrow Police.", wordings) == ()


def test_an_organisation_may_bear_the_word_of_a_post(wordings: Wordings) -> None:
    text = "Merrow Leadership Team and Merrow Head Start Service should train their staff."
    assert list_actors(text, wordings) == ("Merrow Leadership Team", "Merrow Head Start Service")


def test_the_word_of_a_post_is_no_short_form_of_an_agency(rows: list[RowFacts], wordings: Wordings) -> None:
    told = replace(rows[0], text="The Strategic Director of Children's Services should write to the Minister.")
    report = "The Assistant Director held a survey, and the Strategic Director wrote."
    assert agencies_in([*rows[1:], told], wordings, "summary", report) == set()


def test_what_the_plan_prints_small_names_no_agency(rows: list[RowFacts], wordings: Wordings) -> None:
    others = {"mental-health-trust": "Harbour Mental Health Trust", "domestic-abuse-service": "Domestic Abuse Service"}
    told = [
        replace(rows[0], key=f"imr/{slug}/1", slug=slug, section=section, text="Train staff in domestic abuse.")
        for slug, section in others.items()
    ]
    told.append(replace(rows[1], summary="The protocol covers mental health crises and abuse of alcohol."))
    report = "The protocol covers mental health crises. Abuse of alcohol is in it, and the Mental Health Act."
    assert agencies_in(told, wordings, "summary", report) == set()
    assert agencies_in(told, wordings, "text", "Harbour Police should record each report of Domestic Abuse.") == {
        "harbour-police"
    }
    assert agencies_in(told, wordings, "summary", "Mental Health - all are trained.") == {"mental-health-trust"}
