"""Datasets on disk: TriG comes back as it was, byte for byte and finding for finding."""

import re
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import RDF, XSD, Dataset
from rdflib.compare import isomorphic

from scrgraph.config import ENGINES
from scrgraph.errors import ScrgraphError, UnreadableDocument
from scrgraph.graph.build import SCR
from scrgraph.graph.dataset import list_quads, load_dataset, merge_datasets, save_trig, split_plans, write_whole
from scrgraph.pipeline import audit_dataset, read_source
from tests.graph.sample import DAY, audit_plan, build_plan, load_declared, load_pack, quads_of, run, write_plan


def read_text(text: str, tmp_path: Path, plan: str | None = None) -> Dataset:
    (tmp_path / "plan.txt").write_text(text, encoding="utf-8")
    return read_source(tmp_path / "plan.txt", None, plan).build()


def test_trig_comes_back_as_it_was(tmp_path: Path) -> None:
    save_trig(build_plan(), tmp_path / "one.trig")
    loaded = load_dataset(tmp_path / "one.trig")
    assert quads_of(loaded) == quads_of(build_plan())
    save_trig(loaded, tmp_path / "two.trig")
    assert (tmp_path / "one.trig").read_bytes() == (tmp_path / "two.trig").read_bytes()


def test_trig_is_read_alike_by_another_reader(tmp_path: Path) -> None:
    odd = {
        "actions": 'Say "no" \\ once; \u201cquoted\u201d <p>two</p> <p>caf\u00e9 \U0001f600 100%</p>',
        "leads": "A\u00a0B",
    }
    dataset = read_text(write_plan(odd, {}, {}), tmp_path)
    save_trig(dataset, tmp_path / "plan.trig")
    other = Dataset()
    other.parse(tmp_path / "plan.trig", format="trig")
    for graph in dataset.graphs():
        assert isomorphic(graph, other.graph(graph.identifier))
    assert quads_of(other) == quads_of(dataset)


def test_audit_of_linked_data_is_the_audit_of_the_document(tmp_path: Path) -> None:
    save_trig(build_plan(), tmp_path / "plan.trig")
    audited = audit_dataset(load_dataset(tmp_path / "plan.trig"), DAY, load_pack(), load_declared())
    assert audited.result.to_json() == audit_plan().result.to_json()
    assert audited.statuses == audit_plan().statuses


def test_merged_datasets_keep_their_graphs_apart(tmp_path: Path) -> None:
    one = read_text(write_plan(reference="Case 15"), tmp_path)
    two = read_text(write_plan(reference="Case 16"), tmp_path)
    merged = merge_datasets([one, two])
    assert quads_of(merged) == quads_of(one) | quads_of(two)
    assert len(list_quads(merged)) == len(list_quads(one)) + len(list_quads(two))


@pytest.mark.parametrize(
    "plan",
    [
        "a b",
        "caf\u00e9 \u2013 \u20ac",
        "50% done?",
        "case#14",
        "<case>",
        '"quoted" \\ {braces} |pipe| ^hat` ',
        "line\nfeed\tand tab",
        "..",
        "\u0130stanbul \U0001f600",
        "https://example.org/plan",
    ],
)
def test_odd_id_of_a_plan_is_kept(plan: str, tmp_path: Path) -> None:
    dataset = read_text(write_plan({"scrutiny": "Further evidence required."}), tmp_path, plan)
    save_trig(dataset, tmp_path / "plan.trig")
    loaded = load_dataset(tmp_path / "plan.trig")
    assert quads_of(loaded) == quads_of(dataset)
    audited = audit_dataset(loaded, DAY, load_pack().choose(["SEQ-001"]))
    assert audited.result.plan == plan
    assert [finding.row for finding in audited.result.findings] == ["main/1"]


def test_file_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "out"
    write_whole(target, b"first")
    assert target.read_bytes() == b"first"

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(ScrgraphError, match="No space left on device"):
        write_whole(target, b"second")
    assert target.read_bytes() == b"first"
    assert list(tmp_path.iterdir()) == [target]


def test_written_file_may_be_read_as_any_other(tmp_path: Path) -> None:
    (tmp_path / "plain").touch()
    write_whole(tmp_path / "out", b"first")
    assert (tmp_path / "out").stat().st_mode == (tmp_path / "plain").stat().st_mode


@pytest.mark.parametrize("engine", ENGINES)
def test_forms_of_strings_and_numbers_change_no_finding(engine: str, tmp_path: Path) -> None:
    """Strings with their type said, and whole numbers with a sign and noughts before them."""
    dataset = read_text(write_plan({"scrutiny": "Further evidence required."}, {}), tmp_path)
    plain = ox.serialize(list_quads(dataset), format=ox.RdfFormat.N_QUADS) or b""
    odd, strings = re.subn(r'" (<\S+> \.\n)', rf'"^^<{XSD.string}> \1', plain.decode())
    odd, numbers = re.subn(rf'"(\d+)"(\^\^<{XSD.integer}>)', r'"+00\1"\2', odd)
    assert min(strings, numbers) > 10
    (tmp_path / "odd.nq").write_text(odd, encoding="utf-8")
    loaded = load_dataset(tmp_path / "odd.nq")
    assert list_quads(loaded) == list_quads(dataset)
    found, wanted = (audit_dataset(one, DAY, load_pack(), engine=engine).result.to_json() for one in (loaded, dataset))
    assert found == wanted
    assert found["findings"]


@pytest.mark.parametrize(
    ("good", "bad", "named"),
    [
        ('"2009-09-01"^^xsd:date', '"2010-13-45"^^xsd:date', "2010-13-45"),
        ('"2009-09-01"^^xsd:date', '"soon"', "soon"),
        ("scr:position 1", 'scr:position "first"', "first"),
    ],
)
def test_literal_that_is_no_day_or_number_is_refused_in_one_sentence(
    good: str, bad: str, named: str, tmp_path: Path
) -> None:
    path = tmp_path / "plan.trig"
    save_trig(read_text(write_plan(), tmp_path), path)
    text = path.read_text(encoding="utf-8")
    assert good in text
    path.write_text(text.replace(good, bad, 1), encoding="utf-8")
    ran = run("audit", path, "--select", "SEQ-001")
    assert (ran.code, len(ran.complaint.splitlines())) == (2, 1)
    assert named in ran.complaint
    assert str(path) in ran.complaint


def test_file_that_is_too_large_is_refused_in_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "large.trig"
    with path.open("wb") as stream:
        stream.truncate(256 * 2**20 + 1)
    ran = run("audit", path)
    assert (ran.code, len(ran.complaint.splitlines())) == (2, 1)
    assert "256 MB" in ran.complaint


def test_versions_of_one_plan_are_not_mixed(tmp_path: Path) -> None:
    older, newer = read_text(write_plan({}, {}), tmp_path), read_text(write_plan(), tmp_path)
    both = merge_datasets([older, newer])
    with pytest.raises(UnreadableDocument, match="2 versions"):
        split_plans(both)
    versions = [
        next(graph.subjects(SCR.assertedIn))
        for one in (older, newer)
        for graph in one.graphs()
        if "meta" in str(graph.identifier)
    ]
    meta = next(graph for graph in both.graphs() if "meta" in str(graph.identifier))
    meta.add((versions[1], SCR.replacesVersion, versions[0]))
    (current,) = split_plans(both)
    rows = {row for graph in current.graphs() for row in graph.subjects(RDF.type, SCR.Recommendation)}
    assert len(rows) == 1
    assert audit_dataset(current, DAY, load_pack().choose(["SEQ-001"])).result.plan == "case-15"
