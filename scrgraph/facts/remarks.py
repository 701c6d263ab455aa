"""Reads what rules of reading go by: sentences that announce work, give an action up, state a failing, and the like.

The phrases are those of the vocabulary of remarks. Each remark is a whole sentence, so that a finding can quote it;
what a sentence is about is told by the words that it shares with the recommendation and its action. Nothing is decided
here: the rules do that.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from scrgraph.facts.dates import find_periods
from scrgraph.facts.decisions import find_bodies
from scrgraph.facts.model import AgencyMention, Event, Item, Remark, Span
from scrgraph.facts.phrases import Masked, Match, find_wordings, mask, select_matches
from scrgraph.facts.sentences import find_clause, list_content_words, split_sentences
from scrgraph.ingest.layouts import COLUMNS
from scrgraph.wordings import Wording, Wordings

# Which kinds of remark are looked for in which column; those that only take others out are among them.
_KINDS: Mapping[str, tuple[str, ...]] = {
    "summary": ("work-to-come", "routine"),
    "scrutiny": ("given-up", "routine"),
    "text": ("failing", "work-in-hand", "work-to-come"),
    "actions": ("existing-duty",),
}
_SILENT = "routine"
_SAME_EVENT = 0.5  # share of the words of two sentences, from which on they tell one event
_TOLD_TWICE = 5  # words that two sentences must share to tell one event
_NAME = re.compile(r"(?<=[a-z,;] )[A-Z][\w'\u2019-]*")  # a word with a capital that does not begin a sentence
_STRAY = re.compile(
    r"\s(?!(?:a|i|am|an|as|at|be|by|do|go|he|if|in|is|it|me|my|no|of|on|or|so|to|up|us|we)$)[a-z]{1,2}$"
)
_BODY = re.compile(
    r"(?:[A-Z][\w&'\u2019-]*|and|of|for|the|&|-|\u2013|,)(?:\s+(?:[A-Z][\w&'\u2019-]*|and|of|for|the|&|-|\u2013))*"
)


def read_remarks(cells: Mapping[str, str], wordings: Wordings) -> tuple[Remark, ...]:
    """Read the joined texts of one row's cells, by canonical column."""
    about = list_content_words(f"{cells.get('text', '')} {cells.get('actions', '')}", wordings)
    masked = {column: mask(text, ()) for column, text in cells.items() if text}
    remarks: list[Remark] = []
    for column, kinds in _KINDS.items():
        if column in masked:
            cues = [wording for wording in wordings.remark_kinds if wording.kind in kinds]
            remarks += _read_column(column, masked[column], cues, about, wordings)
    if "summary" in masked:
        remarks += _read_dated_work(masked["summary"], wordings)
    if "summary" in masked and "scrutiny" in masked:
        remarks += _compare_dates(masked["summary"], masked["scrutiny"], wordings)
    if body := _read_body(cells.get("actions", ""), wordings):
        remarks.append(body)
    for column in ("text", "leads", "actions", "summary"):
        if column in masked and (stray := _STRAY.search(cells[column].rstrip())):
            end = len(cells[column].rstrip())
            remarks.append(Remark("breaks-off", column, Span(max(0, stray.start() - 40), end), stray.group().strip()))
    return tuple(sorted(remarks, key=lambda remark: (COLUMNS.index(remark.column), remark.span.start, remark.kind)))


def _read_column(
    column: str, masked: Masked, cues: list[Wording], about: frozenset[str], wordings: Wordings
) -> Iterator[Remark]:
    found = find_wordings(masked, cues)
    if column == "text" and _asks(masked, wordings):
        return  # a recommendation that asks for something may also say what went wrong
    for sentence in split_sentences(masked, 0, len(masked.text)):
        said: dict[str, Remark] = {}
        for cue in select_matches(found, sentence):
            if cue.wording.kind == _SILENT:
                continue
            remark = _build_remark(column, masked.text, sentence, cue, about, wordings)
            known = said.get(remark.kind)
            if known is None or (remark.shared is None) or (known.shared is not None and remark.shared > known.shared):
                said[remark.kind] = remark
        yield from said.values()


def _asks(masked: Masked, wordings: Wordings) -> bool:
    """Whether a recommendation asks for something: by its first word, or by words such as "should"."""
    opening = re.match(r"\W*([A-Za-z-]+)", masked.text)
    if opening and opening[1].lower() in wordings.marker_labels("opening-verb"):
        return True
    return bool(find_wordings(masked, [wording for wording in wordings.markers if wording.kind == "asking"]))


def _build_remark(
    column: str, text: str, sentence: Span, cue: Match, about: frozenset[str], wordings: Wordings
) -> Remark:
    clause = find_clause(text, sentence, cue.start)
    phrase = text[cue.start : cue.end]
    of_phrase = list_content_words(phrase, wordings)
    # A clause of the phrase and little else ("To commence in May 2010") speaks of the action as a whole; names and
    # months do not say what a sentence is about.
    plain = _NAME.sub(" ", text[clause.start : clause.end])
    bare = len(list_content_words(plain, wordings) - of_phrase) <= 1
    shared = len((list_content_words(text[sentence.start : sentence.end], wordings) - of_phrase) & about)
    return Remark(cue.wording.kind, column, sentence, phrase, None if bare and not shared else shared)


def _read_dated_work(masked: Masked, wordings: Wordings) -> Iterator[Remark]:
    """Give the sentences that report work done by a date, each with the latest day that its latest date can mean."""
    done = find_wordings(masked, [wording for wording in wordings.remark_kinds if wording.kind == "work-done"])
    for sentence in split_sentences(masked, 0, len(masked.text)):
        for cue in select_matches(done, sentence):
            clause = find_clause(masked.text, sentence, cue.start)
            days = [day.day for day in masked.days_in(clause.start, clause.end) if day.day]
            plain = masked.masked[clause.start : clause.end].replace("\x01", "\x00")
            days += [period.latest for _, _, period in find_periods(plain)]
            if days:
                phrase = masked.text[cue.start : cue.end]
                yield Remark("work-done", "summary", sentence, phrase, 0, max(days))
                break


def _compare_dates(summary: Masked, scrutiny: Masked, wordings: Wordings) -> Iterator[Remark]:
    """Give the sentences of the progress report that tell an event of the sub-group's column with another date."""
    told = [
        (sentence, day, list_content_words(scrutiny.text[sentence.start : sentence.end], wordings))
        for sentence in split_sentences(scrutiny, 0, len(scrutiny.text))
        if (day := _only_day(scrutiny, sentence))
    ]
    for sentence in split_sentences(summary, 0, len(summary.text)):
        day = _only_day(summary, sentence)
        words = list_content_words(summary.text[sentence.start : sentence.end], wordings)
        for other, other_day, other_words in told:
            shared = words & other_words
            alike = len(shared) >= _TOLD_TWICE and len(shared) >= _SAME_EVENT * min(len(words), len(other_words))
            if day and alike and day != other_day:
                phrase = summary.days_in(sentence.start, sentence.end)[0].raw
                yield Remark("told-otherwise", "summary", sentence, phrase, len(shared), day, ("scrutiny", other))
                break


def _only_day(masked: Masked, sentence: Span) -> dt.date | None:
    days = {day.day for day in masked.days_in(sentence.start, sentence.end)}
    return days.pop() if len(days) == 1 else None


def _read_body(text: str, wordings: Wordings) -> Remark | None:
    """Give an action cell that is nothing but the name of a body."""
    name = text.strip().rstrip(".")
    words = [word.lower() for word in re.findall(r"[A-Za-z]+", name)]
    bodies = {*wordings.marker_labels("organisation-word"), "group", "committee", "panel", "forum"}
    if len(words) > 1 and words[-1] in bodies and _BODY.fullmatch(name):
        start = text.index(name)
        return Remark("body", "actions", Span(start, start + len(name)), name)
    return None


def read_mentions(cells: Mapping[str, str], agencies: tuple[tuple[str, str], ...]) -> tuple[AgencyMention, ...]:
    """Read which agencies a recommendation names, and which its progress report; ``agencies`` are (name, code)."""
    found = []
    for column in ("text", "leads", "summary"):
        text = cells.get(column, "")
        taken = bytearray(len(text))
        for name, code in agencies:
            for hit in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text):
                if not any(taken[hit.start() : hit.end()]):
                    taken[hit.start() : hit.end()] = b"\1" * len(hit.group())
                    found.append(AgencyMention(column, code, Span(hit.start(), hit.end())))
    return tuple(found)


def read_miscounts(
    cells: Mapping[str, str], counts: Mapping[str, frozenset[int]], wordings: Wordings
) -> Iterator[Remark]:
    """Give the sentences that count the plan's agencies or recommendations otherwise than it has them.

    "The 13 agencies", say. ``counts`` are the numbers that would be right, by what is counted.
    """
    things = "|".join(re.escape(label) for label in wordings.marker_labels("counted"))
    pattern = re.compile(rf"\b(?:(?:all|all of)\s+)?(?:the|all)\s+(\d{{1,3}})\s+({things})\b", re.IGNORECASE)
    for column, text in cells.items():
        masked = mask(text, ())
        for sentence in split_sentences(masked, 0, len(text)):
            for found in pattern.finditer(text, sentence.start, sentence.end):
                counted = counts.get(found.group(2).lower())
                if counted and int(found.group(1)) not in counted:
                    yield Remark("miscount", column, sentence, found.group(), 0)


def list_actors(text: str, wordings: Wordings) -> tuple[str, ...]:
    """Give the names of organisations that a recommendation begins with, of those that are to act.

    "Merrow Police and Merrow Housing Association should ...": names in capitals whose last word is that of an
    organisation, before the word that asks.
    """
    asks = re.search(r"\b(?:should|must|shall|will|needs?|to|are|is)\b", text)
    words = set(wordings.marker_labels("organisation-word"))
    found = []
    for piece in re.split(r",|\band\b|;", text[: asks.start()] if asks else ""):
        name = " ".join(piece.split())
        parts = name.split()
        named = len(parts) > 1 and all(part[0].isupper() or part in ("of", "for", "the", "&") for part in parts)
        if named and parts[-1].lower() in words - {"board", "partnership"}:
            found.append(name)
    return tuple(found)


def name_documents(text: str, bodies: tuple[str, ...], wordings: Wordings) -> tuple[str, ...]:
    """Give the kinds of document that a text names, sorted; the name of a body (an audit panel, say) names none."""
    masked = mask(text, bodies)
    return tuple(sorted({match.wording.kind for match in find_wordings(masked, wordings.document_kinds)}))


def describe_evidence(items: Iterable[Item], cells: Mapping[str, str], wordings: Wordings) -> tuple[Item, ...]:
    """Say of each item of evidence which documents it names, and how far it is about what the row is about."""
    told = " ".join(cells.get(column, "") for column in ("text", "actions", "summary"))
    about = list_content_words(told, wordings)
    return tuple(
        replace(
            item,
            documents=name_documents(item.text, (), wordings),
            shared=len(list_content_words(item.text, wordings) & about),
        )
        for item in items
    )


def describe_events(events: Iterable[Event], text: str, heading: str, wordings: Wordings) -> tuple[Event, ...]:
    """Say of each review and receipt which documents it names.

    A sentence that also asks for something, or plans a review, is left alone: what it names may be what is wanted.
    """
    told = tuple(events)
    bodies = tuple(sorted({*find_bodies(heading), *wordings.bodies}, key=lambda body: (-len(body), body)))
    asking = {event.span for event in told if event.kind in ("requested", "to-review")}
    return tuple(
        replace(event, documents=name_documents(text[event.span.start : event.span.end], bodies, wordings))
        if event.kind in ("reviewed", "received") and event.span not in asking
        else event
        for event in told
    )
