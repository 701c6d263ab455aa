"""The house: who imports whom, what modules are called, where data are found, what an error says."""

import json
import pickle
import subprocess
import sys
import zipfile
from pathlib import Path

import grimp
import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

from scrgraph import resources
from scrgraph.errors import BadUsage, DamagedStore, ScrgraphError, UnknownRule, UnreadableDocument

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted((ROOT / "scrgraph").rglob("*.py"))
FOLDERS = {
    "ontology": resources.ontology_folder,
    "shapes": resources.shapes_folder,
    "queries": resources.queries_folder,
    "cases": resources.cases_folder,
    "schemas": resources.schemas_folder,
}
IN_CHECKOUT = {"cases": "tests/shapes", "schemas": "docs/schemas"}  # all others bear their own names


def test_imports_run_down_the_house(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    status = lint_imports(config_filename="pyproject.toml", cache_dir=None)
    assert status == EXIT_STATUS_SUCCESS, capsys.readouterr().out


@pytest.mark.parametrize(
    ("package", "door"),
    [
        ("pyshacl", "scrgraph.audit.shacl"),
        ("owlready2", "scrgraph.graph.reasoning"),
        ("networkx", "scrgraph.analysis.networks"),
        ("pdfplumber", "scrgraph.ingest.pdf_pages"),
    ],
)
def test_heavy_package_has_one_door(package: str, door: str) -> None:
    graph = grimp.build_graph("scrgraph", include_external_packages=True, cache_dir=None)
    importers = graph.find_modules_that_directly_import(package) if package in graph.modules else set()
    assert importers <= {door}


def test_no_module_is_named_for_nothing() -> None:
    names = {part for module in MODULES for part in module.relative_to(ROOT).with_suffix("").parts}
    assert names.isdisjoint({"utils", "util", "helpers", "helper", "manager", "common", "misc"})


def test_init_modules_are_empty_save_the_top_one() -> None:
    inits = [module for module in MODULES if module.name == "__init__.py" and module.parent.parent != ROOT]
    assert [str(module) for module in inits if module.read_text(encoding="utf-8").strip()] == []


@pytest.mark.parametrize("name", FOLDERS)
def test_checkout_has_its_folders_beside_the_package(name: str) -> None:
    assert FOLDERS[name]() == ROOT / IN_CHECKOUT.get(name, name)


def test_missing_folder_is_named_with_the_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resources, "_PACKAGE", tmp_path / "scrgraph")
    with pytest.raises(ScrgraphError) as caught:
        resources.shapes_folder()
    expected = f"{tmp_path / 'shapes'}: This folder, which scrgraph works by, is missing. Install scrgraph again."
    assert str(caught.value) == expected


def test_wheel_carries_the_folders_inside_the_package(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    installed = tmp_path / "installed"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(installed)
    (installed / "data").mkdir()  # another package's folder, beside ours

    calls = ", ".join(f"{name!r}: str(resources.{name}_folder())" for name in FOLDERS)
    script = f"import json, sys; sys.path.insert(0, {str(installed)!r}); from scrgraph import resources; "
    script += f"print(json.dumps({{{calls}}}))"
    found = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, check=True, capture_output=True).stdout

    bundle = installed.resolve() / "scrgraph" / "bundle"
    assert json.loads(found) == {name: str(bundle / name) for name in FOLDERS}
    for name, find_folder in FOLDERS.items():
        assert _list_files(bundle / name) == _list_files(find_folder())
    templates = resources.templates_folder().relative_to(resources.package_folder())
    assert _list_files(installed / "scrgraph" / templates) == _list_files(resources.templates_folder()) != set()


@pytest.mark.parametrize("kind", [UnreadableDocument, UnknownRule, BadUsage, DamagedStore])
def test_error_is_one_clear_sentence(kind: type[ScrgraphError]) -> None:
    error = kind("No table found", path=Path("plan.txt"), place="line 3", remedy="Name a layout with --layout.")
    assert str(error) == "plan.txt, line 3: No table found. Name a layout with --layout."
    assert (error.path, error.place, error.remedy) == ("plan.txt", "line 3", "Name a layout with --layout.")


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (BadUsage("Two days are given"), "Two days are given."),
        (BadUsage("Two days are given", path="a.txt"), "a.txt: Two days are given."),
        (BadUsage("Two days are given", place="--as-of"), "--as-of: Two days are given."),
        (BadUsage("Which day?\n  Neither\x1b[2J", path="a\nb"), "a b: Which day? Neither\ufffd[2J."),
    ],
)
def test_error_says_what_it_knows_on_one_line(error: ScrgraphError, expected: str) -> None:
    assert str(error) == expected


def test_error_passes_between_processes_whole() -> None:
    error = UnreadableDocument("It is empty", path="plan.txt", place="line 1", remedy="Export it again.")
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


def _list_files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
