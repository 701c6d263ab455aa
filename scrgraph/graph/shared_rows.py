"""Tells which rows of two plans, or of two versions of one, say the same or nearly."""

import re
from collections.abc import Mapping

_NEAR = 0.6  # the share of their words that texts of two versions of a row have in common


def split_words(text: str) -> frozenset[str]:
    """Give the words of a row, in small letters."""
    return frozenset(re.findall(r"\w+", text.lower()))


def count_shared(before: Mapping[str, frozenset[str]], after: Mapping[str, frozenset[str]]) -> int:
    """Count the rows that say the same or nearly, each once: those of the same key first, then any."""
    shared = {key for key, words in after.items() if key in before and _is_near(before[key], words)}
    left = [words for key, words in before.items() if key not in shared]
    return len(shared) + sum(take_near(left, words) for key, words in after.items() if key not in shared)


def take_near(left: list[frozenset[str]], words: frozenset[str]) -> bool:
    """Take the first row out that says the same as some words or nearly, and tell whether there is one."""
    near = next((other for other in left if _is_near(other, words)), None) if words else None
    if near is None:
        return False
    left.remove(near)
    return True


def _is_near(some: frozenset[str], others: frozenset[str]) -> bool:
    """Tell whether two texts share most of their words (S\u00f8rensen and Dice); a text that is lost is like any."""
    return not some or not others or 2 * len(some & others) >= _NEAR * (len(some) + len(others))
