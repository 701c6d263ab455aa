"""An error is one line: where, what is wrong, what to do; and the command line prints it as that."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrgraph import batch
from scrgraph.errors import BadUsage, DamagedStore, ScrgraphError, UnknownRule, UnreadableDocument
from tests.graph.sample import SAMPLE, run

KINDS = [ScrgraphError, UnreadableDocument, UnknownRule, BadUsage, DamagedStore]


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (ScrgraphError("It is broken"), "It is broken."),
        (ScrgraphError("It is broken.", remedy="Mend it"), "It is broken. Mend it."),
        (ScrgraphError("Is it broken?", path="plan.txt"), "plan.txt: Is it broken?"),
        (ScrgraphError("No rows.", path="plan.txt", place="line 7"), "plan.txt, line 7: No rows."),
        (ScrgraphError("No rows.", place="line 7"), "line 7: No rows."),
        (ScrgraphError("Two\nlines.", path="a\nb.txt", remedy="Go\ton"), "a b.txt: Two lines. Go on."),
        (ScrgraphError("Bell\x07 and \x1b[31m red", path="plan.txt"), "plan.txt: Bell\ufffd and \ufffd[31m red."),
    ],
)
def test_error_is_one_sentence_with_its_place(error: ScrgraphError, expected: str) -> None:
    assert str(error) == expected


@given(st.text(), st.none() | st.text(), st.none() | st.text(), st.none() | st.text())
def test_error_is_one_printable_line_whatever_it_says(
    message: str, path: str | None, place: str | None, remedy: str | None
) -> None:
    line = str(ScrgraphError(message, path=path, place=place, remedy=remedy))
    assert len(line.splitlines()) <= 1
    assert all(char.isprintable() for char in line)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_error_ends_with_one_line_and_2(
    kind: type[ScrgraphError], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise kind("It is broken", path="plan.txt", place="line 7", remedy="Mend it")

    monkeypatch.setattr(batch, "read_source", fail)
    ran = run("rows", SAMPLE)
    assert (ran.code, ran.out) == (2, b"")
    assert ran.complaint == "scrgraph: plan.txt, line 7: It is broken. Mend it.\n"


def test_interruption_ends_with_one_line_and_130(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(batch, "read_source", interrupt)
    ran = run("rows", SAMPLE)
    assert (ran.code, ran.out) == (130, b"")
    assert len(ran.complaint.strip().splitlines()) == 1
