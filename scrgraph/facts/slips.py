"""Finds slips of the table itself: cells that were cut off, and sentences that count the plan wrongly."""

import re
from collections.abc import Iterator, Mapping

from scrgraph.facts.model import Remark, Span
from scrgraph.facts.phrases import mask
from scrgraph.facts.sentences import split_sentences, stem_word
from scrgraph.wordings import Wordings

_CUT_COLUMNS = ("text", "leads", "actions", "summary")
_LAST_WORD = re.compile(r"\s([A-Za-z]{1,12})$")
_SHORT = frozenset("a i am an as at be by do go he if in is it me my no of on or so to up us we".split())
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
_WHICH = r"(?:of\s+the\s+|of\s+our\s+)?(?:(?:[a-z]+\s+)?overview\s+|main\s+|single[ -]agency\s+)?"


def read_cuts(cells: Mapping[str, str], words: Mapping[str, int]) -> Iterator[Remark]:
    """Give the ends of cells that break off within a word.

    ``words`` counts the plan's words, in small letters. The last word of a cell is cut where no full stop follows and
    it is one or two letters, or stands nowhere else and begins another word of the plan of which it is no form.
    """
    for column in _CUT_COLUMNS:
        text = cells.get(column, "").rstrip()
        last = _LAST_WORD.search(text)
        if last and _is_cut(last[1], words):
            yield Remark("breaks-off", column, Span(max(0, last.start() - _QUOTED), len(text)), last[1])


def _is_cut(printed: str, words: Mapping[str, int]) -> bool:
    word = printed.lower()
    if len(word) <= 2:
        return printed.islower() and word not in _SHORT
    if words[word] > 1 or printed.isupper():
        return False
    longer = [other for other in words if len(other) > len(word) and other.startswith(word)]
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
                right = counts.get(found.group(2).lower())
                printed = found.group(1).lower()
                number = _NUMBERS.get(printed, int(printed) if printed.isdigit() else 0)
                # A few of many are some of them: "the agreement of the three agencies".
                if right and number not in right | parts and 3 * number > 2 * min(right):
                    yield Remark("miscount", column, sentence, found.group(), 0)
