"""Reads what rules of reading go by: sentences that announce work, give an action up, state a failing, and the like.

The phrases are those of the vocabulary of remarks. Each remark is a whole sentence, so that a finding can quote it;
what a sentence is about is told by the words that it shares with the recommendation and its action. Nothing is decided
here: the rules do that.
"""

import re
from collections.abc import Iterator, Mapping

from scrgraph.facts.dates import find_periods
from scrgraph.facts.model import Remark, Span
from scrgraph.facts.phrases import Masked, Match, find_wordings, mask, select_matches
from scrgraph.facts.sentences import find_clause, list_content_words, split_sentences
from scrgraph.facts.told_dates import compare_dates
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
# What takes a remark out, by the notation of its phrase or by its kind: words that stand in its sentence before its
# phrase, in the same clause before it, or after it.
_BEFORE: Mapping[str, tuple[str, ...]] = {"work-to-come": ("other-body",), "given-up": ("disputed",)}
_DENIED: Mapping[str, tuple[str, ...]] = {"outstanding": ("denied",)}
_AFTER: Mapping[str, tuple[str, ...]] = {"work-to-come": ("since-done",), "given-up": ("put-off",)}
_SUBJECT = re.compile(r"(?:we|it|this|these|they)\s+(?:\S+\s+){0,2}$", re.IGNORECASE)
# "Practices to add a flag", within the first words of a sentence; not "failed to add", "in relation to a flag".
_TO_DO = re.compile(
    r"\W*(?:[A-Z][\w'\u2019-]*\W+)(?:(?!(?:failed|fails|failure|unable|due|relation|prior|according|response|how|order|had"
    r"|has|have|likely|able|reluctant|left|not|was|were|is|are)\b)[\w'\u2019-]+\s+){0,2}to\s+"
    r"(?!(?:a|an|the|this|that|these|those|their|its|his|her|all|any|each|every|be)\b)[a-z]+\b"
)
_NAME = re.compile(r"(?<=[a-z,;] )[A-Z][\w'\u2019-]*")  # a word with a capital that does not begin a sentence
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
    for column in ("summary", "scrutiny"):
        if column in masked:
            remarks += _read_awaited(column, masked[column], wordings)
    if "summary" in masked:
        remarks += compare_dates(masked["summary"], masked.get("scrutiny", mask("", ())), wordings)
    if named := _read_body(cells.get("actions", ""), wordings) or _read_result(cells.get("actions", ""), wordings):
        remarks.append(named)
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
        (_DENIED.get(cue.wording.notation, ()), find_clause(masked.text, sentence, cue.start).start, cue.start),
        (_AFTER.get(cue.wording.kind, ()), cue.end, sentence.end),
    ):
        markers = [wording for wording in wordings.words if wording.notation in notations]
        if markers and find_wordings(masked, markers, start, end):
            return True
    return False


def _asks(masked: Masked, wordings: Wordings) -> bool:
    """Whether a text asks for something: by the first word of a sentence, by words such as "should", or by "to do"."""
    if find_wordings(masked, [wording for wording in wordings.words if wording.kind == "asking"]):
        return True
    verbs = wordings.list_words("opening-verb")
    for sentence in split_sentences(masked, 0, len(masked.text)):
        told = masked.text[sentence.start : sentence.end]
        opening = re.match(r"\W*([A-Za-z-]+)(?!\s+(?:is|are|was|were|has|have|had)\b)(?![A-Za-z-])", told)
        if (opening and opening[1].lower() in verbs) or _TO_DO.match(told):
            return True
    return False


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
            days += [period.latest for _, _, period in find_periods(masked.undated[clause.start : clause.end])]
            if days:
                phrase = masked.text[cue.start : cue.end]
                yield Remark("work-done", "summary", sentence, phrase, 0, max(days))
                break


def _read_awaited(column: str, masked: Masked, wordings: Wordings) -> Iterator[Remark]:
    """Give the sentences which say that an agency has not answered."""
    cues = find_wordings(masked, [wording for wording in wordings.remark_kinds if wording.kind == "answer-awaited"])
    for sentence in split_sentences(masked, 0, len(masked.text)):
        for cue in select_matches(cues, sentence)[:1]:
            yield Remark("answer-awaited", column, sentence, masked.text[cue.start : cue.end])


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
    stated = text.strip().lstrip("*\u2022\u25aa- ")
    if not stated or re.search(r"[.;\n]\s*\S", stated):
        return None
    span = Span(text.index(stated), text.index(stated) + len(stated))
    for label in wordings.list_words("result"):
        if re.match(rf"{re.escape(label)}\b", stated, re.IGNORECASE):
            return Remark("result", "actions", span, stated[: len(label)])
    masked = mask(stated, ())
    states = find_wordings(masked, [wording for wording in wordings.words if wording.notation == "state"])
    if states and not _asks(masked, wordings):
        return Remark("result", "actions", span, stated[states[0].start : states[0].end])
    return None
