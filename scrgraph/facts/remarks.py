"""Reads what rules of reading go by: sentences that announce work, give an action up, state a failing, and the like.

The phrases are those of the vocabulary of remarks. Each remark is a whole sentence, so that a finding can quote it;
what a sentence is about is told by the words that it shares with the recommendation and its action. Nothing is decided
here: the rules do that.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from scrgraph.facts.dates import find_periods
from scrgraph.facts.decisions import find_bodies
from scrgraph.facts.model import Event, Item, Remark, Span
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
# What takes a remark out, by its kind: words that stand in its sentence before its phrase, or after it.
_BEFORE: Mapping[str, tuple[str, ...]] = {"work-to-come": ("other-body",), "given-up": ("disputed",)}
_AFTER: Mapping[str, tuple[str, ...]] = {"work-to-come": ("since-done",)}
_SUBJECT = re.compile(r"(?:we|it|this|these|they)\s+(?:\S+\s+){0,2}$", re.IGNORECASE)
# Before a day: it is that of the thing just named ("the conference of", "in force from", "(e-mailed").
_DATES = re.compile(
    r"(?:\b(?:of|from|since|dated|in force|opened on|held on|sent on|issued on)|\([\w-]+(?:\s+on)?)\s+$", re.IGNORECASE
)
_SLIP = dt.timedelta(31)  # two days of one event are near each other; those of two events need not be
_SAME_EVENT = 0.5  # share of the words of two sentences, from which on they tell one event
_SAME_SUBJECT = 2  # words, besides that for the kind of document, by which a review speaks of an item of evidence
_TOLD_TWICE = 5  # words that two sentences must share to tell one event
_NAME = re.compile(r"(?<=[a-z,;] )[A-Z][\w'\u2019-]*")  # a word with a capital that does not begin a sentence
_NUMBERS = {
    word: number
    for number, word in enumerate(
        "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
        "eighteen nineteen twenty".split(),
        2,
    )
}
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
        remarks += _read_awaited(masked["summary"], wordings)
    if "summary" in masked and "scrutiny" in masked:
        remarks += _compare_dates(masked["summary"], masked["scrutiny"], wordings)
    if named := _read_body(cells.get("actions", ""), wordings) or _read_result(cells.get("actions", ""), wordings):
        remarks.append(named)
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
            if cue.wording.kind == _SILENT or _is_taken_out(masked, sentence, cue, wordings):
                continue
            remark = _build_remark(column, masked.text, sentence, cue, about, wordings)
            known = said.get(remark.kind)
            if known is None or (remark.shared is None) or (known.shared is not None and remark.shared > known.shared):
                said[remark.kind] = remark
        yield from said.values()


def _is_taken_out(masked: Masked, sentence: Span, cue: Match, wordings: Wordings) -> bool:
    """Whether other words of the sentence say that it does not mean what the phrase does."""
    for notations, start, end in (
        (_BEFORE.get(cue.wording.kind, ()), sentence.start, cue.start),
        (_AFTER.get(cue.wording.kind, ()), cue.end, sentence.end),
    ):
        markers = [wording for wording in wordings.words if wording.notation in notations]
        if markers and find_wordings(masked, markers, start, end):
            return True
    return False


def _asks(masked: Masked, wordings: Wordings) -> bool:
    """Whether a recommendation asks for something: by its first word, or by words such as "should"."""
    opening = re.match(r"\W*([A-Za-z-]+)", masked.text)
    if opening and opening[1].lower() in wordings.list_words("opening-verb"):
        return True
    return bool(find_wordings(masked, [wording for wording in wordings.words if wording.kind == "asking"]))


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
    # "We expect to finish by May": what we, it or this is, the row says.
    bare = bare or bool(_SUBJECT.fullmatch(text[sentence.start : cue.start]))
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


def _read_awaited(masked: Masked, wordings: Wordings) -> Iterator[Remark]:
    """Give the sentences which say that an agency has not answered."""
    cues = find_wordings(masked, [wording for wording in wordings.remark_kinds if wording.kind == "answer-awaited"])
    for sentence in split_sentences(masked, 0, len(masked.text)):
        for cue in select_matches(cues, sentence)[:1]:
            yield Remark("answer-awaited", "summary", sentence, masked.text[cue.start : cue.end])


def _compare_dates(summary: Masked, scrutiny: Masked, wordings: Wordings) -> Iterator[Remark]:
    """Give the sentences of the progress report that tell an event of the sub-group's column with another date."""
    places = _find_told_days(scrutiny, wordings)
    here, there = ({day.day for day in masked.days} for masked in (summary, scrutiny))
    for sentence in split_sentences(summary, 0, len(summary.text)):
        day = _only_day(summary, sentence)
        words = list_content_words(summary.text[sentence.start : sentence.end], wordings)
        if day is None:
            continue
        for told in places:
            alike = told.is_told_by(words)
            # A day that the other column has, too, is that of something else.
            near = day not in there and told.day not in here and abs(told.day - day) <= _SLIP
            if day != told.day and (alike or (near and words & told.nearest)):
                phrase = summary.days_in(sentence.start, sentence.end)[0].raw
                yield Remark(
                    "told-otherwise", "summary", sentence, phrase, len(words & told.words), day, ("scrutiny", told.span)
                )
                break


@dataclass(frozen=True, slots=True)
class _Told:
    """A day that the sub-group's column gives something: the words of its sentence, and those right before the day."""

    span: Span
    day: dt.date
    words: frozenset[str]
    nearest: frozenset[str]

    def is_told_by(self, words: frozenset[str]) -> bool:
        """Whether a sentence of these words tells the same event."""
        shared = len(words & self.words)
        return shared >= _TOLD_TWICE and shared >= _SAME_EVENT * min(len(words), len(self.words))


def _find_told_days(scrutiny: Masked, wordings: Wordings) -> tuple[_Told, ...]:
    """Find the days in the sub-group's column, and what they are days of; its own doings ("reviewed on") aside."""
    found = []
    for sentence in split_sentences(scrutiny, 0, len(scrutiny.text)):
        words = list_content_words(scrutiny.text[sentence.start : sentence.end], wordings)
        for day in scrutiny.days_in(sentence.start, sentence.end):
            before = scrutiny.text[sentence.start : day.start]
            nearest = [stems for word in before.split() if (stems := list_content_words(word, wordings))][-2:]
            if day.day and (_only_day(scrutiny, sentence) or _DATES.search(before)):
                named = frozenset().union(*nearest) if _DATES.search(before) else frozenset()
                found.append(_Told(sentence, day.day, words, named))
    return tuple(found)


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


def _read_result(text: str, wordings: Wordings) -> Remark | None:
    """Give an action cell that is one phrase and names a result: "Greater confidence of staff"."""
    stated = text.strip()
    for label in wordings.list_words("result"):
        if re.match(rf"{re.escape(label)}\b", stated, re.IGNORECASE) and not re.search(r"[.;\n]\s*\S", stated):
            start = text.index(stated)
            return Remark("result", "actions", Span(start, start + len(stated)), stated[: len(label)])
    return None


def read_miscounts(
    cells: Mapping[str, str], counts: Mapping[str, frozenset[int]], wordings: Wordings
) -> Iterator[Remark]:
    """Give the sentences that count the plan's agencies or recommendations otherwise than it has them.

    "The 13 agencies", "all nine agencies", "the Board's eleven recommendations", say. ``counts`` are the numbers that
    would be right, by what is counted.
    """
    things = "|".join(re.escape(label) for label in wordings.list_words("counted"))
    number = rf"\d{{1,3}}|{'|'.join(_NUMBERS)}"
    whose = r"the|all(?:\s+of)?(?:\s+the)?|(?:the\s+)?(?:board|review|plan|partnership)(?:'|\u2019)s"
    pattern = re.compile(rf"\b(?:{whose})\s+({number})\s+({things})\b", re.IGNORECASE)
    for column, text in cells.items():
        masked = mask(text, ())
        for sentence in split_sentences(masked, 0, len(text)):
            for found in pattern.finditer(text, sentence.start, sentence.end):
                counted = counts.get(found.group(2).lower())
                printed = found.group(1).lower()
                if counted and _NUMBERS.get(printed, int(printed) if printed.isdigit() else 0) not in counted:
                    yield Remark("miscount", column, sentence, found.group(), 0)


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


def describe_events(
    events: Iterable[Event], evidence: Iterable[Item], text: str, heading: str, wordings: Wordings
) -> tuple[Event, ...]:
    """Say of each review and receipt which documents it names.

    A sentence that also asks for something, or plans a review, is left alone: what it names may be what is wanted. So
    is one that speaks of an item of evidence in the item's own words: that was seen, whatever it is called.
    """
    told = tuple(events)
    bodies = tuple(sorted({*find_bodies(heading), *wordings.bodies}, key=lambda body: (-len(body), body)))
    asking = {event.span for event in told if event.kind in ("requested", "to-review")}
    wanted = [_list_subjects(item.text, wordings) for item in evidence]

    def describe(event: Event) -> Event:
        words = text[event.span.start : event.span.end]
        subjects = _list_subjects(words, wordings)
        if event.kind not in ("reviewed", "received") or event.span in asking:
            return event
        if any(len(subjects & item) >= _SAME_SUBJECT for item in wanted):
            return event
        return replace(event, documents=name_documents(words, bodies, wordings))

    return tuple(describe(event) for event in told)


def _list_subjects(text: str, wordings: Wordings) -> frozenset[str]:
    """Give the words that say what a document is about, without those that say what kind of document it is."""
    kinds = {word for wording in wordings.document_kinds for word in list_content_words(wording.label, wordings)}
    return list_content_words(text, wordings) - kinds
