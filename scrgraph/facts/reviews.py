"""Reads whose plan a document is: the review it answers, its board, its sub-groups, and those who monitor it."""

import re
from collections.abc import Iterable

from scrgraph.facts.model import Body, Review
from scrgraph.facts.phrases import find_wordings, mask
from scrgraph.ingest.cells import Quote, Table
from scrgraph.wordings import Organisation, Wordings

# Words before a general word that make a name of it: "Aldwick Safeguarding Children Board".
_NAMING = r"(?:(?!The\b)[A-Z][\w&'\u2019-]*\s+(?:(?:and|of|for|&)\s+)*)+"


def read_review(above: Iterable[Quote], reference: str | None, wordings: Wordings) -> Review:
    """Read what kind of review a plan answers, from the first words above its tables that say so."""
    for quote in above:
        kinds = dict.fromkeys(m.wording.notation for m in find_wordings(mask(quote.text, ()), wordings.review_kinds))
        if kinds:
            return Review(tuple(kinds), reference)
    return Review((), reference)


def read_bodies(above: Iterable[Quote], tables: Iterable[Table], wordings: Wordings) -> tuple[Body, ...]:
    """Read the board from what stands above the tables, and the others from the headings of their columns."""
    bodies: dict[tuple[str, str], Body] = {}
    for quote in above:
        for name, known in _find_names(quote.text, wordings, ("board",)):
            named = known is not None or " " in name.strip()
            if named and not any(role == "board" for role, _ in bodies):
                bodies["board", name.lower()] = _build_body("board", name, known, quote)
    for table in tables:
        for column, heading in zip(table.columns, table.headings, strict=True):
            if column == "scrutiny":
                for name, known in _find_names(heading, wordings, ("sub-group",)):
                    body = _build_body("sub-group", name, known, None)
                    bodies.setdefault(("sub-group", body.code), body)
            elif column == "monitoring":
                for name, known in _find_names(heading, wordings, ("board", "monitor")):
                    if known or _is_general(name, "monitor", wordings):
                        body = _build_body("monitor", name, known, None)
                        bodies.setdefault(("monitor", body.code), body)
    return tuple(bodies.values())


def _build_body(role: str, name: str, known: Organisation | None, quote: Quote | None) -> Body:
    if known:
        return Body(role, known.code, known.name, known.kind, True, quote)  # type: ignore[arg-type]
    code = "-".join(re.findall(r"[a-z0-9]+", name.lower()))
    return Body(role, code, name, role, False, quote)  # type: ignore[arg-type]


def _find_names(text: str, wordings: Wordings, kinds: tuple[str, ...]) -> list[tuple[str, Organisation | None]]:
    """Give the names of bodies that stand in a text, in order; where two overlap the longer one counts."""
    found: list[tuple[int, int, str, Organisation | None]] = []
    for organisation in wordings.organisations:
        if organisation.kind not in kinds:
            continue
        general = organisation.code == organisation.kind
        for label in organisation.labels:
            words = r"[\s-]+".join(map(re.escape, re.split(r"[\s-]+", label)))
            naming = f"(?:{_NAMING})?" if general else ""
            for hit in re.finditer(rf"(?<!\w){naming}(?i:{words})(?!\w)", text):
                name = " ".join(hit.group().split())
                if name[:1].isupper():
                    found.append((hit.start(), hit.end(), name, None if general else organisation))
    chosen: list[tuple[int, int, str, Organisation | None]] = []
    for start, end, name, known in sorted(found, key=lambda hit: (hit[0] - hit[1], hit[0], hit[2], hit[3] is None)):
        if all(end <= first or last <= start for first, last, _, _ in chosen):
            chosen.append((start, end, name, known))
    return [(name, known) for _, _, name, known in sorted(chosen, key=lambda hit: hit[0])]


def _is_general(name: str, kind: str, wordings: Wordings) -> bool:
    """Whether a name ends in a general word for a kind of body."""
    labels = [label.lower() for body in wordings.organisations if body.code == kind for label in body.labels]
    return any(name.lower().endswith(label) for label in labels)
