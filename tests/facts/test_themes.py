"""Themes are read by the cues of the vocabulary, in whatever form their words stand."""

from pathlib import Path

import pytest

from scrgraph.facts.themes import MOST, read_themes
from scrgraph.wordings import Wordings
from tools.measure import add_up, measure_themes

# The least that has been reached on the rows annotated by hand; it only rises.
LEAST_F1 = 0.88


def themes_of(wordings: Wordings, text: str, actions: str = "", summary: str = "") -> list[str]:
    return [reading.theme for reading in read_themes({"text": text, "actions": actions, "summary": summary}, wordings)]


@pytest.mark.parametrize(
    ("text", "theme"),
    [
        ("Staff of the clinic should be trained each year.", "training"),
        ("Hospitals must keep one electronic record for each patient.", "record-keeping"),
        ("All agencies share what information they hold on a household.", "information-sharing"),
        ("The Trust should revise its bruising protocol.", "policy-procedure"),
        ("Every sibling should be included when needs are considered.", "whole-family"),
        ("Workers hear the wishes and feelings of each child.", "child-seen-heard"),
        ("A practitioner who disagrees should escalate the decision.", "professional-challenge"),
        ("Managers will dip sample ten files a quarter.", "audit-assurance"),
        ("Children who were not brought to appointments must be followed up.", "non-attendance"),
        ("Reduce the waiting list for assessment by a third.", "capacity"),
        ("The Board asks the Government to amend the legislation.", "law-national-policy"),
        ("Routine enquiry about domestic violence at each contact.", "domestic-abuse"),
        ("Parental consent is to be obtained before the check.", "consent"),
        ("Social workers receive monthly reflective supervision.", "supervision-oversight"),
    ],
)
def test_theme_is_found_by_its_words(wordings: Wordings, text: str, theme: str) -> None:
    assert theme in themes_of(wordings, text)


@pytest.mark.parametrize(
    "text",
    [
        "The school nurse tells the head teacher.",
        "In line with existing procedures the ward is painted.",
        "Human Resources moves to the first floor.",
        "",
    ],
)
def test_words_that_only_name_somebody_speak_for_no_theme(wordings: Wordings, text: str) -> None:
    assert not {"child-health", "policy-procedure", "capacity"} & set(themes_of(wordings, text))


def test_recommendation_speaks_louder_than_its_actions(wordings: Wordings) -> None:
    first, second = read_themes({"text": "Audit the files.", "actions": "Supervision for all."}, wordings)
    assert (first.theme, second.theme) == ("audit-assurance", "supervision-oversight")
    assert first.confidence > second.confidence


def test_progress_report_speaks_only_where_the_recommendation_is_lost(wordings: Wordings) -> None:
    assert themes_of(wordings, "The ward should be painted green by Easter.", summary="Supervision is held.") == []
    assert themes_of(wordings, "", summary="Supervision is held.") == ["supervision-oversight"]


def test_a_row_has_four_themes_at_most_and_each_quotes_its_words(wordings: Wordings) -> None:
    text = "Audit consent, supervision, training, siblings, thresholds and record keeping."
    found = read_themes({"text": text}, wordings)
    assert len(found) == MOST
    for reading in found:
        assert all(column == "text" and text[span.start : span.end].strip() for column, span in reading.cues)


def test_gap_reaches_over_six_words_of_one_sentence(wordings: Wordings) -> None:
    near = "Review the three old and rather long policies."
    assert "policy-procedure" in themes_of(wordings, near)
    assert "policy-procedure" not in themes_of(wordings, "Review the ward. The school has three policies.")


def test_themes_of_the_rows_annotated_by_hand(shared: Path) -> None:
    counts = measure_themes(shared / "case-14" / "plan.txt", shared / "gold" / "themes.json")
    assert (add_up(counts.values()).f1 or 0) >= LEAST_F1
