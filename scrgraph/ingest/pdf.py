"""Reads a plan in a PDF.

A PDF holds signs and lines, not cells: the tables are rebuilt from the look of the pages, so that readings are less
certain than those of the document that it was made of, and are refused where columns cannot be told. The reading runs
in a process apart, whose time and memory end: a hostile file stops nothing else.
"""

import json
import os
import subprocess
import sys

from scrgraph.errors import UnreadableDocument
from scrgraph.ingest.cells import RawDocument
from scrgraph.resources import package_folder

TIME_LIMIT = 300.0  # seconds for one document, however busy the machine is; its own work has less (pdf_process.py)
_OUT_OF_TIME = 24  # the signal that ends a process whose time of work is over
_REMEDY = "Save the pages that hold the plan as a PDF of their own, or read the Word or Excel document."


def read(data: bytes, file: str) -> RawDocument:
    """Give the lines of a PDF.

    Raises:
        UnreadableDocument: where it is protected, damaged, a scan without words, too large, or its columns cannot be
            rebuilt.
    """
    from scrgraph.ingest.pdf_process import build_document

    command = [sys.executable, "-P", "-m", "scrgraph.ingest.pdf_process", file]
    try:
        done = subprocess.run(
            command,
            input=data,
            capture_output=True,
            timeout=TIME_LIMIT,
            env=os.environ | {"PYTHONPATH": str(package_folder().parent), "PYTHONHASHSEED": "0"},
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _refuse_long(file) from None
    if done.returncode == -_OUT_OF_TIME:
        raise _refuse_long(file)
    try:
        told = json.loads(done.stdout)
    except ValueError:
        raise UnreadableDocument(
            "Reading the PDF took too much memory and was ended.", path=file, remedy=_REMEDY
        ) from None
    if "fault" in told:
        message, place, remedy = told["fault"]
        raise UnreadableDocument(message, path=file, place=place, remedy=remedy)
    return build_document(told["read"])


def _refuse_long(file: str) -> UnreadableDocument:
    return UnreadableDocument("Reading the PDF took too long and was ended.", path=file, remedy=_REMEDY)
