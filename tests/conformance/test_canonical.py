"""The W3C's suite of RDFC-1.0, through scrgraph's own canonical form: every evaluation test, and the negative one."""

from collections import Counter

import pytest

from tools.conformance.canonical import PAGE, Case, digest_suite, passes, read_cases

CASES = read_cases()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_canonical_form_is_the_one_expected(case: Case) -> None:
    assert passes(case)


def test_suite_is_whole_and_unchanged() -> None:
    assert Counter(case.kind for case in CASES) == {"evaluation": 64, "negative": 1}
    assert digest_suite() == "ada7874880b74e59b58cacb2bac79441f3bde3ce07cdc32c6d826584f4c07eef"


def test_another_form_does_not_pass() -> None:
    case = next(case for case in CASES if case.expected and "c14n1" in case.expected)
    assert case.expected is not None
    swapped = case.expected.replace("c14n0", "x").replace("c14n1", "c14n0").replace("x", "c14n1")
    assert not passes(Case(case.name, case.title, case.kind, case.digest, case.data, swapped))
    assert not passes(Case(case.name, case.title, "negative", case.digest, case.data, None))


def test_page_tells_what_came_of_every_test() -> None:
    told = PAGE.read_text(encoding="utf-8")
    assert all(f"| {case.name} | {case.title} | {case.kind} | yes |" in told for case in CASES)
