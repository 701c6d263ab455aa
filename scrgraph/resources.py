"""Finds the folders of data that the package works by, in a checkout and in an installed wheel alike.

In a checkout they lie beside the package; the wheel carries them inside it, in ``bundle/``. Nobody else
builds such paths.
"""

from pathlib import Path

from scrgraph.errors import ScrgraphError

_PACKAGE = Path(__file__).resolve().parent


def ontology_folder() -> Path:
    """Give the folder of the ontology and its vocabularies."""
    return _find_folder("ontology")


def shapes_folder() -> Path:
    """Give the folder of the model shapes and the audit rules."""
    return _find_folder("shapes")


def queries_folder() -> Path:
    """Give the folder of the questions."""
    return _find_folder("queries")


def cases_folder() -> Path:
    """Give the folder of the cases of the audit rules; in a checkout they lie with the tests."""
    return _find_folder("cases", "tests/shapes")


def schemas_folder() -> Path:
    """Give the folder of the JSON schemas of what is read and written; in a checkout they lie with the documents."""
    return _find_folder("schemas", "docs/schemas")


def templates_folder() -> Path:
    """Give the folder of the templates of reports, which lies within the package."""
    return _PACKAGE / "reports" / "templates"


def package_folder() -> Path:
    """Give the folder of the package's own code."""
    return _PACKAGE


def _find_folder(name: str, in_checkout: str | None = None) -> Path:
    """Look inside the package first: beside an installed one lie the folders of other packages."""
    bundle = _PACKAGE / "bundle"
    folder = bundle / name if bundle.is_dir() else _PACKAGE.parent / (in_checkout or name)
    if not folder.is_dir():
        raise ScrgraphError(
            "This folder, which scrgraph works by, is missing.", path=folder, remedy="Install scrgraph again."
        )
    return folder
