"""Reads the sub-group's column: the evidence it means to consider, and its later statements in printed order.

The cell is cut into statements: at paragraphs and full stops, and where print has neither, at the places where a new
statement shows itself (a date after a date, "On 30th June", a closing word with a capital letter). What a statement is
comes from the wordings of the vocabulary; what a date in it means comes from the words before it.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice, pairwise

from scrgraph.facts.dates import Day
from scrgraph.facts.items import find_mark, split_bullets, split_numbered, split_paragraphs, strip_span
from scrgraph.facts.model import Event, Item, Span
from scrgraph.facts.phrases import Masked, Match, compile_wording, find_wordings, mask, select_matches
from scrgraph.facts.sentences import split_sentences
from scrgraph.ingest.cells import is_hanging
from scrgraph.wordings import Wordings

_NUMBERED = re.compile(r"(?:\d{1,2}|[a-j])\)\s*(?=\S)|\d{1,2}\.\s+(?=\S)")
_DUE = re.compile(
    r"\b(?:by|before|until|till|due|no later than|not later than|deadline|for)\s+(?:on\s+)?(?:the\s+)?$",
    re.IGNORECASE,
)
_NEW_TARGET = re.compile(
    r"\b(?:(?:new|revised|extended|later)\s+(?:target|due|completion)?\s*dates?(?:\s+(?:of|is|to be))?"
    r"|extended\s+(?:to|until))\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_MEETING = re.compile(
    r"\b(?:meeting|meetings|session|panel)\s+(?:(?:on|of|in|for|dated|scheduled for|planned for)\s+)?(?:the\s+)?$",
    re.IGNORECASE,
)
_ON = re.compile(r"\bOn\s+(?:the\s+)?$")
# No group has a name of more words, or longer ones: a heading of capitals alone must not take ever longer to read.
_GROUP = re.compile(
    r"\b[A-Z][\w&]{0,40}[\s-]+(?:(?:[A-Z][\w&]{0,40}|&|and)[\s-]+){0,8}(?:Sub[\s-]?)?"
    r"(?:Group|Subgroup|Panel|Board|Committee|Partnership|Executive)\b"
)
_INITIALS = re.compile(r"\b[A-Z][A-Z&]+\b")
_DATED_BODY = re.compile(r"(?<=[^\x02])\x02+(?:\s+(?:on\s+)?\x01+,?)?\s+[a-z]")
_AFTER_CLOSING = re.compile(r"\s*(?:$|[.;:,!()\n\x01]|[A-Z\x02]|on\s+\x01|(?:by|at)\s+\x02|-|\u2013|and\b)")
_CLAUSE = re.compile(r"[.;\n]")
_UNTIL = re.compile(r"\s+(?:by|until|till|to)\s+\x01")
_JOINED = re.compile(r"(?:\band|[,;:\u2013\u2014-])\s*$")
_BY = re.compile(r"\s+by\s+(?:the\s+)?(?=[A-Za-z])")
_WEAK = "work-announced"
_CLOSING = ("finalised", "completed", "pending")
_NEAR = 60  # characters before a date that tell what it is
_REACH = 3  # words that a denial reaches over
_SHORT = 5  # words: a statement no longer than this that holds a closing word is one


@dataclass(frozen=True, slots=True)
class Decisions:
    """What the sub-group's column of one row says."""

    evidence: tuple[Item, ...]
    events: tuple[Event, ...]


def read_decisions(text: str, wordings: Wordings, heading: str = "") -> Decisions:
    """Read the joined text of one cell of the sub-group's column; its heading may name the group."""
    masked = mask(text, tuple(sorted({*find_bodies(heading), *wordings.bodies}, key=lambda body: (-len(body), body))))
    reader = _Reader(masked, wordings)
    before, evidence, after = reader.read_evidence()
    return Decisions(evidence, reader.read_events(Span(0, before), Span(after, len(text))))


@cache
def find_bodies(heading: str) -> tuple[str, ...]:
    """Give the names by which a column's heading speaks of the group whose column it is, and their initials."""
    names = set(_GROUP.findall(heading)) | set(_INITIALS.findall(heading))
    names |= {"".join(word[0] for word in name.split()) for name in names if len(name.split()) > 1}
    return tuple(sorted((name for name in names if len(name) > 1), key=lambda name: (-len(name), name)))


class _Reader:
    """Reads one cell; holds its text with dates and bodies masked, and every wording found in it."""

    def __init__(self, masked: Masked, wordings: Wordings) -> None:
        self._masked, self._text, self._wordings = masked, masked.text, wordings
        # A closing word by itself ("completed") counts only where it stands alone: that is told from the status words.
        turns = [wording for wording in wordings.events if wording.kind not in _CLOSING or " " in wording.label]
        asides = [wording for wording in wordings.markers if wording.kind == "aside"]
        said = find_wordings(masked, [*turns, *asides])
        self._pending = next(wording for wording in wordings.events if wording.notation == "pending")
        closing = [wording for wording in wordings.statuses if wording.kind in _CLOSING]
        taken = bytearray(len(self._text))
        for turn in said:
            taken[turn.start : turn.end] = b"\1" * (turn.end - turn.start)
        self._closings = [hit for hit in find_wordings(masked, closing) if not any(taken[hit.start : hit.end])]
        # "Not yet seen by the Panel" is no review: what is denied did not happen. (What the vocabulary says of a
        # denial, "not received" say, is a longer wording that begins with the "not".)
        self._denials = find_wordings(masked, [w for w in wordings.markers if w.kind == "denial"])
        self._sittings = {
            hit.start for hit in find_wordings(masked, [w for w in wordings.markers if w.kind == "sitting"])
        }
        self._withdrawals = find_wordings(masked, [w for w in wordings.markers if w.kind == "withdrawal"])
        self._said = [cue for cue in said if cue.wording.kind != "aside"]
        self._cues = [heard for cue in self._said if (heard := self._hear(cue))]

    def _hear(self, cue: Match) -> Match | None:
        """Give a cue as it counts: a closing that is denied leaves the action pending, another denied cue is none."""
        if cue.wording.kind != "pending" and not self._is_denied(cue):
            return cue
        if cue.wording.kind not in _CLOSING:
            return None
        # "To be finalised on 17 July 2012" sets a day; "not finalised on 17 July 2012" is said on one.
        said = [*self._denials_before(cue), *select_matches(self._denials, Span(cue.start, cue.end))][-1:]
        pending = cue.wording if cue.wording.kind == "pending" else self._pending
        return replace(
            cue, wording=replace(pending, bare_date=said[0].wording.bare_date if said else pending.bare_date)
        )

    def _is_denied(self, cue: Match) -> bool:
        """Whether what a cue says is denied, is only to come or only asked, or was done by somebody else."""
        if cue.wording.kind in ("requested", "to-review", "pending", "other"):
            return False
        if self._denials_before(cue):
            return True
        end = min(len(self._text), cue.end + _NEAR)
        stop = _CLAUSE.search(self._text, cue.end, end)
        after = Span(cue.end, stop.start() if stop else end)
        if any(not self._masked.is_body(hit.start) for hit in select_matches(self._withdrawals, after)):
            return True
        return cue.wording.kind == "reviewed" and self._is_done_by_other(cue)

    def _denials_before(self, cue: Match) -> list[Match]:
        """Give the denials in the clause before a cue, in order, where the last one reaches it."""
        start = max(0, cue.start - _NEAR)
        clause = max((hit.end() for hit in _CLAUSE.finditer(self._text, start, cue.start)), default=start)
        before = [d for d in select_matches(self._denials, Span(clause, cue.start)) if d.end <= cue.start]
        return before if before and len(self._text[before[-1].end : cue.start].split()) <= _REACH else []

    def _is_done_by_other(self, cue: Match) -> bool:
        """Whether a review is an agency's own ("Policy reviewed by the Trust")."""
        by = _BY.match(self._text, cue.end)
        if by is None or self._masked.is_body(by.end()) or self._masked.is_body(cue.end - 1):
            return False
        words = {word.lower() for word in re.findall(r"[A-Za-z]+", self._text[by.end() : by.end() + _NEAR])[:_REACH]}
        return bool(words & set(self._wordings.marker_labels("organisation-word")))

    # -- evidence ------------------------------------------------------------------------------------------------

    def read_evidence(self) -> tuple[int, tuple[Item, ...], int]:
        """Give the items wanted as evidence, with where the words that mark them begin and where the list ends."""
        marker = self._find_marker()
        if marker is None:
            return 0, (), 0
        text = self._text
        items: list[Item] = []
        place, unnumbered = marker.end, False
        for paragraph in split_paragraphs(text, marker.end):
            goes_on = find_mark(text, len(items) + 1, paragraph.start, paragraph.end)
            days = self._masked.days_in(paragraph.start, paragraph.end)
            listed = not items or (goes_on is not None and goes_on[0] == paragraph.start)
            numbered = split_numbered(text, paragraph, len(items) + 1) if listed else []
            plain = (
                not items or text[paragraph.start].islower() or (unnumbered and not self._says(paragraph) and not days)
            )
            spans = numbered or ([paragraph] if plain else [])
            unnumbered = not numbered and (unnumbered or not items)
            if not spans:
                break
            for span in spans:
                for bit in split_bullets(text, span):
                    end = self._end_of_item(bit)
                    if words := strip_span(text, bit.start, end):
                        place = words.end
                        if items and not numbered and text[words.start].islower():
                            first = items.pop().span
                            words = Span(first.start, words.end)
                        items.append(Item(" ".join(text[words.start : words.end].split()), words))
                    if end < bit.end:
                        return marker.start, tuple(items), end
        return marker.start, tuple(items), place

    def _find_marker(self) -> Span | None:
        for label in self._wordings.marker_labels("evidence-wanted"):
            for found in compile_wording(label).finditer(self._masked.masked):
                if self._opens_list(found.start(), found.end()):
                    return Span(found.start(), _skip(self._text, found.end(), " :;-\u2013\u2014\n"))
        return None

    def _opens_list(self, start: int, end: int) -> bool:
        """Whether words that mark a list of evidence stand as such: they open a statement, and are no part of one."""
        before = self._text[:start].rstrip(" ")
        opens = not before or before.endswith(("\n", ".", ":", ";")) or self._text[start].isupper()
        after = self._text[end:].lstrip(" ")
        lists = after[:1] in ":;-\u2013\u2014\n" or not after[:1].islower()
        return opens and lists and not self._masked.is_date(_skip(self._text, end, " "))

    def _end_of_item(self, item: Span) -> int:
        """An item ends where a statement of the sub-group begins, after a full stop or without one."""
        for number, sentence in enumerate(split_sentences(self._masked, item.start, item.end)):
            cues = [cue for cue in select_matches(self._said, sentence) if cue.end <= sentence.end]
            if number and (cues or self._closes(sentence)):
                return sentence.start
            for cue in cues:
                start = self._begin_of_phrase(cue, sentence.start)
                strong = cue.wording.kind in ("reviewed", "requested", "to-review") or self._masked.is_body(start)
                strong = strong or cue.start == start
                dated = any(day.start >= cue.start for day in self._masked.days_in(sentence.start, sentence.end))
                if (strong or dated) and start > sentence.start and self._text[start].isupper():
                    return start
            closing = [c.start for c in self._closing_in(sentence) if self._text[c.start].isupper()]
            body = self._find_dated_body(sentence)
            ends = [place for place in (*closing, body) if place is not None and place > sentence.start]
            if ends:
                return min(ends)
        return item.end

    def _find_dated_body(self, sentence: Span) -> int | None:
        """Find a board or sub-group that begins a dated statement inside a sentence ("... Board heard on 19.04.10")."""
        for found in _DATED_BODY.finditer(self._masked.masked, sentence.start, sentence.end):
            start = found.start()
            before = self._text[sentence.start : start].rstrip()
            dated = self._masked.days_in(start, sentence.end)
            if dated and before and not is_hanging(before) and self._text[start].isupper():
                return start
        return None

    def _begin_of_phrase(self, cue: Match, least: int) -> int:
        """Go back from a cue over the words before it to the capital letter that its phrase begins with."""
        place = cue.start
        for _ in range(6):
            if place <= least or self._text[place].isupper() or self._masked.is_body(place):
                break
            before = self._text.rfind(" ", least, max(place - 1, least))
            place = before + 1 if before >= 0 else least
        while place > least and (self._masked.is_body(place - 2) and self._masked.is_body(place)):
            place -= 1
        return place

    # -- statements ----------------------------------------------------------------------------------------------

    def read_events(self, *spans: Span) -> tuple[Event, ...]:
        """Give the statements of some spans, in printed order."""
        found: list[Event] = []
        for span in spans:
            # What stands after the list of evidence never adds to a statement before it.
            events: list[Event] = []
            closed = False
            for sentence in split_sentences(self._masked, span.start, span.end):
                for statement in self._split_softly(sentence):
                    known = len(events)
                    self._read_statement(statement, events, closed)
                    closed = closed or any(event.kind in ("finalised", "completed") for event in events[known:])
            found += events
        return tuple(found)

    def _split_softly(self, sentence: Span) -> list[Span]:
        """Cut a sentence where a new statement begins without a full stop before it."""
        bounds = [sentence.start]
        for place in sorted(self._soft_places(sentence)):
            if place > bounds[-1] and self._says(Span(bounds[-1], place)):
                bounds.append(place)
        bounds.append(sentence.end)
        spans = [strip_span(self._text, first, last) for first, last in pairwise(bounds)]
        return [span for span in spans if span]

    def _soft_places(self, sentence: Span) -> set[int]:
        text, places = self._text, set()
        for day in self._masked.days_in(sentence.start, sentence.end):
            if found := _ON.search(text, max(sentence.start, day.start - _NEAR), day.start):
                places.add(found.start())
            after = _skip(text, day.end, " ,")
            if after >= sentence.end:
                continue
            later = self._says(Span(after, sentence.end))
            earlier = self._has_cue(Span(sentence.start, day.start))
            fresh = text[after].isupper() and (later or self._masked.is_body(after))
            if (self._masked.is_date(after) and self._has_cue(Span(sentence.start, after))) or (fresh and earlier):
                places.add(after)
        for closing in self._closing_in(sentence):
            if text[closing.start].isupper():
                places.add(closing.start)
        for cue in self._cues_in(sentence):
            if self._masked.is_body(cue.start):
                if not is_hanging(text[sentence.start : cue.start].rstrip()):
                    places.add(cue.start)
            elif text[cue.start].isupper():
                places.add(cue.start)
            else:
                begin = self._begin_of_phrase(cue, sentence.start)
                if (
                    text[begin].isupper()
                    and self._masked.is_body(_skip_back(text, begin))
                    and not self._masked.is_body(begin)
                ):
                    places.add(begin)
        return places

    def _says(self, span: Span) -> bool:
        """Whether a span holds words that decide."""
        return self._has_cue(span) or any(True for _ in self._iterate_closing(span))

    def _has_cue(self, span: Span) -> bool:
        first = bisect_left(self._cues, span.start, key=lambda cue: cue.start)
        for cue in islice(self._cues, first, None):
            if cue.start >= span.end:
                return False
            if cue.end <= span.end:
                return True
        return False

    def _read_statement(self, span: Span, events: list[Event], closed: bool) -> None:
        """Add the events of a statement to those before it, of which one may have closed the action."""
        text = self._text[span.start : span.end]
        days = self._masked.days_in(span.start, span.end)
        cues = self._cues_in(span)
        closing = self._closing_in(span) if self._closes(span) else self._joined_closing(span)
        if events and _NUMBERED.match(text):
            events[-1] = replace(events[-1], span=Span(events[-1].span.start, span.end))
            return
        if not cues and not closing:
            rest = self._masked.masked[span.start : span.end].replace("\x01", "").strip(" .,;:-")
            if days and not rest and events:
                events[-1] = _add_date(events[-1], days[0], span)
            elif re.search(r"\w", text):
                impossible = tuple(day.raw for day in days if day.day is None)
                date = due = None
                for day in days:
                    if _NEW_TARGET.search(self._text[max(span.start, day.start - _NEAR) : day.start]):
                        due = due or day.day
                    else:
                        date = date or day.day
                events.append(Event("other", "other", date, due, span, impossible))
            return
        new = self._classify(span, sorted([*cues, *closing], key=lambda cue: cue.start))
        if closed:
            # "The agency must go on training its staff" asks for nothing more of a closed action.
            new = [
                replace(event, kind="other", concept="other") if event.concept == _WEAK and not event.due else event
                for event in new
            ]
        if len(new) == 1 and events and self._repeats(new[0], events[-1], span, cues):
            last = events[-1]
            events[-1] = replace(last, date=last.date or new[0].date, span=Span(last.span.start, span.end))
            return
        if events and new and self._tells_same_review(new[0], events[-1]):
            events[-1] = replace(events[-1], span=Span(events[-1].span.start, new[0].span.end))
            new = new[1:]
        events += new

    def _classify(self, span: Span, cues: list[Match]) -> list[Event]:
        """Give one event a kind, in order; cues of one kind that follow each other are one statement."""
        groups: list[list[Match]] = []
        for cue in cues:
            if groups and groups[-1][0].wording.kind == cue.wording.kind:
                groups[-1].append(cue)
            else:
                groups.append([cue])
        starts = [group[0].start for group in groups]
        # Each is quoted with the whole statement: a part of a sentence misleads.
        leads = [
            next((cue.wording for cue in group if cue.wording.notation != _WEAK), group[0].wording) for group in groups
        ]
        events = [Event(lead.kind, lead.notation, None, None, span) for lead in leads]
        more: list[Event] = []
        planned = [n for n, group in enumerate(groups) if group[0].wording.bare_date == "due"]
        able = [n for n, event in enumerate(events) if event.kind in ("requested", "to-review") or n in planned]
        days = self._masked.days_in(span.start, span.end)
        for day in days:
            owner = max((n for n, first in enumerate(starts) if first <= day.start), default=0)
            before = self._text[max(span.start, day.start - _NEAR) : day.start]
            wanted = _DUE.search(before) is not None
            if wanted and owner not in able:
                owner = min(able, key=lambda n: abs(n - owner), default=owner)
            event = events[owner]
            if day.day is None:
                events[owner] = replace(event, impossible=(*event.impossible, day.raw))
                continue
            cue = groups[owner][0]
            # "Review Panel 5 March 2020 asked for it": the day between a body's name and its verb is the day it asked.
            of_body = self._masked.is_body(cue.start) and cue.start < day.start < cue.end
            leading = day.start < cue.start or of_body or before.endswith(" at ")
            if event.kind == "to-review":
                # A plan's only date is the planned day, wherever it stands.
                due = not leading or len(days) == 1
            elif event.kind == "pending":
                due = not leading and (wanted or owner in planned)
            else:
                due = (
                    event.kind == "requested"
                    and not leading
                    and (
                        wanted
                        or _MEETING.search(before) is not None
                        or groups[owner][0].wording.bare_date == "due"
                        or event.date is not None
                    )
                )
            if wanted and event.kind == "reviewed" and event.date and event.date < day.day:
                # "... 23.11.2010 review Police, figures by 28.02.2011": the second day sets something to be sent.
                more.append(Event("requested", "further-evidence-required", None, day.day, span))
            elif due:
                events[owner] = replace(event, due=event.due or day.day)
            else:
                events[owner] = replace(event, date=event.date or day.day)
        for place in range(len(events) - 1):
            # "reviewed and finalised 13.07.2010": one date, said of both.
            between = self._text[groups[place][-1].end : groups[place + 1][0].start].strip().lower()
            if between == "and" and events[place].date is None and events[place].kind not in ("requested", "to-review"):
                events[place] = replace(events[place], date=events[place + 1].date)
        return [*events, *more]

    def _repeats(self, new: Event, last: Event, span: Span, cues: list[Match]) -> bool:
        """Whether a statement is only the day of the request before it ("Requested 23/4/2010")."""
        if new.kind != "requested" or last.kind != "requested" or last.date or not new.date or new.due:
            return False
        if last.due and new.date > last.due:
            return False
        rest = "".join(
            " " if char == "\x01" or any(cue.start <= place < cue.end for cue in cues) else char
            for place, char in enumerate(self._masked.masked[span.start : span.end], span.start)
        )
        return not re.sub(r"\b(?:on|the|was|this)\b", " ", rest, flags=re.IGNORECASE).strip(" .,;:-")

    def _tells_same_review(self, new: Event, last: Event) -> bool:
        """Whether an undated review right after a dated one says what was reviewed then ("Letter reviewed.")."""
        if not (new.kind == last.kind == "reviewed" and last.date and not new.date and new.concept == "reviewed"):
            return False
        words = self._masked.masked[new.span.start : new.span.end]
        return "\x02" not in words and len(words.split()) <= _SHORT

    # -- cues ----------------------------------------------------------------------------------------------------

    def _cues_in(self, span: Span) -> list[Match]:
        return [cue for cue in select_matches(self._cues, span) if cue.end <= span.end]

    def _closing_in(self, span: Span) -> list[Match]:
        """Closing words with nothing but an end, a stop or a new statement after them."""
        return list(self._iterate_closing(span))

    def _iterate_closing(self, span: Span) -> Iterator[Match]:
        first = bisect_left(self._closings, span.start, key=lambda match: match.start)
        for match in islice(self._closings, first, None):
            if match.start >= span.end:
                return
            if match.end <= span.end and self._stands_alone(match, span.end):
                yield self._hear(match) or match

    def _stands_alone(self, closing: Match, end: int) -> bool:
        """Whether a closing word has nothing after it but what may follow one: a stop, a day, a meeting."""
        masked = self._masked.masked
        if _AFTER_CLOSING.match(masked, closing.end, end) or _skip(masked, closing.end, " ") in self._sittings:
            return True
        return closing.wording.kind == "pending" and _UNTIL.match(masked, closing.end, end) is not None

    def _joined_closing(self, span: Span) -> list[Match]:
        """Closing words that go on from a review in one sentence ("reviewed on 3.4.09 and finalised on 31.7.09")."""
        found = []
        for match in self._iterate_closing(span):
            before = self._cues_in(Span(span.start, match.start))
            if (
                before
                and before[-1].wording.kind in ("reviewed", "received", "completed")
                and _JOINED.search(self._text, max(span.start, match.start - _NEAR), match.start)
            ):
                found.append(match)
        return found

    def _closes(self, span: Span) -> bool:
        """Whether a statement is a closing one: it leads with a closing word, or is short and holds one."""
        closing = self._closing_in(span)
        if not closing:
            return False
        words = self._masked.masked[span.start : span.end].replace("\x01", "").split()
        return closing[0].start == span.start or len(words) <= _SHORT


def _add_date(event: Event, day: Day, span: Span) -> Event:
    whole = replace(event, span=Span(event.span.start, span.end))
    if day.day is None:
        return replace(whole, impossible=(*event.impossible, day.raw))
    if event.kind in ("requested", "to-review"):
        return replace(whole, due=event.due or day.day)
    return replace(whole, date=event.date or day.day)


def _skip(text: str, place: int, characters: str) -> int:
    while place < len(text) and text[place] in characters:
        place += 1
    return place


def _skip_back(text: str, place: int) -> int:
    place -= 1
    while place > 0 and text[place].isspace():
        place -= 1
    return max(place, 0)
