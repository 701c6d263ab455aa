"""Reads which agencies a row names: in the recommendation and the lead as those to act, in the report as heard.

A progress report seldom prints an agency's name in full, so there short forms count, too: the initials, and the words
by which the name differs from those of the plan's other agencies.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from scrgraph.facts.model import AgencyMention, RowFacts, Span
from scrgraph.facts.names import slugify
from scrgraph.facts.phrases import find_wordings, mask, select_matches
from scrgraph.facts.sentences import split_sentences
from scrgraph.wordings import Wordings

_SMALL = frozenset("of for the and & in at".split())
_ASKS = re.compile(r"\b(?:should|must|shall|will|needs?|to|are|is)\b")
# "should send a copy to the Trust": the Trust is not the one to act. In a list after such a word none is.
_RECEIVES = re.compile(
    r"\b(?:(?:should|must|shall|will|needs?|to)\b[^.;]*?\b(?:to|with|from)|let|ring|tell|inform|notify|contact|alert)"
    r"\s+(?:the\s+)?$"
)
_SENT = re.compile(r"\b(?:circulated|copied|forwarded|given|passed|sent|sends?)\s+(?:\w+\s+)?to\s+(?:the\s+)?$")
_ENDS = re.compile(r"\s*(?:[.;,)]|and\b|$)")
_LISTED = re.compile(r"\s*(?:,|and|or|&|\s)+(?:the\s+)?\s*")
_HELD = re.compile(r"\s(?:of|for)\s")  # of what, or for what, somebody holds a post: "Head of", "Manager for"
_WORD = re.compile(r"[A-Za-z][A-Za-z'\u2019]*")


_LABEL = r"(?=\s*[-\u2013:])"  # as a label stands before what it labels: "Schools - in the bulletin"
# Before words that may name an agency or what it works on: "the police send an inspector and youth justice a worker".
_ACTS = r"(?:(?<=\band )|(?<=\bby )|(?<=\bfrom )|(?<=\bwith )|(?<=, ))"
_NEAR = 200  # characters before a name that tell whether it only receives


@dataclass(frozen=True)
class NamedAgencies:
    """The agencies of a plan: the code for which each name stands; and the pattern of the short forms of each."""

    names: Mapping[str, str]
    forms: Mapping[str, re.Pattern[str]]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The pattern of all names; where two begin at one place, the longer one counts."""
        names = sorted(self.names, key=lambda name: (-len(name), name))
        return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)" if names else r"(?!)")


def name_agencies(rows: Iterable[RowFacts], wordings: Wordings) -> NamedAgencies:
    """Find the agencies of a plan.

    They are those that have rows of their own, those that a recommendation begins with, and those of the
    vocabulary. A name all of whose words stand in that of one agency with rows of its own is that agency's.
    """
    told = tuple(rows)
    known = {(label, agency.code) for agency in wordings.agencies for label in agency.labels}
    sections = {(row.section, row.slug) for row in told if row.section and row.slug}
    actors = {name for row in told for name in list_actors(row.text or "", wordings)}
    general = {*_SMALL, *wordings.list_words("epithet")}
    # "Domestic Abuse" of a Domestic Abuse Service names nothing where the plan speaks of domestic abuse.
    printed = " ".join(text for row in told for text in (row.text, row.leads, row.summary) if text)
    small = set(re.findall(r"(?<![\w'\u2019])[a-z]+", printed))
    sections |= {(part, code) for part, code in _list_parts(sections) if not set(part.lower().split()) <= small}
    names = known | sections
    for name in actors - {name for name, _ in names}:
        owner = _find_owner(name, sections)
        if owner or not {word.lower() for word in _list_words(name)} <= general:
            names |= {(name, owner or slugify(name))}
    text = "\n".join(f"{row.text or ''}\n{row.leads or ''}" for row in told)
    here = {code for _, code in names - known}
    here |= {code for name, code in known if " " in name and name in text}
    own = {code: sorted(name for name, of in names if of == code) for code in sorted(here)}
    words = {code: {word.lower() for name in labels for word in _list_words(name)} for code, labels in own.items()}
    shared = {word for word, count in Counter(word for found in words.values() for word in found).items() if count > 1}
    plain = set(wordings.marker_labels("organisation-word")) - general
    forms = {code: _shorten(labels, shared, general, plain, small) for code, labels in own.items()}
    return NamedAgencies(dict(sorted(names, reverse=True)), forms)


def _list_parts(sections: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Give the first or last words of each agency's name, two or more, that begin or end no other one's name."""
    parts: dict[str, set[str]] = {}
    for name, code in sections:
        words = name.split()
        for place in range(1, len(words)):
            for part in (words[:place], words[place:]):
                if len(part) > 1 and not {part[0].lower(), part[-1].lower()} & _SMALL:
                    parts.setdefault(" ".join(part), set()).add(code)
    yield from ((part, code) for part, codes in parts.items() if len(codes) == 1 for code in codes)


def _find_owner(name: str, sections: Iterable[tuple[str, str]]) -> str | None:
    """Give the code of the one agency whose name has all words of a name; ``None`` where none or several have."""
    words = {word.lower() for word in _list_words(name)}
    owners = {code for section, code in sections if words <= {word.lower() for word in _list_words(section)}}
    return owners.pop() if len(owners) == 1 else None


def _list_words(name: str) -> list[str]:
    return [word for word in _WORD.findall(name) if word.lower() not in _SMALL]


def _shorten(
    names: Iterable[str], shared: set[str], general: set[str], plain: set[str], small: set[str]
) -> re.Pattern[str]:
    """Give the pattern of an agency's short forms: initials, and what its name has that no other one's has.

    ``general`` and ``plain`` words stand in the names of many organisations. ``small`` ones the plan prints without a
    capital, too: alone they are a name only as a label.
    """
    exact: set[str] = set()
    free: set[str] = set()
    for name in names:
        words = _list_words(name)
        while words and words[-1].lower() in ("trust", "nhs", "foundation"):
            exact |= set(_abbreviate(words))
            words = words[:-1]
        exact |= set(_abbreviate(words))
        own = [word for word in _list_words(name) if word.lower() not in shared]
        telling = [word for word in own if word.lower() not in general]
        for word in telling:
            if word[0].isupper() and len(word) > 2:
                exact.add(re.escape(word) + (_LABEL if word.lower() in small else ""))
        free |= {
            rf"the\s+{_in_number(word)}" for word in telling if {word.lower(), word.lower().removesuffix("s")} & plain
        }
        for run in (own, telling):
            if len(run) > 1 and " ".join(run) in name:
                said = r"\s+".join(map(re.escape, run))
                if {word.lower() for word in run} <= small:  # "mental health crises", "the Mental Health Act"
                    exact.add(rf"{said}(?!\s+[A-Z])")
                    free.add(_ACTS + said)
                else:
                    free.add(said)
    pattern = "|".join([*sorted(exact, key=len, reverse=True), *(f"(?i:{form})" for form in sorted(free))])
    return re.compile(rf"(?<![\w-])(?:{pattern})(?![\w-])" if pattern else r"(?!)")


def _abbreviate(words: list[str]) -> Iterator[str]:
    """Give the patterns of a name's initials, with and without the first; two count only before a dash or a colon."""
    letters = "".join(word if word.isupper() else word[0].upper() for word in words)
    for form in (letters, letters[1:]):
        if len(form) > 1:
            yield form + ("" if len(form) > 2 else _LABEL)


def _in_number(word: str) -> str:
    """Give the pattern of a word in the singular and the plural: "the hospital" for a hospitals trust."""
    return re.escape(word.lower().removesuffix("s")) + "s?"


def read_mentions(cells: Mapping[str, str], agencies: NamedAgencies, wordings: Wordings) -> tuple[AgencyMention, ...]:
    """Read which agencies a recommendation and its lead name as those to act, and which its progress report.

    A sentence of the report which says that an agency's answer is awaited does not count as its report.
    """
    found: list[AgencyMention] = []
    for column in ("text", "leads"):
        text = cells.get(column, "")
        receiving = -1  # where the last agency ends that only receives
        for code, span in _find_names(text, agencies):
            listed = receiving >= 0 and _LISTED.fullmatch(text, receiving, span.start)
            if column == "text" and (listed or _RECEIVES.search(text, max(0, span.start - _NEAR), span.start)):
                receiving = span.end
            else:
                found.append(AgencyMention(column, code, span))
    report = cells.get("summary", "")
    silent = bytearray(len(report))
    for sentence in _find_awaited(report, wordings):
        silent[sentence.start : sentence.end] = b"\1" * (sentence.end - sentence.start)
    named = list(_find_names(report, agencies))
    taken, whole = bytearray(len(report)), {span for _, span in named}
    for span in whole:
        taken[span.start : span.end] = b"\1" * (span.end - span.start)
    # What is a name of one agency may be a short form of another: "Schools". Within a longer name nothing is one.
    short = (
        (code, form)
        for code, form in _find_forms(report, agencies)
        if form in whole or not any(taken[form.start : form.end])
    )
    heard = [(code, span) for code, span in (*named, *short) if not _is_sent_to(report, span)]
    found += [AgencyMention("summary", code, span) for code, span in heard if not silent[span.start]]
    return tuple(found)


def _find_names(text: str, agencies: NamedAgencies) -> Iterator[tuple[str, Span]]:
    """Find names in a text, in order."""
    for hit in agencies.pattern.finditer(text):
        yield agencies.names[hit.group()], Span(hit.start(), hit.end())


def _find_forms(text: str, agencies: NamedAgencies) -> Iterator[tuple[str, Span]]:
    """Find where a text names agencies in short."""
    for code, pattern in agencies.forms.items():
        for hit in pattern.finditer(text):
            yield code, Span(hit.start(), hit.end())


def _is_sent_to(text: str, span: Span) -> bool:
    """Whether an agency is only the one that something went to: "minutes were circulated to the Trust."."""
    return bool(_SENT.search(text, max(0, span.start - _NEAR), span.start)) and bool(_ENDS.match(text, span.end))


def _find_awaited(text: str, wordings: Wordings) -> Iterator[Span]:
    """Find the sentences which say that an answer is awaited."""
    masked = mask(text, ())
    cues = find_wordings(masked, [wording for wording in wordings.remark_kinds if wording.kind == "answer-awaited"])
    for sentence in split_sentences(masked, 0, len(text)):
        if select_matches(cues, sentence):
            yield sentence


def list_actors(text: str, wordings: Wordings) -> tuple[str, ...]:
    """Give the names of organisations that a recommendation begins with, of those that are to act.

    "Merrow Police and Merrow Housing Association should ...": names in capitals whose last word is that of an
    organisation, before the word that asks. A post ("the Director of Housing Services") is no organisation.
    """
    asks = _ASKS.search(text)
    words = set(wordings.marker_labels("organisation-word"))
    found = []
    for piece in re.split(r",|\band\b|;", text[: asks.start()] if asks else ""):
        name = re.sub(r"^(?:That )?(?:[Tt]he )?", "", " ".join(piece.split()))
        parts = name.split()
        named = len(parts) > 1 and all(part[0].isupper() or part in ("of", "for", "the", "&") for part in parts)
        if named and parts[-1].lower() in words - {"board", "partnership"} and not _is_post(name, wordings):
            found.append(name)
    return tuple(found)


def _is_post(name: str, wordings: Wordings) -> bool:
    """Whether a name is that of a post: it begins with one, or says of what or for what somebody holds it.

    The name of an organisation may hold the word of a post, but not as its first: "Merrow Leadership Team".
    """
    held = find_wordings(mask(name, ()), wordings.posts)
    return any(post.start == 0 or _HELD.search(name, post.start) for post in held)
