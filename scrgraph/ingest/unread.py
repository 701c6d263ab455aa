"""Says what a reader must know of how a document was read."""

import re
from collections.abc import Iterable, Iterator

from scrgraph.ingest.cells import Document

_NAMED = 5  # cells that were not read, and notes that differ in figures alone
_FIGURE = re.compile(r"\d+")


def list_unread(document: Document, notes: Iterable[str] = ()) -> Iterator[str]:
    """Say what the readers noted, and which cells they did not read, in sentences with their places."""
    alike: dict[str, list[str]] = {}
    for note in (*document.notes, *notes):
        alike.setdefault(_FIGURE.sub("#", note), []).append(note)
    for several in alike.values():
        for note in several[:_NAMED]:
            yield f"{document.file}: {note}."
        if len(several) > _NAMED:
            yield f"{document.file}: and so {len(several) - _NAMED} times more."
    # What stands beside the whole text (the foot of a page) is named last: it matters least.
    unread = sorted(document.unread, key=lambda entry: not entry.where)
    for entry in unread[:_NAMED]:
        place = ", ".join(filter(None, (document.file, entry.position)))
        yield f"{place}: not read: {entry.reason} (“{entry.excerpt[:40]}”)."
    if len(unread) > _NAMED:
        yield f"{document.file}: {len(unread)} cells not read in all; see scrgraph rows --account."
