"""Terms of other boards: suggested by label, confirmed by a person, and then counted as one with ours."""

import json
from pathlib import Path

import pyoxigraph as ox
import pytest

from scrgraph import namespaces
from scrgraph.errors import BadUsage
from scrgraph.exchange.matching import suggest_mappings
from scrgraph.exchange.quarantine import UnknownTerm
from scrgraph.graph.mappings import (
    CLOSE,
    EXACT,
    MANUAL,
    TermMapping,
    choose_confirmed,
    read_mappings,
    render_skos,
    render_sssom,
)
from tests.exchange.boards import SMALL, export, hash_store, make_store, send, take_in
from tests.graph.sample import Ran, run, run_apart

AGENCIES = namespaces.VOCABULARIES + "agencies/"
THEIRS = "https://theirs.example/agencies/"
CONFIRMED = TermMapping(
    THEIRS + "wmp",
    "W. Mids Police",
    EXACT,
    AGENCIES + "wmp",
    "West Midlands Police",
    MANUAL,
    0.9,
    "Manager",
    "2026-01-02",
)


@pytest.mark.parametrize(
    ("kind", "label", "object_", "predicate"),
    [
        ("agency", "West Midlands Police", "agencies/wmp", EXACT),
        ("agency", "BSMHFT", "agencies/bsmhft", EXACT),  # another label
        ("agency", "The west-midlands police", "agencies/wmp", CLOSE),
        ("agency", "West Midland Police", "agencies/wmp", CLOSE),
        ("agency", "Fire Brigade of Elmshire", None, None),
        ("theme", "Training and learning", "themes/training", EXACT),
        ("eventType", "Finalised", "event-kinds/finalised", None),
    ],
)
def test_terms_are_suggested_by_label(kind: str, label: str, object_: str | None, predicate: str | None) -> None:
    found = suggest_mappings([UnknownTerm(kind, THEIRS + "x", label, 1)])
    assert [one.object for one in found] == ([namespaces.VOCABULARIES + object_] if object_ else [])
    assert not any(one.confirmed for one in found)
    if predicate:
        assert found[0].predicate == predicate


def test_table_is_read_as_it_is_written(tmp_path: Path) -> None:
    suggested = TermMapping(THEIRS + "a", "A", CLOSE, AGENCIES + "wmp", "West Midlands Police", confidence=0.5)
    file = tmp_path / "m.sssom.tsv"
    file.write_text(render_sssom([CONFIRMED, suggested]), encoding="utf-8")
    assert set(read_mappings(file)) == {CONFIRMED, suggested}
    assert choose_confirmed([file]) == (CONFIRMED,)
    turtle = render_skos(read_mappings(file))
    (said,) = ox.parse(turtle, format=ox.RdfFormat.TURTLE)
    assert (said.subject.value, said.predicate.value) == (CONFIRMED.subject, CONFIRMED.predicate)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (("semapv:ManualMappingCuration", "nowhere:ManualMappingCuration"), "whose prefix is not declared"),
        (("2026-01-02", "2026-02-30"), "The day '2026-02-30' is none"),
        (("0.90", "much"), "The confidence is no number"),
        (("object_id", "object"), "no column object_id"),
        (("agencies:wmp\tWest Midlands Police", "n1:wmp\tWest Midlands Police"), "mapped to itself"),
    ],
)
def test_table_that_cannot_be_used_is_told(change: tuple[str, str], complaint: str, tmp_path: Path) -> None:
    file = tmp_path / "m.sssom.tsv"
    text = render_sssom([CONFIRMED])
    assert change[0] in text
    file.write_text(text.replace(*change), encoding="utf-8")
    with pytest.raises(BadUsage, match=complaint):
        choose_confirmed([file])


def test_term_that_is_two_of_ours_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "m.sssom.tsv"
    other = TermMapping(CONFIRMED.subject, "", EXACT, AGENCIES + "bsmhft", "", MANUAL, None, "Manager", "2026-01-02")
    file.write_text(render_sssom([CONFIRMED, other]), encoding="utf-8")
    with pytest.raises(BadUsage, match="is confirmed as"):
        choose_confirmed([file])


def ask(store: Path, board: Path) -> dict[str, int]:
    """Ask how many recommendations each agency has, of a store, with the settings of a board."""
    file = board / "rows.rq"
    file.write_text(
        "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\nPREFIX scr: <https://w3id.org/scrgraph/ontology#>\n"
        "SELECT ?agency (COUNT(DISTINCT ?row) AS ?rows) WHERE { ?row scr:responsibleAgency/rdfs:label ?agency } "
        "GROUP BY ?agency ORDER BY ?agency",
        encoding="utf-8",
    )
    ran = run_apart("query", file, "--store", store, "--as-of", "2010-07-31", "--format", "json", cwd=board)
    assert ran.code == 0, ran.complaint
    return {row["agency"]: row["rows"] for row in json.loads(ran.text)["rows"]}


def test_two_boards_that_call_one_agency_differently_are_counted_as_one(tmp_path: Path) -> None:
    """The two plans name police otherwise; what was received stays as it came."""
    store, board = tmp_path / "store", tmp_path / "board"
    board.mkdir()
    ours = make_store(SMALL[0], folder=store)
    take_in(ours, send(export(make_store(SMALL[1]), "partner"), tmp_path))
    before = hash_store(ours)
    del ours
    alone = ask(store, board)
    ran: Ran = run("mapping", "suggest", "--store", store)
    assert ran.code == 0
    own, other = "Merrowshire Police", "Wexholt Housing Association"
    assert alone[own] > 0 < alone[other]
    theirs, mine = find_agency(store, other), find_agency(store, own)
    mapping = TermMapping(theirs, other, CLOSE, mine, own)
    (board / "scrgraph.toml").write_text('[exchange]\nmappings = ["m.sssom.tsv"]\n', encoding="utf-8")
    (board / "m.sssom.tsv").write_text(render_sssom([mapping]), encoding="utf-8")
    assert ask(store, board) == alone  # a suggestion changes nothing
    confirmed = TermMapping(theirs, other, CLOSE, mine, own, MANUAL, 1, "Board manager", "2026-01-02")
    (board / "m.sssom.tsv").write_text(render_sssom([confirmed]), encoding="utf-8")
    together = ask(store, board)
    assert together[own] == alone[own] + alone[other]
    assert other not in together
    assert hash_store(ox.Store.read_only(str(store))) == before


def find_agency(store: Path, label: str) -> str:
    opened = ox.Store.read_only(str(store))
    named = opened.quads_for_pattern(None, ox.NamedNode(namespaces.RDFS + "label"), ox.Literal(label), None)
    return next(quad.subject.value for quad in named)  # type: ignore[union-attr]
