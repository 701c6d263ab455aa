"""The headings under which rows stand in groups: agencies, themes, parts of a review; one within another."""

import re

from scrgraph.ingest.drafts import Group

_CONTINUED = re.compile(r"\s*[(\[\u2013-]?\s*(?:continued|cont'?d|cont\u2019d|cont)\.?\s*[)\]]?$", re.IGNORECASE)
_COUNTED = re.compile(r"([^\W\d]+)\s*(?:\d|[ivx]+\b|[a-h]\b)", re.IGNORECASE)


class Groups:
    """The groups that stand open while a table is read."""

    def __init__(self) -> None:
        """Begin with none."""
        self.group = Group()
        self._fills: list[str | None] = []
        self._fresh = False

    @property
    def names(self) -> tuple[str, ...]:
        """The headings of the groups that stand open, the widest first."""
        return self.group.names

    def leave(self) -> None:
        """Tell that another line than a heading came."""
        self._fresh = False

    def open(self, words: str, line: int, fill: str | None) -> None:
        """Open a group: straight below another's heading it is one within, else it takes the place of its like."""
        name = _CONTINUED.sub("", words).rstrip(": ") or words
        if not self._fresh and name in self.names:
            # Printed again on a new page.
            level = self.names.index(name) + 1
            self.group = Group(self.group.names[:level], self.group.lines[:level])
            self._fills = self._fills[:level]
            return
        level = self._find_level(name, fill)
        self.group = Group((*self.names[:level], name), (*self.group.lines[:level], line))
        self._fills = [*self._fills[:level], fill]
        self._fresh = True

    def _find_level(self, name: str, fill: str | None) -> int:
        """Give the level of a heading: 0 for the widest."""
        kind = _tell_kind(name)
        alike = [place for place, other in enumerate(self.names) if kind and _tell_kind(other) == kind]
        if alike:
            return alike[-1]
        if fill is not None and fill in self._fills:
            return self._fills.index(fill)
        if self._fresh:
            return len(self.names)
        return max(len(self.names) - 1, 0)


def _tell_kind(name: str) -> str | None:
    """Give the word of a heading that is counted ("Priority 2", "Theme B")."""
    found = _COUNTED.match(name)
    return found.group(1).lower() if found else None
