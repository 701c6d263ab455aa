"""Tells which kinds of document an item of evidence names, and which a review says that it saw."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache

from scrgraph.facts.decisions import find_bodies
from scrgraph.facts.model import Event, Item, Span
from scrgraph.facts.phrases import find_wordings, mask
from scrgraph.facts.sentences import list_content_words
from scrgraph.wordings import Wordings

_SHORTEST = 3  # letters of a word by which an item of evidence may be about its row: "a log of visits"
_POINTS_BACK = re.compile(r"\b(?:it|its|them|they|this|these|those)\b", re.IGNORECASE)


def name_documents(text: str, bodies: tuple[str, ...], wordings: Wordings) -> tuple[str, ...]:
    """Give the kinds of document that a text names, sorted; the name of a body (an audit panel, say) names none."""
    masked = mask(text, bodies)
    return tuple(sorted({match.wording.kind for match in find_wordings(masked, wordings.document_kinds)}))


def describe_evidence(items: Iterable[Item], cells: Mapping[str, str], wordings: Wordings) -> tuple[Item, ...]:
    """Say of each item of evidence which documents it names, and how far it is about what the row is about.

    A word that points back ("people for whom it was used") counts as one that the row shares.
    """
    told = " ".join(cells.get(column, "") for column in ("text", "actions", "summary"))
    about = list_content_words(told, wordings, _SHORTEST)
    return tuple(
        replace(
            item,
            documents=name_documents(item.text, (), wordings),
            shared=len(list_content_words(item.text, wordings, _SHORTEST) & about)
            + bool(_POINTS_BACK.search(item.text)),
        )
        for item in items
    )


def describe_events(
    events: Iterable[Event], evidence: Iterable[Item], text: str, heading: str, wordings: Wordings
) -> tuple[Event, ...]:
    """Say of each review and receipt which documents it names.

    A sentence that also asks for something, or plans a review, is left alone: what it names may be what is wanted. So
    is one that holds all words which say what an item of evidence is about: that was seen, whatever it is called.
    """
    told = tuple(events)
    bodies = tuple(sorted({*find_bodies(heading), *wordings.bodies}, key=lambda body: (-len(body), body)))
    asking = {event.span for event in told if event.kind in ("requested", "to-review")}
    kinds = {word for wording in wordings.document_kinds for word in list_content_words(wording.label, wordings)}
    subjects = [words for item in evidence if (words := list_content_words(item.text, wordings) - kinds)]

    @cache  # the events of one statement share its span
    def name(span: Span) -> tuple[str, ...] | None:
        words = text[span.start : span.end]
        about = list_content_words(words, wordings)
        seen = any(subject <= about for subject in subjects)
        return None if seen else name_documents(words, bodies, wordings)

    def describe(event: Event) -> Event:
        if event.kind not in ("reviewed", "received") or event.span in asking:
            return event
        documents = name(event.span)
        return event if documents is None else replace(event, documents=documents)

    return tuple(describe(event) for event in told)
