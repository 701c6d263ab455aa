import typing
from pathlib import Path

import pytest

from scrgraph.facts.model import TargetKind
from scrgraph.facts.phrases import compile_wording, find_wordings, mask
from scrgraph.wordings import Wording, Wordings, load_wordings

EVENT_KINDS = {"reviewed", "requested", "received", "to-review", "finalised", "completed", "pending", "other"}
STATUSES = {"completed", "finalised", "pending", "ongoing"}

VOCABULARY = """
@prefix scr: <https://w3id.org/scrgraph/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix ex: <https://example.org/> .

ex:asked skos:inScheme <https://w3id.org/scrgraph/event-kinds> ; skos:notation "requested" ;
    skos:prefLabel "asked"@en ; skos:altLabel "begged"@en ; scr:bareDate "due" .
ex:urged skos:inScheme <https://w3id.org/scrgraph/event-kinds> ; skos:broader ex:asked ; skos:notation "urged" ;
    skos:hiddenLabel "urged ... by <date>"@en .
ex:told skos:inScheme <https://w3id.org/scrgraph/event-kinds> ; skos:broader ex:asked ; skos:notation "told" ;
    skos:prefLabel "told"@en ; scr:bareDate "date" .
ex:ferry skos:inScheme <https://w3id.org/scrgraph/agencies> ; skos:notation "ferry" ;
    skos:prefLabel "Ferry Trust"@en ; skos:altLabel "FT"@en ; skos:hiddenLabel "The Ferry Trust of the Bay"@en .
ex:lent skos:inScheme <https://w3id.org/scrgraph/seasons> ; skos:notation "lent" ;
    skos:prefLabel "Lent"@en ; scr:firstDay "02-10" ; scr:lastDay "04-20" .
"""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Wordings:
    folder = tmp_path_factory.mktemp("vocabularies")
    (folder / "all.ttl").write_text(VOCABULARY, encoding="utf-8")
    return load_wordings(folder)


def test_every_label_is_a_wording_of_its_concept(small: Wordings) -> None:
    assert {(wording.label, wording.notation) for wording in small.events} == {
        ("asked", "requested"),
        ("begged", "requested"),
        ("urged ... by <date>", "urged"),
        ("told", "told"),
    }


def test_kind_is_the_top_concept_above(small: Wordings) -> None:
    assert {wording.kind for wording in small.events} == {"requested"}


def test_bare_date_is_the_concepts_own_else_that_of_its_top(small: Wordings) -> None:
    assert {wording.notation: wording.bare_date for wording in small.events} == {
        "requested": "due",
        "urged": "due",
        "told": "date",
    }


def test_agencies_with_their_names_longest_first(small: Wordings) -> None:
    (agency,) = small.agencies
    assert (agency.code, agency.name) == ("ferry", "Ferry Trust")
    assert agency.labels == ("The Ferry Trust of the Bay", "Ferry Trust", "FT")


def test_seasons_with_their_days(small: Wordings) -> None:
    assert small.seasons == (("Lent", "02-10", "04-20"),)


def test_absent_schemes_are_empty(small: Wordings) -> None:
    assert (small.statuses, small.targets, small.bodies, small.words) == ((), (), (), ())


def test_kinds_are_those_of_the_row_json(wordings: Wordings) -> None:
    assert {wording.kind for wording in wordings.events} == EVENT_KINDS
    assert {wording.kind for wording in wordings.statuses} == STATUSES
    assert {wording.kind for wording in wordings.targets} == set(typing.get_args(TargetKind))
    assert {wording.kind for wording in wordings.meeting_states} == {"held", "planned"}
    assert {wording.bare_date for wording in wordings.events} <= {"date", "due"}


@pytest.mark.parametrize(
    "scheme", ["events", "statuses", "targets", "meeting_states", "markers", "remark_kinds", "document_kinds"]
)
def test_no_wording_stands_for_two_kinds(scheme: str, wordings: Wordings) -> None:
    known: dict[str, tuple[str, str]] = {}
    for wording in getattr(wordings, scheme):
        means = wording.kind, wording.bare_date
        assert known.setdefault(wording.label.lower(), means) == means, wording.label


def test_no_name_stands_for_two_agencies(wordings: Wordings) -> None:
    names = [label.lower() for agency in wordings.agencies for label in agency.labels]
    assert len(names) == len(set(names))
    codes = [agency.code for agency in wordings.agencies]
    assert len(codes) == len(set(codes))


def test_gold_codes_of_agencies_are_known(wordings: Wordings) -> None:
    gold = "bsmhft early-years ed-psych ews schools hobt-gp hobt-hv portage senas csc sb-pct wmp"
    assert set(gold.split()) <= {agency.code for agency in wordings.agencies}


def test_longer_names_come_before_shorter(wordings: Wordings) -> None:
    for labels in (wordings.bodies, wordings.marker_labels("commenced"), *(a.labels for a in wordings.agencies)):
        assert [len(label) for label in labels] == sorted(map(len, labels), reverse=True)


@pytest.mark.parametrize(
    "notation",
    ["evidence-wanted", "commenced", "case-reference", "organisation-word", "theme-heading", "whole-plan"],
)
def test_marks_that_the_reader_looks_for_are_declared(notation: str, wordings: Wordings) -> None:
    assert wordings.marker_labels(notation)


def test_wordings_are_loaded_once() -> None:
    assert load_wordings() is load_wordings()


def test_order_does_not_hang_on_the_store(tmp_path: Path) -> None:
    readings = []
    for name, lines in (("a", VOCABULARY), ("b", VOCABULARY)):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "all.ttl").write_text(lines, encoding="utf-8")
        readings.append(load_wordings(folder))
    assert readings[0] == readings[1]


@pytest.mark.parametrize(
    "scheme", ["events", "statuses", "targets", "meeting_states", "markers", "remark_kinds", "document_kinds"]
)
def test_every_wording_finds_itself(scheme: str, wordings: Wordings) -> None:
    for wording in getattr(wordings, scheme):
        text = (
            wording.label.replace("<date>", "1/5/2010")
            .replace("<body>", "Ofsted")
            .replace("...", "two words more")
            .replace(" <end>", ".")
        )
        masked = mask(text, wordings.bodies if "<body>" in wording.label else ())
        assert compile_wording(wording.label).search(masked.masked), wording


@pytest.mark.parametrize(
    ("label", "text", "found"),
    [
        ("signed off", "Signed  off.", True),
        ("signed off", "signed, off", True),
        ("signed off", "signed\noff", False),
        ("signed off", "signed offer", False),
        ("signed off", "unsigned off", False),
        ("asked ... for", "asked for it", True),
        ("asked ... for", "asked the two old crews of Ely for it", True),
        ("asked ... for", "asked the two very old crews of little Ely for it", False),
        ("asked ... for", "asked. Then for", False),
        ("asked ... for", "asked 1/5/2010 for", False),
        ("due <date>", "due 1/5/2010", True),
        ("due <date>", "due May", False),
        ("review by <body>", "Review by the QA&A Sub-Group", True),
        ("review by <body>", "review by us", False),
        ("the keeper's list", "The keeper’s list", True),
    ],
)
def test_turns_of_phrase(label: str, text: str, found: bool) -> None:
    masked = mask(text, ("QA&A Sub Group", "QA&A"))
    wording = Wording(label, "n", "k")
    assert bool(find_wordings(masked, [wording])) is found


def test_the_longer_of_two_wordings_counts() -> None:
    short, long = Wording("reviewed", "a", "a"), Wording("to be reviewed", "b", "b")
    found = find_wordings(mask("to be reviewed, then reviewed", ()), [short, long])
    assert [match.wording.notation for match in found] == ["b", "a"]


def test_masks_have_the_length_of_what_they_hide() -> None:
    text = "On 1/5/2010 the Ofsted team and Ofsted’s office met"
    masked = mask(text, ("Ofsted",))
    assert len(masked.masked) == len(text)
    assert masked.is_date(text.index("1/5"))
    assert masked.is_body(text.index("Ofsted"))
    assert not masked.is_date(0)
