"""Reads a monitoring cell: the days on which meetings were held, and those for which they are planned."""

from scrgraph.facts.model import MeetingMention, Span
from scrgraph.facts.phrases import find_wordings, mask
from scrgraph.wordings import Wordings


def read_meetings(text: str, wordings: Wordings) -> tuple[MeetingMention, ...]:
    """Read the joined text of one monitoring cell: dates in the order printed, as printed.

    A date after words for planned meetings ("Further meetings are planned for") is planned, one before them held.
    """
    masked = mask(text, ())
    signs = find_wordings(masked, wordings.meeting_states)
    found = []
    for day in masked.days:
        before = [sign.wording.kind for sign in signs if sign.end <= day.start]
        state = before[-1] if before else "held"
        found.append(MeetingMention(state, day.raw, day.day, Span(day.start, day.end)))  # type: ignore[arg-type]
    return tuple(found)
