"""Which kinds of document are wanted, and which were seen."""

import pytest

from scrgraph.facts.documents import describe_events, describe_evidence, name_documents
from scrgraph.facts.model import Event, Item, Span
from scrgraph.wordings import Wordings

CELLS = {"text": "Midwives should ask about the father.", "actions": "Add questions to the booking form."}


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Outcome of the audit", ("audit",)),
        ("E-mail to heads, and number trained", ("figures", "letter")),
        ("Copies of the thing", ()),
        ("Flyer for the supper", ("publicity",)),
    ],
)
def test_kinds_of_document_that_a_text_names(text: str, kinds: tuple[str, ...], wordings: Wordings) -> None:
    assert name_documents(text, (), wordings) == kinds


def test_name_of_a_body_names_no_document(wordings: Wordings) -> None:
    assert name_documents("Reviewed by the Audit Panel.", ("Audit Panel",), wordings) == ()


@pytest.mark.parametrize(
    ("item", "shared"),
    [
        ("Result of check on locked medicine cupboards", 0),
        ("Copy of the booking form", 2),
        ("Number of people for whom it was used", 1),
    ],
)
def test_how_far_evidence_is_about_the_row(item: str, shared: int, wordings: Wordings) -> None:
    (described,) = describe_evidence([Item(item, Span(0, len(item)))], CELLS, wordings)
    assert described.shared == shared


def test_documents_are_those_of_what_was_seen_and_not_of_what_is_asked_for(wordings: Wordings) -> None:
    text = "Letter reviewed by the Group. Audit requested and memo reviewed by May."
    asked = Span(30, len(text))
    events = [
        Event("reviewed", "reviewed", None, None, Span(0, 29)),
        Event("reviewed", "reviewed", None, None, asked),
        Event("requested", "requested", None, None, asked),
    ]
    described = describe_events(events, [], text, "", wordings)
    assert [event.documents for event in described] == [("letter",), (), ()]
