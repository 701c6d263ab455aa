"""Finds the plan of a store that a document is another version of, by what its rows say."""

from collections.abc import Collection

import pyoxigraph as ox

from scrgraph.graph.known_rows import find_known_rows
from scrgraph.graph.shared_rows import split_words, take_near
from scrgraph.graph.store import find_current, list_plans


class HeldRows:
    """What the rows of each plan's current version say, read once for a plan while documents are put into a store."""

    def __init__(self, store: ox.Store) -> None:
        self._store = store
        self._words: dict[str, list[frozenset[str]] | None] = dict.fromkeys(list_plans(store))  # None: not read yet

    def __contains__(self, plan: str) -> bool:
        """Whether the store holds a plan, by its id."""
        return plan in self._words

    def read_anew(self, plan: str) -> None:
        """Have the rows of a plan read again, of which a version was put into the store."""
        self._words[plan] = None

    def find_double(self, rows: Collection[str]) -> tuple[str, int] | None:
        """Find the first plan of which most rows, and most of some others, say the same; and how many of these do.

        ``rows`` are the recommendations and actions of the others.
        """
        words = [split_words(row) for row in rows]
        for plan in sorted(self._words):
            held = self._read(plan)
            if 2 * min(len(words), len(held)) <= max(len(words), len(held)):
                continue
            left = [row for row in held if row]
            shared = sum(take_near(left, row) for row in words)
            if 2 * shared > max(len(words), len(held)):
                return plan, shared
        return None

    def _read(self, plan: str) -> list[frozenset[str]]:
        words = self._words[plan]
        if words is None:
            held = find_known_rows(self._store, ox.NamedNode(find_current(self._store, plan)))
            words = self._words[plan] = [split_words(row.words) for row in held.values()]
        return words
