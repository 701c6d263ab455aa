"""Packages by the validator of RO-Crates itself."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.exchange.made import export_sample

pytestmark = pytest.mark.system

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / ".venv-crate" / "bin" / "python"
VALIDATOR = Path(__file__).parent / "crate_validator.py"
ADDRESS = "The organization SHOULD have a URL."  # a board need not tell its own


def validate(package: Path) -> list[tuple[str, str]]:
    """Give the issues that the validator finds, each with its severity."""
    done = subprocess.run([PYTHON, VALIDATOR, package], capture_output=True, text=True, check=True, timeout=300)
    lines = done.stdout.splitlines()
    assert lines[-1] == "validated"
    return [(line.split("\t")[0], line.split("\t")[2]) for line in lines[:-1]]


@pytest.mark.parametrize("profile", ["public", "partner", "full"])
def test_a_package_is_a_sound_crate(profile: str, tmp_path: Path) -> None:
    package = export_sample(profile, tmp_path / "package")
    assert validate(package) == [("RECOMMENDED", ADDRESS)]


def test_a_package_that_is_no_crate_is_found(tmp_path: Path) -> None:
    """That the validator does find faults, run as it is here."""
    package = shutil.copytree(export_sample("partner", tmp_path / "package"), tmp_path / "changed")
    crate = package / "ro-crate-metadata.json"
    crate.write_text(crate.read_text(encoding="utf-8").replace('"datePublished"', '"day"'), encoding="utf-8")
    assert "REQUIRED" in {severity for severity, _ in validate(package)}
