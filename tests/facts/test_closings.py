"""What closes an action, what denies it, and what asks for nothing more: sentences as minutes have them."""

import pytest

from scrgraph.facts.decisions import read_decisions
from scrgraph.facts.model import Outcome, decide_outcome
from scrgraph.wordings import Wordings


def read_outcome(text: str, wordings: Wordings) -> Outcome | None:
    """The outcome of a row whose sub-group's column says only this."""
    return decide_outcome(read_decisions(text, wordings, "QA&A Sub Group").events)


@pytest.mark.parametrize(
    "text",
    [
        "Finalised by QA&A 3.4.10",
        "Finalised at QA&A on 3.4.2010",
        "Finalised: 3.4.10",
        "Finalised (see minutes)",
        "The sub-group finalised this action on 3.4.2010.",
        "Signed-off 3.4.2010",
        "QA&A reviewed on 3.4.2009 and finalised on 31.7.2009.",
        "QA&A reviewed 13.07.2010, evidence accepted, finalised.",
        "Reviewed and finalised at QA&A meeting 3.4.2010.",
        "Evidence reviewed at QA&A on 3.4.2010: finalised",
        "Action completed and finalised on 3.4.2010.",
        "Finalised 3.4.2010. No further evidence required.",
        "Finalised. No further information is required from the agency.",
        "Finalised 3.4.2010. Nothing outstanding.",
        "Finalised 13/07/2010. Missing page now supplied.",
        "Finalised. Agency will continue to provide data",
        "Finalised. Staff have to have supervision.",
        "Action finalised. The agency will continue to report to the Board annually.",
        "Trust to ensure policy is reviewed annually. Finalised.",
    ],
)
def test_closes(text: str, wordings: Wordings) -> None:
    assert read_outcome(text, wordings) == "finalised"


@pytest.mark.parametrize(
    "text",
    [
        "Action cannot be signed off.",
        "Cannot be closed.",
        "Action could not be signed off 3.4.10",
        "Unable to be signed off",
        "Recommend that this be finalised. 3.4.10",
        "Could this be signed off?",
        "Finalised - subject to sight of policy",
        "Not all actions completed.",
        "Action partially completed.",
        "Action nearly completed",
        "It is not clear whether the action has been completed.",
        "No evidence received that action completed",
        "Action to be finalised.",
        "Not yet finalised.",
        "Evidence to be sent by 1.9.10 once completed.",
    ],
)
def test_stays_open(text: str, wordings: Wordings) -> None:
    assert read_outcome(text, wordings) == "open"


@pytest.mark.parametrize(
    "text",
    [
        "Policy reviewed by the Trust on 3.4.10.",
        "Not yet seen by the Sub Group.",
        "Nothing considered.",
        "QA&A review 3.4.10 cancelled",
        "Report wasn't received",
        "Agency provided no evidence",
        "Training provided to staff 3.4.10.",
    ],
)
def test_is_neither_review_nor_receipt(text: str, wordings: Wordings) -> None:
    kinds = {event.kind for event in read_decisions(text, wordings, "QA&A Sub Group").events}
    assert not kinds & {"reviewed", "received"}


@pytest.mark.parametrize(
    ("text", "kind", "date", "due"),
    [
        ("Signed off 3/2/2020", "finalised", "2020-02-03", None),
        ("Closed", "finalised", None, None),
        ("Discharged 3/2/2020", "finalised", "2020-02-03", None),
        ("Approved for closure 3/2/2020", "finalised", "2020-02-03", None),
        ("Agreed complete", "completed", None, None),
        ("Verified", "completed", None, None),
        ("Verified by the Audit Panel on 4 May 2020", "completed", "2020-05-04", None),
        ("Evidence seen by the sub-group on 3/2/2020", "reviewed", "2020-02-03", None),
        ("Not accepted, resubmit", "requested", None, None),
        ("Not accepted, resubmit by 3/4/2020", "requested", None, "2020-04-03"),
        ("Referred back to the agency 3/2/2020", "requested", "2020-02-03", None),
        ("Awaiting evidence", "requested", None, None),
        ("Deferred to next meeting", "pending", None, None),
        ("Deferred to 3/4/2020", "pending", None, "2020-04-03"),
    ],
)
def test_decisions_in_other_words(text: str, kind: str, date: str | None, due: str | None, wordings: Wordings) -> None:
    (event,) = read_decisions(text, wordings, "QA&A Sub Group").events
    told = event.date.isoformat() if event.date else None, event.due.isoformat() if event.due else None
    assert (event.kind, *told) == (kind, date, due)


@pytest.mark.parametrize(
    "text",
    [
        "not yet signed off",
        "to be closed in May",
        "To be closed in May 2020",
        "Should be signed off in May",
        "Not verified",
        "Partially verified",
        "To be verified at the next meeting",
        "Not yet discharged",
        "Will be discharged once evidence is seen",
        "Cannot be approved for closure",
        "Approved for closure subject to evidence",
        "Approved for closure in principle",
        "Closure not agreed",
        "Not agreed complete",
        "Recommended for closure",
        "Not closed",
    ],
)
def test_other_words_denied_or_to_come_leave_the_action_open(text: str, wordings: Wordings) -> None:
    assert read_outcome(text, wordings) == "open"


def test_evidence_not_seen_was_not_reviewed(wordings: Wordings) -> None:
    events = read_decisions("Evidence not yet seen by the sub-group", wordings, "QA&A Sub Group").events
    assert [event.kind for event in events] == ["other"]
