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

TIME_LIMIT = 180.0  # seconds for one document; a page takes about a third of one


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
        raise UnreadableDocument(
            f"Reading the PDF took longer than {TIME_LIMIT:g} seconds and was ended.",
            path=file,
            remedy="Save the pages that hold the plan as a PDF of their own, or read the Word or Excel document.",
        ) from None
    try:
        told = json.loads(done.stdout)
    except ValueError:
        raise UnreadableDocument(
            "Reading the PDF took too much memory and was ended.",
            path=file,
            remedy="Save the pages that hold the plan as a PDF of their own, or read the Word or Excel document.",
        ) from None
    if "fault" in told:
        message, place, remedy = told["fault"]
        raise UnreadableDocument(message, path=file, place=place, remedy=remedy)
    return build_document(told["read"])
