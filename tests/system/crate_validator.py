"""Validates a package by roc-validator; run by the Python of ``.venv-crate``, where that is installed.

``python crate_validator.py PACKAGE`` prints the issues, one a line with its severity, and whether it passed. Nothing is
fetched: the context of RO-Crate 1.1 comes from the package ``rocrate``, and any other address is an error.
"""

import json
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

CONTEXT = "https://w3id.org/ro/crate/1.1/context"


def load_context() -> bytes:
    spec = find_spec("rocrate")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    return (Path(spec.submodule_search_locations[0]) / "data" / "ro-crate.jsonld").read_bytes()


def main(package: str) -> None:
    import rdflib.plugins.shared.jsonld.context as jsonld
    from requests import Response  # type: ignore[import-untyped,unused-ignore]
    from rocrate_validator import services  # type: ignore[import-not-found]
    from rocrate_validator.models import Severity, ValidationSettings  # type: ignore[import-not-found]
    from rocrate_validator.utils.http import HttpRequester  # type: ignore[import-not-found]

    context = load_context()

    def get(_: object, address: str, **__: Any) -> Response:
        assert address == CONTEXT, address
        response = Response()
        response.status_code, response._content = 200, context
        response.headers["Content-Type"] = "application/ld+json"
        return response

    def load(source: str, *_: Any, **__: Any) -> tuple[Any, None]:
        assert source == CONTEXT, source
        return json.loads(context), None

    HttpRequester.get = get
    jsonld.source_to_json = load  # type: ignore[assignment,attr-defined]
    asked = ValidationSettings(
        rocrate_uri=package, profile_identifier="ro-crate-1.1", requirement_severity=Severity.RECOMMENDED
    )
    for issue in services.validate(asked).get_issues():
        print(f"{issue.severity.name}\t{issue.check.identifier}\t{issue.message}")
    print("validated")


if __name__ == "__main__":
    main(sys.argv[1])
