"""Drives a real office suite: converts documents, each time with a profile of its own."""

import re
import shutil
import subprocess
from pathlib import Path

_TIME_LIMIT = 180


def find_office() -> str:
    """Give the office suite's command; fails where there is none, for then nothing was checked."""
    found = shutil.which("soffice")
    missing = [name for name in ("soffice", "lowriter", "localc") if not shutil.which(name)]
    assert found, f"there is no {', '.join(missing)}: run make test-system, which installs it"
    assert not missing, f"there is no {', '.join(missing)}: run make test-system, which installs it"
    return found


def convert(document: Path, kind: str, folder: Path) -> Path:
    """Open a document in the office suite and save it as another kind, or as the same kind anew."""
    folder.mkdir(exist_ok=True)
    profile = (folder / "profile").as_uri()
    command = [find_office(), f"-env:UserInstallation={profile}", "--headless", "--convert-to", kind]
    done = subprocess.run(
        [*command, "--outdir", str(folder), str(document)],
        capture_output=True,
        text=True,
        timeout=_TIME_LIMIT,
        check=False,
    )
    made = folder / f"{document.stem}.{kind}"
    assert made.is_file(), f"{done.stdout}{done.stderr}"
    return made


def list_words(printed: Path) -> list[tuple[float, list[tuple[float, float]]]]:
    """Give the width of each page of a PDF, and where its words begin and end across it; in points."""
    told = subprocess.run(
        ["pdftotext", "-bbox", str(printed), "-"], capture_output=True, text=True, check=True, timeout=_TIME_LIMIT
    ).stdout
    pages = []
    for page in told.split("<page ")[1:]:
        (width,) = re.findall(r'^width="([\d.]+)"', page)
        found = re.findall(r'<word xMin="([-\d.]+)" yMin="[-\d.]+" xMax="([-\d.]+)"', page)
        pages.append((float(width), [(float(left), float(right)) for left, right in found]))
    return pages
