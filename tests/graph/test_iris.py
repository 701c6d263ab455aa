"""IRIs of data: the same for the same thing, different for different things, sound whatever a plan is called."""

import re

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrgraph import namespaces
from scrgraph.graph import iris

DIGEST = "sha256:" + "0123456789abcdef" * 4
SOUND = re.compile(r"https?://[A-Za-z0-9./_~#%:-]+")
NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)


def test_iris_are_as_the_design_has_them() -> None:
    plan = iris.plan_iri("case-14")
    version = iris.version_iri("case-14", DIGEST)
    assert str(plan) == namespaces.ID + "plan/case-14"
    assert str(version) == namespaces.ID + "plan/case-14/version/0123456789abcdef"
    assert str(iris.source_iri(version)) == f"{version}/source"
    assert str(iris.meta_iri("case-14")) == f"{plan}/meta"
    assert str(iris.below(plan, "imr/ews/1")) == f"{plan}/imr/ews/1"
    assert str(iris.document_iri(DIGEST)) == namespaces.ID + "document/" + DIGEST.removeprefix("sha256:")


def test_base_is_the_boards_own() -> None:
    assert str(iris.plan_iri("case-14", "https://board.example/")) == "https://board.example/plan/case-14"


@given(NAMES)
def test_iri_is_sound_whatever_the_plan_is_called(name: str) -> None:
    for iri in (iris.plan_iri(name), iris.version_iri(name, DIGEST), iris.meta_iri(name), iris.agency_iri(name)):
        assert SOUND.fullmatch(str(iri))
        (quad,) = ox.parse(f"<{iri}> <{iri}> <{iri}> .", format=ox.RdfFormat.N_TRIPLES)
        assert quad.subject == ox.NamedNode(str(iri))


@given(NAMES, NAMES)
def test_plans_of_different_names_have_different_iris(one: str, other: str) -> None:
    assert (iris.plan_iri(one) == iris.plan_iri(other)) == (one == other)


@pytest.mark.parametrize("name", ["case-14/meta", "case-14/main/1", "case-14/version/0123456789abcdef"])
def test_no_name_of_a_plan_is_taken_for_something_within_another(name: str) -> None:
    within = {
        iris.meta_iri("case-14"),
        iris.version_iri("case-14", DIGEST),
        iris.below(iris.plan_iri("case-14"), "main/1"),
    }
    assert iris.plan_iri(name) not in within
