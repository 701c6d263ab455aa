"""The suites of SHACL, through scrgraph's own engines: nothing comes of a test but what ``known.toml`` declares."""

import random
from functools import cache

import pytest
from rdflib import SH, Graph

from scrgraph.config import ENGINES
from tools.conformance.__main__ import read_cases
from tools.conformance.archive import NoSuite
from tools.conformance.cases import Case
from tools.conformance.reports import compare_reports
from tools.conformance.runs import find_unforeseen, load_known, run_case

SLICED = ("topbraid",)  # which take long to start: of these a tenth, and all by `make prove`


@cache
def load_cases() -> tuple[Case, ...]:
    try:
        return read_cases()
    except NoSuite as error:
        pytest.skip(f"214 tests of conformance on {len(ENGINES)} engines not run: {error}")


@pytest.mark.parametrize("engine", ENGINES)
def test_suites_give_what_is_declared(engine: str) -> None:
    cases = load_cases()
    if engine in SLICED:
        cases = tuple(random.Random(7).sample(cases, len(cases) // 10))
    assert list(find_unforeseen(engine, [run_case(engine, case) for case in cases])) == []


@pytest.mark.proof
@pytest.mark.parametrize("engine", SLICED)
def test_suites_give_what_is_declared_to_the_last_test(engine: str) -> None:
    if engine not in ENGINES:
        pytest.skip(f"there is no engine {engine}")
    assert list(find_unforeseen(engine, [run_case(engine, case) for case in load_cases()])) == []


def test_suites_are_whole() -> None:
    suites = [case.suite for case in load_cases()]
    assert {suite: suites.count(suite) for suite in set(suites)} == {"core": 98, "sparql": 23, "dash": 93}
    names = {case.name for case in load_cases()}
    assert len(names) == len(suites)
    assert {name for known in load_known().values() for name in known} <= names


def test_referee_is_no_worse_than_its_own_record() -> None:
    """pySHACL's own tests of the W3C's suite allow this one to fail."""
    known = {name for name in load_known()["pyshacl"] if not name.startswith("dash/")}
    assert known == {"sparql/pre-binding/shapesGraph-001"}


def test_nothing_fails_on_the_fast_engine_that_it_does_not_refuse() -> None:
    """Save that numbers have one form once they are loaded, so that an int or a byte is an integer."""
    outcomes = [run_case("oxigraph", case) for case in load_cases()]
    failed = {one.name for one in outcomes if one.state == "failed"}
    assert failed == {"core/property/datatype-ill-formed", "dash/core/property/xone-001"}


REPORT = """
    @prefix ex: <https://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
    [] a sh:ValidationReport ; sh:conforms false ; sh:result [
        a sh:ValidationResult ; sh:focusNode ex:a ; sh:value 1 ; sh:resultPath [ sh:inversePath ex:p ] ;
        sh:sourceShape ex:s ; sh:resultSeverity sh:Violation ; sh:sourceConstraintComponent sh:ClassConstraintComponent
    ] .
"""


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("ex:a", "ex:a"), ""),
        (("sh:focusNode ex:a", 'sh:resultMessage "Said besides." ; sh:focusNode ex:a'), ""),
        (("ex:a", "ex:b"), "1 missing"),
        (("sh:value 1", "sh:value 2"), "1 missing"),
        (("sh:inversePath", "sh:zeroOrMorePath"), "another path"),
        (("ex:s ", "ex:t "), "1 missing"),
        (("sh:Violation", "sh:Info"), "1 missing"),
        (("sh:ClassC", "sh:NodeC"), "1 missing"),
        (("false", "true"), "conforms is true, not false"),
    ],
)
def test_reports_are_compared_by_all_that_counts(change: tuple[str, str], told: str) -> None:
    expected, given = Graph().parse(data=REPORT), Graph().parse(data=REPORT.replace(*change))
    (report,) = expected.subjects(SH.result)
    difference = compare_reports(expected, report, given)
    assert difference.startswith(told)
    assert bool(difference) == bool(told)


def test_the_same_result_counts_as_often_as_it_is_given() -> None:
    expected, given = Graph().parse(data=REPORT), Graph().parse(data=REPORT)
    (report,) = expected.subjects(SH.result)
    (again,) = given.subjects(SH.conforms)
    other = Graph().parse(data=REPORT)
    (result,) = other.objects(None, SH.result)
    given += other.cbd(result)
    given.add((again, SH.result, result))
    assert compare_reports(expected, report, given).startswith("1 too many")
