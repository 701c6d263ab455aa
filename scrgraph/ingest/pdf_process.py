"""The process apart in which a PDF is read: ``python -m scrgraph.ingest.pdf_process NAME``.

Standard input holds the file; standard output gets what was read of it as JSON, or what is wrong with it. Whoever
started it ends it when its time is over.
"""

import json
import sys
from dataclasses import asdict
from typing import Any

from scrgraph.errors import UnreadableDocument
from scrgraph.ingest.cells import Entry, Line, RawCell, RawDocument
from scrgraph.ingest.pdf_tables import read_tables
from scrgraph.ingest.places import Place
from scrgraph.limits import limit_memory, limit_time

MEMORY_LIMIT = 3 * 1024**3  # bytes of address space
TIME_LIMIT = 120  # seconds of work; a page takes about a fifth of one


def main() -> None:
    """Read the PDF on standard input."""
    limit_memory(MEMORY_LIMIT)
    limit_time(TIME_LIMIT)
    told: dict[str, Any]
    try:
        told = {"read": asdict(read_tables(sys.stdin.buffer.read(), sys.argv[1]))}
    except UnreadableDocument as error:
        told = {"fault": [error.message, error.place, error.remedy]}
    sys.stdout.buffer.write(json.dumps(told).encode())


def build_document(told: dict[str, Any]) -> RawDocument:
    """Give the document that such a process wrote."""
    lines = (
        Line(
            **line
            | {
                "cells": tuple(
                    RawCell(**_open_place(cell) | {"paragraphs": tuple(cell["paragraphs"])}) for cell in line["cells"]
                )
            }
        )
        for line in told["lines"]
    )
    lost = (Entry(**_open_place(entry)) for entry in told["lost"])
    return RawDocument(tuple(lines), told["seen"], tuple(told["notes"]), tuple(lost), told["uncertain"])


def _open_place(held: dict[str, Any]) -> dict[str, Any]:
    return held | {"place": None if held["place"] is None else Place(**held["place"])}


if __name__ == "__main__":
    main()
