"""Reads whose plan a document is: the review it answers, its board, its sub-groups, and those who monitor it."""

import re
from collections.abc import Iterable

from scrgraph.facts.model import Body, Review, Role
from scrgraph.facts.phrases import find_wordings, mask
from scrgraph.ingest.cells import Quote, Table
from scrgraph.wordings import Organisation, Wordings

# Words before a general word that make a name of it: "Aldwick Safeguarding Children Board". No name has more, or
# longer ones: a heading of capitals alone must not take ever longer to read.
_NAMING = r"(?:(?!The\b)[A-Z][\w&'\u2019-]{0,40}\s+(?:(?:and|of|for|&)\s+){0,2}){1,8}"

_Name = tuple[str, Organisation]  # as printed, and what the vocabulary says of the word in it


def read_review(above: Iterable[Quote], reference: str | None, wordings: Wordings) -> Review:
    """Read what kind of review a plan answers, from the first words above its tables that say so."""
    for quote in above:
        kinds = dict.fromkeys(m.wording.notation for m in find_wordings(mask(quote.text, ()), wordings.review_kinds))
        if kinds:
            return Review(tuple(kinds), reference)
    return Review((), reference)


def read_bodies(above: Iterable[Quote], tables: Iterable[Table], wordings: Wordings) -> tuple[Body, ...]:
    """Read the board from what stands above the tables, and the others from the headings of their columns."""
    boards = [
        _build_body("board", name, quote) for quote in above for name in _find_names(quote.text, wordings, "board")
    ]
    others: dict[tuple[str, str], Body] = {}
    for table in tables:
        for column, heading in zip(table.columns, table.headings, strict=True):
            found: list[Body] = []
            if column == "scrutiny":
                found = [_build_body("sub-group", name) for name in _find_names(heading, wordings, "sub-group")]
            elif column == "monitoring":
                found = [_build_body("monitor", name) for name in _find_names(heading, wordings, "board", "monitor")]
            for body in found:
                others.setdefault((body.role, body.code), body)
    return (*boards[:1], *others.values())


def _build_body(role: Role, name: _Name, quote: Quote | None = None) -> Body:
    printed, organisation = name
    if _is_general(organisation):
        code = "-".join(re.findall(r"[a-z0-9]+", printed.lower()))
        return Body(role, code, printed, organisation.kind, False, quote)  # type: ignore[arg-type]
    return Body(role, organisation.code, organisation.name, organisation.kind, True, quote)  # type: ignore[arg-type]


def _find_names(text: str, wordings: Wordings, *kinds: str) -> list[_Name]:
    """Give the names of bodies in a text, in order; where two overlap the longer one counts.

    A general word for a board ("The Board") names none; the other kinds are named by theirs ("Audit Panel").
    """
    found: list[tuple[int, int, _Name]] = []
    for organisation in wordings.organisations:
        if organisation.kind not in kinds:
            continue
        naming = f"(?:{_NAMING})?" if _is_general(organisation) else ""
        for label in organisation.labels:
            words = r"[\s-]+".join(map(re.escape, re.split(r"[\s-]+", label)))
            for hit in re.finditer(rf"(?<!\w){naming}(?i:{words})(?!\w)", text):
                if hit.group()[0].isupper():
                    found.append((hit.start(), hit.end(), (" ".join(hit.group().split()), organisation)))
    chosen: list[tuple[int, int, _Name]] = []
    taken = bytearray(len(text))
    for start, end, name in sorted(found, key=lambda hit: (hit[0] - hit[1], hit[0], hit[2][1].code)):
        if not any(taken[start:end]):
            taken[start:end] = b"\1" * (end - start)
            chosen.append((start, end, name))
    return [name for _, _, name in sorted(chosen, key=lambda hit: hit[0]) if not _is_bare(name)]


def _is_general(organisation: Organisation) -> bool:
    """Whether an entry of the vocabulary holds general words for a kind of body."""
    return organisation.code == organisation.kind


def _is_bare(name: _Name) -> bool:
    printed, organisation = name
    return organisation.code == "board" and printed.lower() in map(str.lower, organisation.labels)
