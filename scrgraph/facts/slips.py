"""Finds slips of the table itself: cells that were cut off, and sentences that count the plan wrongly."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from scrgraph.facts.model import Remark, Span
from scrgraph.facts.phrases import mask
from scrgraph.facts.sentences import split_sentences, stem_word
from scrgraph.wordings import Wordings

_CUT_COLUMNS = ("text", "leads", "actions", "summary")
_LAST_WORD = re.compile(r"\s([A-Za-z]{1,12})$")
# Short words in which a cell may end, and what may stand before letters that are no words ("at 2 pm", "appendix b").
_SHORT = frozenset("a i am an as at be by do go he if in is it me my no of ok on or pc so tv to up us we".split())
_COUNTED = re.compile(
    r"(?:\d|\b(?:appendix|annex|option|part|phase|section|stage|tier|form|item|type|level))\s*$", re.IGNORECASE
)
_QUOTED = 40  # characters before the stray letters that a finding quotes
_NUMBERS = {
    word: number
    for number, word in enumerate(
        "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
        "eighteen nineteen twenty".split(),
        2,
    )
}
_WHOSE = r"the|all(?:\s+of)?(?:\s+the)?|(?:the\s+)?(?:board|review|plan|partnership)(?:'|\u2019)s"
# After what is counted: it is counted of something else ("of the Laming report", "in the region"), or only some of them
# are ("The 11 agencies that reported", not "All 11 agencies that wrote a review").
_ELSEWHERE = re.compile(
    r"\s+(?:in|from|across|within|of)\s+(?!(?:the|this|our|its)\s+(?:plan|review|board|partnership|overview)\b)",
    re.IGNORECASE,
)
_SOME = re.compile(r"\s+(?:that|which|who)\b", re.IGNORECASE)
_WHICH = r"(?:of\s+the\s+|of\s+our\s+)?(?:(?:[a-z]+\s+)?overview\s+|main\s+|single[ -]agency\s+)?"


@dataclass(frozen=True, slots=True)
class PlanWords:
    """The words of a plan, in small letters: how often each stands there, and all in the order of the alphabet."""

    counts: Mapping[str, int]
    ordered: tuple[str, ...]

    @classmethod
    def count(cls, texts: Iterable[str]) -> "PlanWords":
        """Count the words of some texts."""
        counts = Counter(word.lower() for text in texts for word in re.findall(r"[A-Za-z]+", text))
        return cls(counts, tuple(sorted(counts)))

    def list_longer(self, word: str) -> tuple[str, ...]:
        """List the words that begin with another, and go on."""
        return self.ordered[bisect_right(self.ordered, word) : bisect_left(self.ordered, f"{word}~")]


def read_cuts(cells: Mapping[str, str], words: PlanWords, wordings: Wordings) -> Iterator[Remark]:
    """Give the ends of cells that break off within a word.

    The last word of a cell is cut where no full stop follows and it is one or two letters, or stands nowhere else in
    the plan and begins another word of it of which it is no form. A common word of four letters or more, or that of a
    post, is whole.
    """
    whole = {word for post in wordings.posts for word in post.label.split()}
    whole |= {word for word in wordings.common_words if len(word) > 3}
    for column in _CUT_COLUMNS:
        text = cells.get(column, "").rstrip()
        last = _LAST_WORD.search(text, max(0, len(text) - _QUOTED))
        if last is None or last[1].lower() in whole or _COUNTED.search(text, 0, last.start()):
            continue
        if _is_cut(last[1], words):
            yield Remark("breaks-off", column, Span(max(0, last.start() - _QUOTED), len(text)), last[1])


def _is_cut(printed: str, words: PlanWords) -> bool:
    word = printed.lower()
    if len(word) <= 2:
        return printed.islower() and word not in _SHORT
    if words.counts[word] > 1 or printed.isupper():
        return False
    longer = words.list_longer(word)
    return bool(longer) and all(stem_word(other) != stem_word(word) for other in longer)


def read_miscounts(
    cells: Mapping[str, str], counts: Mapping[str, frozenset[int]], parts: frozenset[int], wordings: Wordings
) -> Iterator[Remark]:
    """Give the sentences that count the plan's agencies or recommendations otherwise than it has them.

    "The 13 agencies", "all nine agencies", "the Board's eleven recommendations", say. ``counts`` are the numbers that
    would be right, by what is counted; ``parts`` those of some of them: the agencies that the row names, the
    recommendations of one agency.
    """
    things = "|".join(re.escape(label) for label in wordings.list_words("counted"))
    numbers = rf"\d{{1,3}}|{'|'.join(_NUMBERS)}"
    pattern = re.compile(rf"\b(?:{_WHOSE})\s+({numbers})\s+{_WHICH}({things})\b", re.IGNORECASE)
    for column, text in cells.items():
        masked = mask(text, ())
        for sentence in split_sentences(masked, 0, len(text)):
            for found in pattern.finditer(text, sentence.start, sentence.end):
                of_some = found.group()[:3].lower() == "the" and _SOME.match(text, found.end())
                if of_some or _ELSEWHERE.match(text, found.end()):
                    continue
                right = counts.get(found.group(2).lower())
                printed = found.group(1).lower()
                number = _NUMBERS.get(printed, int(printed) if printed.isdigit() else 0)
                # A few of many are some of them: "the agreement of the three agencies".
                if right and number not in right | parts and 3 * number > 2 * min(right):
                    yield Remark("miscount", column, sentence, found.group(), 0)
